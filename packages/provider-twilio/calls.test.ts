import type { CallPlan } from '@buttdial/core';
import {
  readExchanges,
  testMedia,
  testTalk,
  testTelephony,
  testVendorContract,
  vendorContract,
} from '@buttdial/testing';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { createTwilio } from './src/index.ts';

const vendor = await vendorContract('twilio', process.env);
const recorded = readExchanges(new URL('./recorded/calls.json', import.meta.url));
const settings = { accountSid: 'ACd3adb33fd3adb33fd3adb33fd3adb33f', authToken: 'canary-auth-token-7261' };
const callVendorId = 'CA42ed11f93dc08b952027ffbc406d0868';

const stream: CallPlan = {
  kind: 'media',
  url: new URL('wss://buttdial.example/calls/token'),
  format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  parameters: { call: 'call-1' },
};
const dial = { from: '+15017122661', to: '+15558675310', timeLimitSeconds: 600, ringSeconds: 30 };

testTelephony({
  create: (runtime, { timeoutMs }) => createTwilio({ ...settings, timeoutMs }, runtime),
  vendor,
  secrets: [settings.authToken],
  dials: [
    { ...dial, plan: stream },
    { ...dial, plan: { kind: 'ask', url: new URL('https://buttdial.example/calls/call-1/next') }, detectMachine: true },
  ],
  callVendorId,
  listing: {
    from: dial.from,
    to: dial.to,
    since: new Date('2026-02-03T12:09:20Z'),
    until: new Date('2026-02-03T12:30:00Z'),
  },
  read: ({ body }) => readXml(body),
  scenarios: {
    accepted: [recorded.dial!, recorded['dial-and-ask']!],
    'bad-credentials': [recorded['bad-credentials']!],
    'invalid-recipient': [recorded['invalid-number']!, recorded['unreachable-number']!],
    'opted-out': { notApplicable: 'Twilio keeps no list of those who want no calls' },
    'rate-limited': [recorded['too-many-requests']!],
    unavailable: [recorded.unavailable!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-sid']!],
    redirected: [recorded.redirected!],
    'hung-up': [recorded['hung-up']!],
    pressed: { notApplicable: 'Twilio presses no digits in a call under way: they go as tones, or by the text relay' },
    recorded: [recorded.recorded!],
    found: [recorded.found!],
    listed: [recorded.listed!],
    over: [recorded.over!],
    'no-such-call': [recorded['no-such-call']!],
  },
});

/** By a parser that is not the renderer's own: names in order, and every text and value. */
function readXml(xml: string): { shape: string[]; texts: string[] } {
  const [shape, texts]: [string[], string[]] = [[], []];
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    shape.push(name, ...Object.keys(attributes));
    texts.push(...Object.values(attributes));
  });
  parser.on('text', text => texts.push(text));
  parser.write(xml).close();
  return { shape, texts };
}

const { telephony } = createTwilio(settings);
const accept = telephony.accept;
const fieldsOf = (frame: string | Uint8Array) => JSON.parse(String(frame));

testTalk({
  accept,
  opening: [
    JSON.stringify({
      type: 'setup',
      sessionId: 'VX00000000000000000000000000000000',
      accountSid: settings.accountSid,
      callSid: callVendorId,
      from: dial.from,
      to: dial.to,
      direction: 'outbound-api',
      callStatus: 'IN-PROGRESS',
      customParameters: { call: 'call-1' },
    }),
  ],
  callVendorId,
  parameters: { call: 'call-1' },
  prompt: {
    frame: JSON.stringify({ type: 'prompt', voicePrompt: 'Is seven all right?', lang: 'en-US', last: true }),
    text: 'Is seven all right?',
  },
  read: frame => {
    const { type, token } = fieldsOf(frame);
    return type === 'text' ? { kind: 'text', text: token } : { kind: type === 'end' ? 'end' : 'other' };
  },
});

const streamSid = 'MZ11111111111111111111111111111111';
const audio = new Uint8Array(160).fill(0x7e);

testMedia({
  accept,
  opening: [
    JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }),
    JSON.stringify({
      event: 'start',
      sequenceNumber: '1',
      streamSid,
      start: {
        streamSid,
        accountSid: settings.accountSid,
        callSid: callVendorId,
        tracks: ['inbound'],
        customParameters: { call: 'call-1' },
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
      },
    }),
  ],
  callVendorId,
  parameters: { call: 'call-1' },
  audio: {
    frame: JSON.stringify({
      event: 'media',
      sequenceNumber: '2',
      streamSid,
      media: { track: 'inbound', chunk: '1', timestamp: '5', payload: Buffer.from(audio).toString('base64') },
    }),
    bytes: audio,
  },
  mark: {
    frame: JSON.stringify({ event: 'mark', sequenceNumber: '3', streamSid, mark: { name: 'one' } }),
    name: 'one',
  },
  read: frame => {
    const { event, media } = fieldsOf(frame);
    if (event === 'media') return { kind: 'audio', bytes: Buffer.from(media.payload, 'base64') };
    return { kind: event === 'mark' || event === 'clear' ? event : 'other' };
  },
});

describe('dialing at Twilio', () => {
  it('refuses a plan that is longer than a request may hold, without a request', async () => {
    const plan: CallPlan = { ...stream, parameters: { call: 'x'.repeat(4000) } };
    const call = { signal: new AbortController().signal, idempotencyKey: 'key-1' };
    expect(await telephony.dial({ ...dial, plan }, call)).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'invalid' },
    });
  });
});

testVendorContract(vendor);
