import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
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
import telnyx, { createTelnyx } from './src/index.ts';

const vendor = await vendorContract('telnyx', process.env);
const recorded = readExchanges(new URL('./recorded/send.json', import.meta.url));
const settings = { apiKey: 'KEY0canary0api0key' };

testDefinition(telnyx, { config: { ...settings, timeoutMs: '5000' } });

const [to, from] = ['+15558675310', '+15017122661'];
const media = (...urls: string[]) => urls.map(url => ({ url: new URL(url) }));

testMessaging({
  create: (runtime, { timeoutMs }) => createTelnyx({ ...settings, timeoutMs }, runtime),
  vendor,
  secrets: [settings.apiKey],
  messages: [
    { channel: 'sms', from, to, content: { kind: 'text', text: 'Your table is ready & warm — é ✓' } },
    {
      channel: 'sms',
      from,
      to,
      content: {
        kind: 'text',
        text: 'Two pictures',
        attachments: media('https://media.example/a.jpg', 'https://media.example/b.png'),
      },
    },
    {
      channel: 'sms',
      from,
      to,
      content: { kind: 'text', text: '', attachments: media('https://media.example/a.jpg') },
    },
  ],
  scenarios: {
    accepted: [recorded.sms!, recorded.mms!, recorded.picture!],
    'bad-credentials': [recorded['bad-credentials']!],
    'invalid-recipient': [recorded['invalid-number']!],
    'opted-out': [recorded['opted-out']!],
    'rate-limited': [recorded['too-many-requests']!],
    unavailable: [recorded.unavailable!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-id']!],
  },
});

// A pair of keys for every word: the suite signs with one and turns it away with another.
const privateKeyOf = (word: string) =>
  createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      createHash('sha256').update(word).digest(),
    ]),
    format: 'der',
    type: 'pkcs8',
  });
const publicKeyOf = (word: string) =>
  createPublicKey(privateKeyOf(word)).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');

const callSid = 'v3:9X2vxPDFY2RHSJ1EdMS0RHRksMTg7ldNxdjWbVr9zBjbGjGsSe-aiQ';
const at = new Date('2026-02-03T12:14:25Z');
const form = (fields: Record<string, string>) => ({
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams({
    AccountSid: 'f5586561-8ff0-4291-a51b-c7dfe4139ff9',
    CallSid: callSid,
    CallSidLegacy: callSid,
    ConnectionId: '1234567890',
    From: '+35319605860',
    To: '+13129457420',
    ...fields,
  }).toString(),
});
const progress = (CallStatus: string, fields: Record<string, string> = {}) =>
  form({ CallStatus, CallbackSource: 'call-progress-events', Timestamp: at.toISOString(), ...fields });
const messageId = 'b0c7e8cb-6227-4c74-9f32-c7f80c30934b';
const json = (event_type: string, payload: object) => ({
  contentType: 'application/json',
  body: JSON.stringify({
    data: {
      event_type,
      id: 'b301ed3f-1490-491f-995f-6e64e69674d4',
      occurred_at: at.toISOString(),
      record_type: 'event',
      payload: { id: messageId, record_type: 'message', ...payload },
    },
    meta: { attempt: 1, delivered_to: 'https://buttdial.example/webhooks/agent-1/sms' },
  }),
});
const report = { kind: 'call-status', vendorId: callSid, ref: 'a b' } as const;
const sent = (status: string, more: object = {}) => ({
  direction: 'outbound',
  from: { phone_number: from },
  to: [{ phone_number: to, status }],
  ...more,
});

testWebhooks({
  create: (runtime, word) => createTelnyx({ ...settings, publicKey: publicKeyOf(word) }, runtime),
  vendor,
  secret: 'one pair of keys',
  url: 'https://buttdial.example/webhooks/agent-1/voice?ref=a%20b',
  at,
  sign: (hook, word, when) => {
    const time = String(Math.floor(when.getTime() / 1000));
    const signature = sign(null, Buffer.concat([Buffer.from(`${time}|`), hook.body]), privateKeyOf(word));
    return { 'telnyx-timestamp': time, 'telnyx-signature-ed25519': signature.toString('base64') };
  },
  genuine: [
    {
      name: 'a call that rings',
      url: '?',
      ...form({ CallStatus: 'ringing', Direction: 'inbound' }),
      reads: [{ kind: 'incoming-call', vendorId: callSid, from: '+35319605860', to: '+13129457420' }],
    },
    {
      name: 'a call under way',
      ...progress('initiated', { SequenceNumber: '0' }),
      reads: [{ ...report, progress: 'initiated' }],
    },
    { name: 'a call that rings there', ...progress('ringing'), reads: [{ ...report, progress: 'ringing' }] },
    { name: 'an answer', ...progress('in-progress'), reads: [{ ...report, progress: 'in-progress' }] },
    {
      name: 'an answer that asks what next',
      ...form({ CallStatus: 'in-progress', Direction: 'outbound' }),
      reads: [{ ...report, progress: 'in-progress' }],
    },
    {
      name: 'the end of a call, and who ended it',
      ...progress('completed', { CallDuration: '45', HangupSource: 'caller', HangupCause: 'normal_clearing' }),
      reads: [
        {
          ...report,
          progress: 'completed',
          durationSeconds: 45,
          end: { by: 'caller', vendorCode: 'normal_clearing' },
        },
      ],
    },
    {
      name: 'a call that nobody took',
      ...progress('no-answer', { HangupSource: 'unknown', HangupCause: 'timeout' }),
      reads: [{ ...report, progress: 'no-answer', end: { by: 'unknown', vendorCode: 'timeout' } }],
    },
    { name: 'a busy line', ...progress('busy'), reads: [{ ...report, progress: 'busy' }] },
    {
      name: 'a machine after its tone',
      ...form({ AnsweredBy: 'machine_end_beep', MachineDetectionDuration: '2500' }),
      reads: [{ ...report, progress: 'in-progress', answeredBy: 'machine' }],
    },
    {
      name: 'a person',
      ...form({ AnsweredBy: 'human', MachineDetectionDuration: '2500' }),
      reads: [{ ...report, progress: 'in-progress', answeredBy: 'human' }],
    },
    {
      name: 'a recording',
      ...form({
        RecordingSid: '4b0e0a1c-5d2f-4f7e-9a47-1f3f0e6c1d2a',
        RecordingUrl: 'https://storage.example/recordings/1.wav?signature=x',
        RecordingDuration: '90',
        RecordingStatus: 'completed',
      }),
      reads: [
        {
          kind: 'recording',
          vendorId: '4b0e0a1c-5d2f-4f7e-9a47-1f3f0e6c1d2a',
          callVendorId: callSid,
          url: new URL('https://storage.example/recordings/1.wav?signature=x'),
          durationSeconds: 90,
        },
      ],
    },
    {
      name: 'an SMS with a picture',
      ...json('message.received', {
        direction: 'inbound',
        type: 'MMS',
        from: { phone_number: to },
        to: [{ phone_number: from, status: 'webhook_delivered' }],
        text: 'Look',
        media: [{ url: 'https://media.example/1.png', content_type: 'image/png', size: 102_400 }],
        received_at: at.toISOString(),
      }),
      reads: [
        {
          kind: 'message',
          vendorId: messageId,
          channel: 'sms',
          from: to,
          to: from,
          text: 'Look',
          attachments: [{ url: new URL('https://media.example/1.png'), contentType: 'image/png' }],
          receivedAt: at,
        },
      ],
    },
    {
      name: 'a message on its way',
      ...json('message.sent', sent('sent')),
      reads: [{ kind: 'status', vendorId: messageId, ref: 'a b', status: 'sent' }],
    },
    {
      name: 'a delivery, and what it cost',
      ...json(
        'message.finalized',
        sent('delivered', { cost: { amount: '0.0051', currency: 'USD' }, completed_at: at.toISOString(), errors: [] }),
      ),
      reads: [
        {
          kind: 'status',
          vendorId: messageId,
          ref: 'a b',
          status: 'delivered',
          price: { micros: 5100, currency: 'USD' },
          occurredAt: at,
        },
      ],
    },
    {
      name: 'a failed delivery',
      ...json('message.finalized', sent('delivery_failed', { errors: [{ code: '40002', title: 'Blocked as spam' }] })),
      reads: [
        {
          kind: 'status',
          vendorId: messageId,
          ref: 'a b',
          status: 'failed',
          fault: { kind: 'blocked', message: 'The message was taken for spam.', vendorCode: '40002' },
        },
      ],
    },
  ],
  unknown: [
    { name: 'a recording that begins', ...form({ RecordingSid: '1', RecordingStatus: 'in-progress' }) },
    { name: 'a stream that begins', ...form({ StreamEvent: 'stream-started', StreamSid: '1' }) },
    { name: 'a state to come', ...progress('levitating') },
    { name: 'a message that still waits', ...json('message.sent', sent('queued')) },
    { name: 'another product', ...json('fax.delivered', {}) },
  ],
  scenarios: {
    'flipped-byte': 'holds',
    'wrong-url': { notApplicable: 'Telnyx does not sign the address' },
    'missing-header': 'holds',
    'stale-timestamp': 'holds',
  },
  samples: {},
});

describe('webhooks of Telnyx', () => {
  const publicKey = publicKeyOf('one pair of keys');
  const { webhooks } = createTelnyx({ ...settings, publicKey }, fakeRuntime({ startAt: at }));
  const url = new URL('https://buttdial.example/webhooks/agent-1/voice');

  it('are all turned away where no key is set, and none that is no key is taken', async () => {
    const time = String(at.getTime() / 1000);
    const signature = sign(null, Buffer.from(`${time}|`), privateKeyOf('one pair of keys')).toString('base64');
    const headers = new Headers({ 'telnyx-timestamp': time, 'telnyx-signature-ed25519': signature });
    const hook = { method: 'POST', url, headers, body: new Uint8Array() };
    expect(await webhooks.verify(hook)).toBe(true);
    expect(await createTelnyx(settings, fakeRuntime({ startAt: at })).webhooks.verify(hook)).toBe(false);
    for (const wrong of ['', 'e30=', 'x'.repeat(64)])
      expect(() => createTelnyx({ ...settings, publicKey: wrong })).toThrow('32 bytes');
  });

  it('read whatever comes, and never throw', async () => {
    const names = [
      'CallSid',
      'CallStatus',
      'RecordingSid',
      'RecordingUrl',
      'AnsweredBy',
      'CallDuration',
      'HangupCause',
      'From',
      'To',
    ];
    const values = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('ringing', 'completed', 'machine_start', '__proto__', 'https://x.example/', '-1', 'NaN'),
    );
    const read = async (contentType: string, body: string) => {
      const hook = {
        method: 'POST',
        url,
        headers: new Headers({ 'content-type': contentType }),
        body: Buffer.from(body),
      };
      const events = await webhooks.read(hook);
      expect(events.length).toBeLessThan(2);
      for (const event of events) expect(event.vendorId).not.toBe('');
    };
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...names), values), async fields =>
        read('application/x-www-form-urlencoded', new URLSearchParams(fields).toString()),
      ),
    );
    const types = fc.constantFrom('message.received', 'message.finalized', 'toString');
    await fc.assert(
      fc.asyncProperty(
        types,
        fc.object({ key: fc.constantFrom('id', 'to', 'from', 'media', 'errors', 'cost') }),
        async (event_type, payload) => read('application/json', JSON.stringify({ data: { event_type, payload } })),
      ),
    );
  });
});

testVendorContract(vendor);
