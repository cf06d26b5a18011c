import { generateKeyPairSync, verify } from 'node:crypto';
import type { CallPlan } from '@buttdial/core';
import {
  type Exchange,
  fakeRuntime,
  readExchanges,
  testMedia,
  testTelephony,
  testVendorContract,
  vendorContract,
} from '@buttdial/testing';
import { planOf } from '@buttdial/voice/wire';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { createVonage, type VonageConfig } from './src/index.ts';

const vendor = await vendorContract('vonage', process.env);
const recorded = readExchanges(new URL('./recorded/calls.json', import.meta.url));
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const settings = {
  apiKey: 'a1b2c3d4',
  apiSecret: 'canary-api-secret-5120',
  applicationId: 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab',
  privateKey: keys.privateKey,
};
const callVendorId = '63f61863-4a51-4f6b-86e1-46edebcf9356';
const call = { signal: new AbortController().signal, idempotencyKey: 'key-1' };

function telephonyOf(config: VonageConfig, runtime = fakeRuntime()) {
  const { telephony } = createVonage(config, runtime);
  if (!telephony) throw new Error('An application was set, and no telephony is offered.');
  return telephony;
}

const stream: CallPlan = {
  kind: 'media',
  url: new URL('wss://buttdial.example/calls/token'),
  format: { encoding: 'pcm16', sampleRate: 16_000, channels: 1 },
  parameters: { call: 'call-1' },
};
const dial = { from: '+15017122661', to: '+15558675310', timeLimitSeconds: 600, ringSeconds: 30 };
const ask = { kind: 'ask', url: new URL('https://buttdial.example/calls/call-1/next?ref=call-1') } as const;

testTelephony({
  create: (runtime, { timeoutMs }) => {
    const { telephony } = createVonage({ ...settings, timeoutMs }, runtime);
    if (!telephony) throw new Error('An application was set, and no telephony is offered.');
    return { telephony };
  },
  vendor,
  secrets: [settings.apiSecret, keys.privateKey],
  dials: [
    { ...dial, plan: stream },
    { ...dial, plan: ask, detectMachine: true },
  ],
  callVendorId,
  listing: {
    from: dial.from,
    to: dial.to,
    since: new Date('2020-01-01T11:55:00Z'),
    until: new Date('2020-01-01T12:30:00Z'),
  },
  read: ({ body }) => readNcco(JSON.parse(body)),
  scenarios: {
    accepted: [recorded.dial!, recorded['dial-and-ask']!],
    'bad-credentials': [recorded['bad-credentials']!],
    'invalid-recipient': [recorded['invalid-number']!],
    'opted-out': { notApplicable: 'Vonage keeps no list of those who want no calls' },
    'rate-limited': [recorded['too-many-requests']!],
    unavailable: [recorded.unavailable!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-uuid']!],
    redirected: [recorded.redirected!],
    'hung-up': [recorded['hung-up']!],
    pressed: [recorded.digits!],
    recorded: { notApplicable: 'Vonage records only by plan' },
    found: [recorded.found!],
    listed: [recorded.listed!],
    over: [recorded.over!],
    'no-such-call': [recorded['no-such-call']!],
  },
});

/** Names in order, and every text; SSML is taken apart by a parser that is not the renderer's own. */
function readNcco(value: unknown): { shape: string[]; texts: string[] } {
  const [shape, texts]: [string[], string[]] = [[], []];
  const visit = (one: unknown): void => {
    if (typeof one === 'string') texts.push(...(one.startsWith('<speak>') ? [spoken(one, shape)] : [one]));
    if (typeof one !== 'object' || one === null) return;
    for (const [name, each] of Object.entries(one)) {
      shape.push(name);
      visit(each);
    }
  };
  visit(value);
  return { shape, texts };
}

// Being spoken as SSML or not is no difference in shape; an element inside is.
function spoken(ssml: string, shape: string[]): string {
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', error => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    if (name !== 'speak') shape.push(name);
  });
  parser.on('text', piece => {
    text += piece;
  });
  parser.write(ssml).close();
  return text;
}

const telephony = telephonyOf(settings);
const audio = new Uint8Array(640).fill(0x7e);

testMedia({
  accept: telephony.accept,
  opening: [JSON.stringify({ event: 'websocket:connected', 'content-type': 'audio/l16;rate=16000', call: 'call-1' })],
  parameters: { call: 'call-1' },
  audio: { frame: audio, bytes: audio },
  mark: { frame: JSON.stringify({ event: 'websocket:notify', payload: { name: 'one' } }), name: 'one' },
  read: frame => {
    if (typeof frame !== 'string') return { kind: 'audio', bytes: frame };
    const { action } = JSON.parse(frame) as { action: string };
    return { kind: action === 'notify' ? 'mark' : action === 'clear' ? 'clear' : 'other' };
  },
});

async function played<Result>(
  names: readonly string[],
  act: (vonage: ReturnType<typeof createVonage>) => Promise<Result>,
  config: VonageConfig = settings,
) {
  const exchanges: readonly Exchange[] = names.map(name => recorded[name]!);
  const runtime = fakeRuntime({ exchanges, inspect: config.applicationId ? vendor.inspect : () => [] });
  const result = await act(createVonage(config, runtime));
  runtime.settled();
  return { result, requests: runtime.requests, logs: runtime.logs };
}

describe('calls at Vonage', () => {
  it('are asked for with a token of the application, for one request and a few minutes', async () => {
    const { requests } = await played(['redirected'], ({ telephony: line }) =>
      line!.control.redirect(callVendorId, { kind: 'hang-up' }, call),
    );
    const [head, claims, signature] = requests[0]!.headers.get('authorization')!.replace('Bearer ', '').split('.');
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('RSA-SHA256', signed, keys.publicKey, Buffer.from(signature!, 'base64url'))).toBe(true);
    const read = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as Record<string, unknown>;
    const now = new Date('2026-01-01T00:00:00Z').getTime() / 1000;
    expect(read).toEqual({ application_id: settings.applicationId, iat: now, exp: now + 300, jti: expect.any(String) });
  });

  it('press the first digits when they are answered', async () => {
    const plan = planOf(
      [
        { kind: 'digits', digits: 'w1w23' },
        { kind: 'say', text: 'Hello', language: 'en-US' },
      ],
      { kind: 'hang-up' },
    );
    const statusUrl = new URL('https://buttdial.example/webhooks/agent-1/status?ref=reference-of-the-suite');
    const { result } = await played(['dial-with-digits'], ({ telephony: line }) =>
      line!.dial({ ...dial, plan }, { ...call, statusUrl }),
    );
    expect(result).toEqual({ outcome: 'accepted', vendorId: callVendorId });
  });

  it('press digits on the way by a request', async () => {
    const { result } = await played(['digits'], ({ telephony: line }) =>
      line!.control.sendDigits!(callVendorId, '1w2#', call),
    );
    expect(result).toEqual({ outcome: 'accepted', vendorId: callVendorId });
  });

  it('are refused, without a request, where a plan would lose digits', async () => {
    const late = planOf(
      [
        { kind: 'pause', seconds: 1 },
        { kind: 'digits', digits: '1' },
      ],
      { kind: 'hang-up' },
    );
    const refused = { outcome: 'refused', fault: { kind: 'unsupported' } };
    const dialled = await played([], ({ telephony: line }) => line!.dial({ ...dial, plan: late }, call));
    expect(dialled.result).toMatchObject(refused);
    const redirected = await played([], ({ telephony: line }) => line!.control.redirect(callVendorId, late, call));
    expect(redirected.result).toMatchObject(refused);
  });

  it('never last longer than Vonage takes', async () => {
    const runtime = fakeRuntime({ fetch: async () => new Response('{}', { status: 503 }) });
    await telephonyOf(settings, runtime).dial({ ...dial, timeLimitSeconds: 90_000, ringSeconds: 600, plan: ask }, call);
    expect(JSON.parse(runtime.requests[0]!.body)).toMatchObject({ length_timer: 7200, ringing_timer: 120 });
  });

  it('cost what Vonage says, in euros', async () => {
    const { result } = await played(['found'], ({ telephony: line }) => line!.control.get(callVendorId, call));
    expect(result).toMatchObject({
      progress: 'completed',
      durationSeconds: 60,
      price: { micros: 23_400_000, currency: 'EUR' },
    });
  });

  it('are not offered without an application', () => {
    const { applicationId: _, privateKey: __, ...without } = settings;
    expect(createVonage(without).telephony).toBeUndefined();
  });
});

describe('check', () => {
  it('reads one call where there is an application, else the balance', async () => {
    expect((await played(['list'], vonage => vonage.check(call))).result).toBeUndefined();
    const { apiKey, apiSecret } = settings;
    const { result, requests } = await played(['balance'], vonage => vonage.check(call), { apiKey, apiSecret });
    expect(result).toBeUndefined();
    expect(requests[0]!.headers.get('authorization')).toBe(
      `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`,
    );
  });

  it('tells rejected credentials', async () => {
    const refused: Exchange = { request: recorded.list!.request, response: recorded['bad-credentials']!.response };
    const runtime = fakeRuntime({ exchanges: [refused] });
    expect(await createVonage(settings, runtime).check(call)).toMatchObject({
      kind: 'credentials',
      vendorCode: 'unauthorized',
    });
  });
});

describe('configuration', () => {
  it('takes a private key whose line breaks are written out, and none that is no key', () => {
    const inOneLine = keys.privateKey.replaceAll('\n', '\\n');
    expect(() => createVonage({ ...settings, privateKey: inOneLine })).not.toThrow();
    for (const privateKey of ['/etc/passwd', 'canary-key', keys.publicKey])
      expect(() => createVonage({ ...settings, privateKey })).toThrow('no RSA private key');
    const { privateKey: _, ...without } = settings;
    expect(() => createVonage(without)).toThrow('come together');
  });
});

testVendorContract(vendor);
