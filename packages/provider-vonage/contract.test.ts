import { createHash, createHmac } from 'node:crypto';
import {
  fakeRuntime,
  readExchanges,
  testDefinition,
  testMessaging,
  testVendorContract,
  testWebhooks,
  vendorContract,
} from '@buttdial/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import vonage, { createVonage } from './src/index.ts';

const vendor = await vendorContract('vonage', process.env);
const recorded = readExchanges(new URL('./recorded/send.json', import.meta.url));
const settings = { apiKey: 'a1b2c3d4', apiSecret: 'canary-api-secret-5120' };
const signatureSecret = 'canary-signature-secret-0123456789abcdef';

testDefinition(vonage, { config: { ...settings, timeoutMs: '5000' } });

const [to, from] = ['+15558675310', '+15017122661'];
const medium = (url: string, contentType: string) => ({ url: new URL(url), contentType });

testMessaging({
  create: (runtime, { timeoutMs }) => createVonage({ ...settings, timeoutMs }, runtime),
  vendor,
  secrets: [settings.apiSecret],
  messages: [
    { channel: 'sms', from, to, content: { kind: 'text', text: 'Your table is ready & warm — é ✓' } },
    {
      channel: 'sms',
      from,
      to,
      content: {
        kind: 'text',
        text: 'A picture',
        attachments: [medium('https://media.example/a.jpg', 'image/jpeg')],
      },
    },
    { channel: 'whatsapp', from, to, content: { kind: 'text', text: 'Hola' } },
    {
      channel: 'whatsapp',
      from,
      to,
      content: {
        kind: 'text',
        text: 'The menu',
        attachments: [medium('https://media.example/menu.pdf', 'application/pdf')],
      },
    },
  ],
  scenarios: {
    accepted: [recorded.sms!, recorded.mms!, recorded.whatsapp!, recorded['whatsapp-file']!],
    'bad-credentials': [recorded['bad-credentials']!],
    'invalid-recipient': [recorded['invalid-number']!, recorded['invalid-params']!],
    'opted-out': [recorded['opted-out']!],
    'rate-limited': [recorded.throttled!],
    unavailable: [recorded.unavailable!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-uuid']!],
  },
});

const [uuid, messageUuid] = ['aaaaaaaa-bbbb-cccc-dddd-0123456789ab', '52afe398-e31a-4362-8c42-beb0c3b1d098'];
const at = new Date('2026-02-03T12:14:25Z');
const json = (fields: object) => ({ contentType: 'application/json', body: JSON.stringify(fields) });
const voice = (fields: object) =>
  json({
    from: '442079460000',
    to: '447700900000',
    uuid,
    conversation_uuid: `CON-${uuid}`,
    direction: 'outbound',
    timestamp: at.toISOString(),
    ...fields,
  });
const message = { message_uuid: messageUuid, from: '447700900001', to: '447700900000', timestamp: at.toISOString() };
const report = { kind: 'call-status', vendorId: uuid, ref: 'a b' } as const;
const inbound = {
  kind: 'message',
  vendorId: messageUuid,
  from: '+447700900001',
  to: '+447700900000',
  attachments: [],
  receivedAt: at,
} as const;
const ofOldApi = { notApplicable: 'the older SMS API signs this way, which this provider does not use' };

testWebhooks({
  create: (runtime, secret) => createVonage({ ...settings, signatureSecret: secret }, runtime),
  vendor,
  secret: signatureSecret,
  url: 'https://buttdial.example/webhooks/agent-1/voice?ref=a%20b',
  at,
  // The scheme written out; the vectors of the vendor's material hold it against another reading of it.
  sign: (hook, secret, when) => {
    const claims = {
      iat: Math.floor(when.getTime() / 1000),
      jti: 'c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5',
      iss: 'Vonage',
      payload_hash: createHash('sha256').update(hook.body).digest('hex'),
      api_key: settings.apiKey,
    };
    const signed = [{ alg: 'HS256', typ: 'JWT' }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return { authorization: `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}` };
  },
  genuine: [
    {
      name: 'a call that rings',
      url: '?',
      ...json({ from: '442079460000', to: '447700900000', uuid, conversation_uuid: `CON-${uuid}` }),
      reads: [{ kind: 'incoming-call', vendorId: uuid, from: '+442079460000', to: '+447700900000' }],
    },
    {
      name: 'a call of ours that was answered and asks what next',
      ...json({ from: '442079460000', to: '447700900000', uuid, conversation_uuid: `CON-${uuid}` }),
      reads: [{ ...report, progress: 'in-progress' }],
    },
    { name: 'a call under way', ...voice({ status: 'started' }), reads: [{ ...report, progress: 'initiated' }] },
    { name: 'a call that rings there', ...voice({ status: 'ringing' }), reads: [{ ...report, progress: 'ringing' }] },
    { name: 'an answer', ...voice({ status: 'answered' }), reads: [{ ...report, progress: 'in-progress' }] },
    {
      name: 'a machine',
      ...voice({ status: 'machine', uuid: undefined, call_uuid: uuid }),
      reads: [{ ...report, progress: 'in-progress', answeredBy: 'machine' }],
    },
    {
      name: 'a person',
      ...voice({ status: 'human' }),
      reads: [{ ...report, progress: 'in-progress', answeredBy: 'human' }],
    },
    {
      name: 'the end of a call, what it cost and who ended it',
      ...voice({ status: 'completed', duration: '65', price: '0.03', rate: '0.02', disconnected_by: 'user' }),
      reads: [
        {
          ...report,
          progress: 'completed',
          durationSeconds: 65,
          price: { micros: 30_000, currency: 'EUR' },
          end: { by: 'callee' },
        },
      ],
    },
    {
      name: 'an end that we made',
      ...voice({ status: 'completed', duration: 2, disconnected_by: 'platform', sip_code: 200 }),
      reads: [{ ...report, progress: 'completed', durationSeconds: 2, end: { by: 'us', vendorCode: '200' } }],
    },
    {
      name: 'a call that nobody took',
      ...voice({ status: 'unanswered' }),
      reads: [{ ...report, progress: 'no-answer' }],
    },
    { name: 'a busy line', ...voice({ status: 'busy' }), reads: [{ ...report, progress: 'busy' }] },
    {
      name: 'a rejection because of another call',
      ...voice({ status: 'rejected', sip_code: 486 }),
      reads: [{ ...report, progress: 'busy' }],
    },
    { name: 'a call we took back', ...voice({ status: 'cancelled' }), reads: [{ ...report, progress: 'canceled' }] },
    {
      name: 'an SMS',
      ...json({ channel: 'sms', message_type: 'text', text: 'Hello', ...message }),
      reads: [{ ...inbound, channel: 'sms', text: 'Hello' }],
    },
    {
      name: 'a picture with its caption',
      ...json({
        channel: 'whatsapp',
        message_type: 'image',
        image: { url: 'https://example.com/image.jpg', name: 'image.jpg', caption: 'See this' },
        context: { message_uuid: uuid },
        ...message,
      }),
      reads: [
        {
          ...inbound,
          channel: 'whatsapp',
          text: 'See this',
          attachments: [{ url: new URL('https://example.com/image.jpg'), name: 'image.jpg' }],
          inReplyTo: [uuid],
        },
      ],
    },
    {
      name: 'a place',
      ...json({
        channel: 'whatsapp',
        message_type: 'location',
        location: { lat: 51.5, long: -0.1, name: 'Office', address: '1 Example Street' },
        ...message,
      }),
      reads: [{ ...inbound, channel: 'whatsapp', text: 'Office 1 Example Street (51.5, -0.1)' }],
    },
    {
      name: 'a delivery, what it cost, by the reference in its address',
      ...json({ ...message, status: 'delivered', channel: 'sms', usage: { currency: 'EUR', price: '0.0333' } }),
      reads: [
        {
          kind: 'status',
          vendorId: messageUuid,
          ref: 'a b',
          status: 'delivered',
          price: { micros: 33_300, currency: 'EUR' },
          occurredAt: at,
        },
      ],
    },
    {
      name: 'a failed delivery, by the reference in the message',
      url: '?',
      ...json({
        ...message,
        status: 'rejected',
        channel: 'sms',
        client_ref: 'attempt-1',
        error: { type: 'https://developer.vonage.com/api-errors/messages#1050', title: '1050', detail: 'Barred' },
      }),
      reads: [
        {
          kind: 'status',
          vendorId: messageUuid,
          ref: 'attempt-1',
          status: 'failed',
          fault: { kind: 'blocked', message: 'The recipient is barred at Vonage.', vendorCode: '1050' },
          occurredAt: at,
        },
      ],
    },
  ],
  unknown: [
    { name: 'keys that were pressed', ...voice({ dtmf: { digits: '42', timed_out: false } }) },
    { name: 'a recording', ...json({ recording_url: 'https://api.nexmo.com/v1/files/1', recording_uuid: uuid }) },
    { name: 'a state to come', ...voice({ status: 'levitating' }) },
    { name: 'another channel', ...json({ ...message, channel: 'viber_service', message_type: 'text', text: 'Hi' }) },
  ],
  scenarios: {
    'flipped-byte': 'holds',
    'wrong-url': { notApplicable: 'Vonage does not sign the address' },
    'missing-header': 'holds',
    'stale-timestamp': 'holds',
  },
  otherVectors: {
    'vonage-legacy-md5hash': ofOldApi,
    'vonage-legacy-md5hmac': ofOldApi,
    'vonage-legacy-sha1hmac': ofOldApi,
    'vonage-legacy-sha256hmac': ofOldApi,
    'vonage-legacy-sha512hmac': ofOldApi,
    'vonage-legacy-inbound-keyword-nonce': ofOldApi,
    'vonage-legacy-inbound-ampersand': ofOldApi,
    'vonage-legacy-sha256-outbound': ofOldApi,
    'vonage-jwt-hs256-signature-only': {
      notApplicable: 'it is of 2023 and signs no body: here both count',
    },
  },
  samples: {
    'vonage-messages-inbound-kitchen-sink': ['message'],
    'vonage-messages-sms-stop': ['message'],
    'vonage-messages-sms-text': ['message'],
    'vonage-messages-status-error': ['status'],
    'vonage-messages-wa-image': ['message'],
    'vonage-sms-dlr': [],
    'vonage-sms-inbound-concat-part': [],
    'vonage-sms-inbound-get': [],
    'vonage-voice-answer-url': ['call-status'],
    'vonage-voice-answered': ['call-status'],
    'vonage-voice-busy': ['call-status'],
    'vonage-voice-completed': ['call-status'],
    'vonage-voice-error': [],
    'vonage-voice-failed': ['call-status'],
    'vonage-voice-input-dtmf': [],
    'vonage-voice-input-speech': [],
    'vonage-voice-machine': ['call-status'],
    'vonage-voice-record': [],
    'vonage-voice-rejected': ['call-status'],
    'vonage-voice-transcribed': [],
  },
});

describe('webhooks of Vonage', () => {
  const runtime = fakeRuntime({ startAt: at });
  const token = (head: object, claims: object, secret = signatureSecret) => {
    const signed = [head, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `Bearer ${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };
  const iat = at.getTime() / 1000;
  const { webhooks } = createVonage({ ...settings, signatureSecret }, runtime);
  const opening = (authorization: string, method = 'GET') => ({
    method,
    url: new URL('wss://buttdial.example/calls/token'),
    headers: new Headers({ authorization }),
    body: new Uint8Array(),
  });

  it('let the opening of a socket pass, which has no body to sign', async () => {
    expect(await webhooks.verify(opening(token({ alg: 'HS256' }, { iat })))).toBe(true);
    expect(await webhooks.verify(opening(token({ alg: 'HS256' }, { iat }), 'POST'))).toBe(false);
    expect(await webhooks.verify(opening(token({ alg: 'HS256' }, { iat: iat - 301 })))).toBe(false);
    expect(await webhooks.verify(opening(token({ alg: 'HS256' }, { iat }, 'other')))).toBe(false);
  });

  it('take no other algorithm, whatever the token says', async () => {
    for (const alg of ['none', 'RS256', 'HS512', undefined])
      expect(await webhooks.verify(opening(token({ alg }, { iat })))).toBe(false);
    expect(await webhooks.verify(opening('Bearer e30.e30.'))).toBe(false);
  });

  it('are all turned away where no secret is set', async () => {
    const without = createVonage(settings, runtime).webhooks;
    expect(await without.verify(opening(token({ alg: 'HS256' }, { iat })))).toBe(false);
  });

  it('read whatever comes, and never throw', async () => {
    const names = [
      'uuid',
      'status',
      'message_uuid',
      'message_type',
      'channel',
      'from',
      'to',
      'error',
      'usage',
      'image',
      'price',
      'duration',
      'timestamp',
    ];
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('sms', 'text', 'image', 'completed', 'rejected', '__proto__', 'toString'),
      fc.object(),
      fc.integer(),
      fc.constant(null),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), values), async fields => {
        const body = Buffer.from(JSON.stringify(fields));
        const events = await webhooks.read({ ...opening(''), method: 'POST', body });
        expect(events.length).toBeLessThan(2);
        for (const event of events) expect(event.vendorId).not.toBe('');
      }),
    );
  });
});

testVendorContract(vendor);
