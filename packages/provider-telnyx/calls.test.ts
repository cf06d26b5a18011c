import { readFileSync } from 'node:fs';
import type { CallPlan } from '@buttdial/core';
import {
  type Exchange,
  fakeRuntime,
  readExchanges,
  type SeenRequest,
  testMedia,
  testTalk,
  testTelephony,
  type VendorContract,
} from '@buttdial/testing';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { createTelnyx, type TelnyxConfig } from './src/index.ts';

const recorded = readExchanges(new URL('./recorded/calls.json', import.meta.url));
const settings = {
  apiKey: 'KEY0canary0api0key',
  accountSid: '61bf923e-5e4d-4595-a110-56190ea18a1b',
  texmlApplicationId: '1773070540731319841',
};
const callVendorId = 'v3:KBnLO0ZK3DhKM5s7bE9VluaSmKsOchKht_fUYvxcp8ysbmzCCtpkmA';
const call = { signal: new AbortController().signal, idempotencyKey: 'key-1' };

// Telnyx publishes no description of TeXML requests that may be kept; the types of its own SDK are one.
interface Described {
  readonly contentType?: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
}
const { operations: described } = JSON.parse(
  readFileSync(new URL('./recorded/texml.json', import.meta.url), 'utf8'),
) as { operations: Record<string, Described> };
const asked = new Map<string, number>();

function inspect({ method, url, headers, body }: SeenRequest): readonly string[] {
  const { pathname: path, searchParams } = new URL(url);
  const name = Object.keys(described).find(each => {
    const [verb, template] = each.split(' ') as [string, string];
    return verb === method && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  });
  if (name === undefined) return [`${method} ${path} is not in the types of the SDK`];
  asked.set(name, (asked.get(name) ?? 0) + 1);
  const { contentType = '', query = {}, required, fields } = described[name]!;
  const isJson = contentType === 'application/json';
  const given = (isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))) as Record<string, unknown>;
  return [
    ...(headers.get('authorization') === `Bearer ${settings.apiKey}` ? [] : ['no bearer token']),
    ...((headers.get('content-type') ?? '').startsWith(contentType) ? [] : [`content type is not ${contentType}`]),
    ...required.filter(field => given[field] === undefined).map(field => `${name} misses ${field}`),
    ...Object.entries(given)
      .filter(([field, value]) => !fits(fields[field], value, isJson))
      .map(([field]) => `${name}: ${field} is unknown, or not of its type`),
    ...[...searchParams]
      .filter(([field, value]) => !fits(query[field], value, false))
      .map(([field]) => `${name}: ${field} is unknown, or not of its type`),
  ];
}

function fits(type: string | readonly string[] | undefined, value: unknown, isJson: boolean): boolean {
  if (type === undefined) return false;
  if (typeof type !== 'string') return typeof value === 'string' && type.includes(value);
  return isJson ? typeof value === type : typeof value === 'string';
}

const vendor: VendorContract = {
  vendor: 'telnyx',
  atHand: true,
  inspect,
  operations: asked,
  vectors: [],
  samples: [],
};

function telephonyOf(config: TelnyxConfig, runtime = fakeRuntime()) {
  const { telephony } = createTelnyx(config, runtime);
  if (!telephony) throw new Error('An application was set, and no telephony is offered.');
  return telephony;
}

const stream: CallPlan = {
  kind: 'media',
  url: new URL('wss://buttdial.example/calls/token'),
  format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  parameters: { call: 'call-1' },
};
const dial = { from: '+15017122661', to: '+15558675310', timeLimitSeconds: 600, ringSeconds: 30 };
const ask = { kind: 'ask', url: new URL('https://buttdial.example/calls/call-1/next') } as const;

testTelephony({
  create: (runtime, { timeoutMs }) => {
    const { telephony } = createTelnyx({ ...settings, timeoutMs }, runtime);
    if (!telephony) throw new Error('An application was set, and no telephony is offered.');
    return { telephony };
  },
  vendor,
  secrets: [settings.apiKey],
  dials: [
    { ...dial, plan: stream },
    { ...dial, plan: ask, detectMachine: true },
  ],
  callVendorId,
  listing: {
    from: dial.from,
    to: dial.to,
    since: new Date('2023-06-15T09:50:00Z'),
    until: new Date('2023-06-15T10:30:00Z'),
  },
  read: ({ body }) => readXml(body),
  scenarios: {
    accepted: [recorded.dial!, recorded['dial-and-ask']!],
    'bad-credentials': [recorded['bad-credentials']!],
    'invalid-recipient': [recorded['invalid-number']!],
    'opted-out': { notApplicable: 'Telnyx keeps no list of those who want no calls' },
    'rate-limited': [recorded['too-many-requests']!],
    unavailable: [recorded.unavailable!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-sid']!],
    redirected: [recorded.redirected!],
    'hung-up': [recorded['hung-up']!],
    pressed: [recorded.digits!],
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

const { accept } = telephonyOf(settings);
const fieldsOf = (frame: string | Uint8Array) => JSON.parse(String(frame));

testTalk({
  accept,
  opening: [
    JSON.stringify({
      type: 'setup',
      sessionId: '8f2c1d0e-7a5b-4c3d-9e8f-0a1b2c3d4e5f',
      callControlId: callVendorId,
      callSessionId: '428c31b6-7af4-4bcb-b7f5-5013ef9657c1',
      callLegId: '428c31b6-7af4-4bcb-b7f5-5013ef9657c2',
      from: dial.from,
      to: dial.to,
      direction: 'outbound',
      customParameters: { call: 'call-1' },
    }),
  ],
  callVendorId,
  parameters: { call: 'call-1' },
  prompt: {
    frame: JSON.stringify({ type: 'prompt', voicePrompt: 'Is seven all right?', lang: 'en', last: true }),
    text: 'Is seven all right?',
  },
  read: frame => {
    const { type, token } = fieldsOf(frame);
    return type === 'text' ? { kind: 'text', text: token } : { kind: type === 'end' ? 'end' : 'other' };
  },
});

const streamId = '32de0dea-53cb-4b21-89a4-9e1819c043bc';
const audio = new Uint8Array(160).fill(0x7e);

testMedia({
  accept,
  opening: [
    JSON.stringify({ event: 'connected', version: '1.0.0' }),
    JSON.stringify({
      event: 'start',
      sequence_number: '1',
      stream_id: streamId,
      start: {
        user_id: '3e6f995f-85f7-4705-9741-53b116d28237',
        call_control_id: callVendorId,
        call_session_id: '428c31b6-7af4-4bcb-b7f5-5013ef9657c1',
        from: dial.from,
        to: dial.to,
        custom_parameters: { call: 'call-1' },
        media_format: { encoding: 'PCMU', sample_rate: 8000, channels: 1 },
      },
    }),
  ],
  callVendorId,
  parameters: { call: 'call-1' },
  audio: {
    frame: JSON.stringify({
      event: 'media',
      sequence_number: '2',
      stream_id: streamId,
      media: { track: 'inbound', chunk: '1', timestamp: '5', payload: Buffer.from(audio).toString('base64') },
    }),
    bytes: audio,
  },
  mark: {
    frame: JSON.stringify({ event: 'mark', sequence_number: '3', stream_id: streamId, mark: { name: 'one' } }),
    name: 'one',
  },
  read: frame => {
    const { event, media } = fieldsOf(frame);
    if (event === 'media') return { kind: 'audio', bytes: Buffer.from(media.payload, 'base64') };
    return { kind: event === 'mark' || event === 'clear' ? event : 'other' };
  },
});

describe('calls at Telnyx', () => {
  it('stay within what Telnyx takes', async () => {
    const limits = async (timeLimitSeconds: number, ringSeconds: number) => {
      const runtime = fakeRuntime({ fetch: async () => new Response('{}', { status: 503 }) });
      await telephonyOf(settings, runtime).dial({ ...dial, timeLimitSeconds, ringSeconds, plan: ask }, call);
      const { TimeLimit, Timeout } = JSON.parse(runtime.requests[0]!.body) as Record<string, number>;
      return [TimeLimit, Timeout];
    };
    expect(await limits(90_000, 600)).toEqual([14_400, 120]);
    expect(await limits(60, 1)).toEqual([60, 5]);
  });

  it('cost what Telnyx says', async () => {
    const exchanges: readonly Exchange[] = [recorded.found!];
    const runtime = fakeRuntime({ exchanges, inspect });
    expect(await telephonyOf(settings, runtime).control.get!(callVendorId, call)).toEqual({
      kind: 'call-status',
      vendorId: callVendorId,
      progress: 'completed',
      durationSeconds: 11,
      answeredBy: 'human',
      price: { micros: 7000, currency: 'USD' },
    });
    runtime.settled();
  });

  it('are not offered without an application', () => {
    expect(createTelnyx({ apiKey: settings.apiKey }).telephony).toBeUndefined();
    expect(() => createTelnyx({ apiKey: settings.apiKey, accountSid: settings.accountSid })).toThrow('come together');
  });
});

describe('check', () => {
  it('reads the balance', async () => {
    const runtime = fakeRuntime({ exchanges: [recorded.balance!] });
    expect(await createTelnyx(settings, runtime).check(call)).toBeUndefined();
    runtime.settled();
  });
  it('tells rejected credentials', async () => {
    const refused: Exchange = { request: recorded.balance!.request, response: recorded['bad-credentials']!.response };
    expect(await createTelnyx(settings, fakeRuntime({ exchanges: [refused] })).check(call)).toMatchObject({
      kind: 'credentials',
      vendorCode: '10009',
    });
  });
});

describe('the types of the SDK', () => {
  it('were held against every kind of request', () => {
    expect([...asked.keys()].sort()).toEqual(Object.keys(described).sort());
  });
});
