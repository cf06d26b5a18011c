import {
  readExchanges,
  testDefinition,
  testMessaging,
  testVendorContract,
  testVerification,
  testWebhooks,
  vendorContract,
} from '@buttdial/testing';
import sdk from 'twilio';
import twilio, { createTwilio } from './src/index.ts';

const vendor = await vendorContract('twilio', process.env);
const recorded = readExchanges(new URL('./recorded/send.json', import.meta.url));
const settings = { accountSid: 'ACd3adb33fd3adb33fd3adb33fd3adb33f', authToken: 'canary-auth-token-7261' };

testDefinition(twilio, {
  config: { accountSid: settings.accountSid, authToken: settings.authToken, timeoutMs: '5000' },
});

const [to, from, business] = ['+15558675310', '+15017122661', '+14155238886'];
const media = (...urls: string[]) => urls.map(url => ({ url: new URL(url) }));

testMessaging({
  create: (runtime, { timeoutMs }) => createTwilio({ ...settings, timeoutMs }, runtime),
  vendor,
  secrets: [settings.authToken],
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
      channel: 'whatsapp',
      from: business,
      to,
      content: { kind: 'text', text: 'Hola', attachments: media('https://media.example/menu.pdf') },
    },
    {
      channel: 'whatsapp',
      from: business,
      to,
      content: {
        kind: 'template',
        template: 'HXb5b62575e6e4ff6129ad7c8efe1f983e',
        variables: { 1: '12/1', 2: '3pm sharp' },
      },
    },
  ],
  scenarios: {
    accepted: [recorded.sms!, recorded.mms!, recorded['whatsapp-text']!, recorded['whatsapp-template']!],
    'bad-credentials': [recorded['bad-credentials']!],
    'invalid-recipient': [recorded['invalid-number']!, recorded.landline!],
    'opted-out': [recorded['opted-out']!],
    'rate-limited': [recorded['too-many-requests']!],
    unavailable: [recorded.unavailable!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-sid']!, recorded['empty-success']!],
  },
});

const sid = 'SM11111111111111111111111111111111';
const form = (fields: Record<string, string>) => ({
  contentType: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(fields).toString(),
});

testWebhooks({
  create: (runtime, secret) => createTwilio({ ...settings, authToken: secret }, runtime),
  vendor,
  secret: settings.authToken,
  url: 'https://buttdial.example/webhooks/agent-1/sms?ref=a%20b',
  at: new Date('2026-02-03T12:14:25Z'),
  sign: (hook, secret) => {
    const fields = new URLSearchParams(Buffer.from(hook.body).toString());
    return { 'X-Twilio-Signature': sdk.getExpectedTwilioSignature(secret, hook.url.href, Object.fromEntries(fields)) };
  },
  genuine: [
    {
      name: 'a text message',
      ...form({
        ToCountry: 'US',
        SmsStatus: 'received',
        NumMedia: '0',
        Body: 'STOP & "go" é ✓',
        MessageSid: sid,
        From: to,
        To: from,
        OptOutType: 'STOP',
      }),
      reads: [
        {
          kind: 'message',
          vendorId: sid,
          channel: 'sms',
          from: to,
          to: from,
          text: 'STOP & "go" é ✓',
          attachments: [],
          optOut: 'stop',
        },
      ],
    },
    {
      name: 'a picture on WhatsApp that answers a message',
      ...form({
        MessageSid: sid,
        From: `whatsapp:${to}`,
        To: `whatsapp:${business}`,
        Body: '',
        NumMedia: '1',
        MediaUrl0: 'https://api.twilio.com/Media/ME1',
        MediaContentType0: 'image/jpeg',
        OriginalRepliedMessageSid: 'SM2',
      }),
      reads: [
        {
          kind: 'message',
          vendorId: sid,
          channel: 'whatsapp',
          from: to,
          to: business,
          text: '',
          attachments: [
            { url: new URL('https://api.twilio.com/Media/ME1'), contentType: 'image/jpeg', vendorId: 'ME1' },
          ],
          inReplyTo: ['SM2'],
        },
      ],
    },
    {
      name: 'a place on WhatsApp',
      ...form({
        MessageSid: sid,
        From: `whatsapp:${to}`,
        To: `whatsapp:${business}`,
        Body: '',
        NumMedia: '0',
        Latitude: '52.5',
        Longitude: '13.4',
        Label: 'Office',
        Address: 'Main St 1',
      }),
      reads: [
        {
          kind: 'message',
          vendorId: sid,
          channel: 'whatsapp',
          from: to,
          to: business,
          text: 'Office Main St 1 (52.5, 13.4)',
          attachments: [],
        },
      ],
    },
    {
      name: 'a text from a short code',
      ...form({ MessageSid: sid, From: '72345', To: from, Body: 'Code 1234', NumMedia: '0' }),
      reads: [
        { kind: 'message', vendorId: sid, channel: 'sms', from: '72345', to: from, text: 'Code 1234', attachments: [] },
      ],
    },
    {
      name: 'a delivery, with our reference and the price',
      ...form({
        MessageSid: sid,
        MessageStatus: 'delivered',
        SmsStatus: 'delivered',
        From: from,
        To: to,
        Price: '-0.00790',
        PriceUnit: 'usd',
      }),
      reads: [
        { kind: 'status', vendorId: sid, ref: 'a b', status: 'delivered', price: { micros: 7900, currency: 'USD' } },
      ],
    },
    {
      name: 'a failure with its code',
      ...form({ MessageSid: sid, MessageStatus: 'undelivered', ErrorCode: '30007', From: from, To: to }),
      reads: [
        {
          kind: 'status',
          vendorId: sid,
          ref: 'a b',
          status: 'failed',
          fault: { kind: 'blocked', message: 'The carrier or Twilio filtered the message.', vendorCode: '30007' },
        },
      ],
    },
    {
      name: 'a failure with a code that nobody knows',
      ...form({ MessageSid: sid, MessageStatus: 'failed', ErrorCode: '39999', From: from, To: to }),
      reads: [
        {
          kind: 'status',
          vendorId: sid,
          ref: 'a b',
          status: 'failed',
          fault: {
            kind: 'unreachable',
            message: 'Twilio reports that the message was not delivered.',
            vendorCode: '39999',
          },
        },
      ],
    },
    {
      name: 'a call that rings',
      ...form({ CallSid: 'CA1', CallStatus: 'ringing', Direction: 'inbound', From: to, To: from }),
      reads: [{ kind: 'incoming-call', vendorId: 'CA1', from: to, to: from }],
    },
    {
      name: 'a call that ended',
      ...form({
        CallSid: 'CA1',
        CallStatus: 'completed',
        Direction: 'outbound-api',
        CallbackSource: 'call-progress-events',
        SequenceNumber: '3',
        CallDuration: '42',
        Duration: '1',
        AnsweredBy: 'machine_end_beep',
        From: from,
        To: to,
      }),
      reads: [
        {
          kind: 'call-status',
          vendorId: 'CA1',
          ref: 'a b',
          progress: 'completed',
          sequence: 3,
          durationSeconds: 42,
          answeredBy: 'machine',
        },
      ],
    },
    {
      name: 'a verdict about who answered',
      ...form({
        CallSid: 'CA1',
        AccountSid: settings.accountSid,
        AnsweredBy: 'machine_end_beep',
        MachineDetectionDuration: '4200',
      }),
      reads: [{ kind: 'call-status', vendorId: 'CA1', ref: 'a b', progress: 'in-progress', answeredBy: 'machine' }],
    },
    {
      name: 'a recording',
      ...form({
        CallSid: 'CA1',
        RecordingSid: 'RE1',
        RecordingUrl: 'https://api.twilio.com/Recordings/RE1',
        RecordingStatus: 'completed',
        RecordingDuration: '12',
      }),
      reads: [
        {
          kind: 'recording',
          vendorId: 'RE1',
          callVendorId: 'CA1',
          url: new URL('https://api.twilio.com/Recordings/RE1'),
          durationSeconds: 12,
        },
      ],
    },
  ],
  unknown: [
    {
      name: 'a message that is only queued',
      ...form({ MessageSid: sid, MessageStatus: 'queued', From: from, To: to }),
    },
    {
      name: 'a message that is being sent',
      ...form({ MessageSid: sid, MessageStatus: 'sending', From: from, To: to }),
    },
    {
      name: 'a channel that we do not carry',
      ...form({ MessageSid: sid, From: 'messenger:123', To: 'messenger:456', Body: 'hi', NumMedia: '0' }),
    },
    {
      name: 'a recording that is not ready',
      ...form({
        CallSid: 'CA1',
        RecordingSid: 'RE1',
        RecordingUrl: 'https://api.twilio.com/Recordings/RE1',
        RecordingStatus: 'in-progress',
      }),
    },
    { name: 'a state of a call that is new to us', ...form({ CallSid: 'CA1', CallStatus: 'levitating' }) },
    { name: 'an event of another product', ...form({ ConversationSid: 'CH1', EventType: 'onMessageAdded' }) },
  ],
  scenarios: {
    'flipped-byte': 'holds',
    'wrong-url': 'holds',
    'missing-header': 'holds',
    'stale-timestamp': { notApplicable: 'Twilio signs no time; a replay is told by its message id' },
  },
  samples: {
    'twilio-call-completed': ['call-status'],
    'twilio-call-initiated': ['call-status'],
    'twilio-conversationrelay-action': ['call-status'],
    'twilio-mms-two-media': ['message'],
    'twilio-recording-completed': ['recording'],
    'twilio-sms-empty-body': ['message'],
    'twilio-sms-long-multisegment': ['message'],
    'twilio-sms-messaging-service': ['message'],
    'twilio-sms-stop-optout': ['message'],
    'twilio-sms-text': ['message'],
    'twilio-status-delivered': ['status'],
    'twilio-status-failed-21610': ['status'],
    'twilio-status-sent': ['status'],
    'twilio-status-whatsapp-read': ['status'],
    'twilio-voice-incoming': ['incoming-call'],
    'twilio-whatsapp-button': ['message'],
    'twilio-whatsapp-image': ['message'],
    'twilio-whatsapp-text': ['message'],
  },
});

const verify = readExchanges(new URL('./recorded/verify.json', import.meta.url));
const verifyServiceSid = 'VAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';

testVerification({
  create: (runtime, { timeoutMs }) => {
    const { verification } = createTwilio({ ...settings, verifyServiceSid, timeoutMs }, runtime);
    if (!verification) throw new Error('A Verify service was set, and no verification is offered.');
    return { verification };
  },
  vendor,
  secrets: [settings.authToken],
  starts: [
    { to: from, channel: 'sms' },
    { to: from, channel: 'voice' },
    { to: from, channel: 'whatsapp' },
    { to: 'ada@example.com', channel: 'email' },
  ],
  told: { to: from, code: '778899' },
  scenarios: {
    accepted: [verify.sms!, verify.call!, verify.whatsapp!, verify.email!],
    'bad-credentials': [verify['bad-credentials']!],
    'invalid-recipient': [verify['invalid-recipient']!, verify.landline!],
    'opted-out': { notApplicable: 'Verify sends from numbers of its own, to which nobody has said stop.' },
    'rate-limited': [verify['too-many-requests']!],
    unavailable: [verify.unavailable!],
    'garbled-success': [verify['html-success']!],
    right: [verify.right!],
    wrong: [verify.wrong!],
    expired: [verify.expired!, verify['worn-out']!],
  },
});

testVendorContract(vendor);
