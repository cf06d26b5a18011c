import { hmac } from '@buttdial/core/adapter';
import {
  readExchanges,
  testDefinition,
  testEmail,
  testVendorContract,
  testWebhooks,
  vendorContract,
} from '@buttdial/testing';
import resend, { createResend } from './src/index.ts';

const vendor = await vendorContract('resend', process.env);
const recorded = readExchanges(new URL('./recorded/send.json', import.meta.url));
const rest = readExchanges(new URL('./recorded/rest.json', import.meta.url));
const settings = { apiKey: 're_canary_8f3c2b1a', webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

testDefinition(resend, { config: settings });

testEmail({
  create: (runtime, { timeoutMs }) => createResend({ ...settings, timeoutMs }, runtime),
  vendor,
  secrets: Object.values(settings),
  emails: [
    {
      from: 'desk@acme.example',
      fromName: 'Acme "Desk"',
      to: 'delivered@resend.dev',
      subject: 'Table 12 is ready',
      text: 'See you at eight.',
    },
    {
      from: 'desk@acme.example',
      to: 'delivered@resend.dev',
      subject: 'Your invoice',
      text: 'Your invoice',
      html: '<p>Your <b>invoice</b></p>',
      replyTo: 'reply@acme.example',
      bcc: ['archive@acme.example'],
      headers: { 'List-Unsubscribe': '<https://acme.example/u/1>', 'In-Reply-To': '<one@resend.dev>' },
      attachments: [
        { name: 'invoice.txt', contentType: 'text/plain', content: Buffer.from('Eur 12,50') },
        { url: new URL('https://acme.example/terms.pdf') },
      ],
    },
  ],
  scenarios: {
    accepted: [recorded.text!, recorded.html!],
    'bad-credentials': [recorded['bad-key']!, recorded['bad-key-403']!],
    'invalid-recipient': [recorded['invalid-recipient']!],
    'opted-out': { notApplicable: 'Resend accepts mail for suppressed addresses and reports them afterwards' },
    'rate-limited': [recorded['too-many-requests']!, recorded['daily-quota']!],
    unavailable: [recorded.unavailable!, recorded['internal-error']!],
    'garbled-success': [recorded['html-success']!, recorded['success-without-id']!],
  },
});

const id = '56761188-7520-42d8-8898-ff6fc54ce618';
const at = new Date('2026-02-22T23:41:12.126Z');
const json = (type: string, data: object) => ({
  contentType: 'application/json',
  body: JSON.stringify({ type, created_at: at.toISOString(), data }),
});
const sent = {
  email_id: id,
  created_at: at.toISOString(),
  from: 'Desk <desk@acme.example>',
  to: ['sam@customer.example'],
  subject: 'Hi',
  tags: { ref: 'attempt-1' },
};
const report = { kind: 'status', vendorId: id, ref: 'attempt-1', occurredAt: at } as const;

testWebhooks({
  create: (runtime, secret) => createResend({ ...settings, webhookSecret: secret }, runtime),
  vendor,
  secret: settings.webhookSecret,
  url: 'https://buttdial.example/webhooks/agent-1/email',
  at,
  // The scheme of Svix, written out; the vectors of the vendor’s material hold it against Svix’s own tests.
  sign: (hook, secret, when) => {
    const [msg, seconds] = ['msg_p5jXN8AQM9LWM0D4loKWxJek', String(Math.floor(when.getTime() / 1000))];
    const signature = hmac(
      'sha256',
      Buffer.from(secret.slice(6), 'base64'),
      Buffer.concat([Buffer.from(`${msg}.${seconds}.`), hook.body]),
    );
    return {
      'svix-id': msg,
      'svix-timestamp': seconds,
      'svix-signature': `v1,bm90IHRoaXMgb25l v1,${Buffer.from(signature).toString('base64')}`,
    };
  },
  fetched: rest.received!,
  genuine: [
    {
      name: 'mail, whose text it fetches',
      ...json('email.received', {
        email_id: id,
        created_at: at.toISOString(),
        from: 'Sam <Sam@Customer.example>',
        to: ['agent@acme.example', 'Two <two@acme.example>'],
        cc: ['agent@acme.example'],
        bcc: [],
        message_id: '<q1w2@customer.example>',
        subject: 'Table for four',
        attachments: [{ id: '2a0c9ce0', filename: 'guests.txt', content_type: 'text/plain' }],
      }),
      reads: [['agent@acme.example', id] as const, ['two@acme.example', `${id}#2`] as const].map(([to, vendorId]) => ({
        kind: 'message',
        channel: 'email',
        from: 'sam@customer.example',
        text: 'At eight?',
        html: '<p>At eight?</p>',
        attachments: [{ vendorId: '2a0c9ce0', name: 'guests.txt', contentType: 'text/plain' }],
        subject: 'Table for four',
        receivedAt: at,
        inReplyTo: ['0100@email.amazonses.com', 'first@email.amazonses.com'],
        vendorId,
        to,
      })),
    },
    {
      name: 'mail that comes with its text',
      ...json('email.received', {
        email_id: id,
        from: 'sam@customer.example',
        to: 'agent@acme.example',
        subject: 'Hi',
        text: 'Hello',
        html: '<p>Hello</p>',
      }),
      reads: [
        {
          kind: 'message',
          channel: 'email',
          from: 'sam@customer.example',
          to: 'agent@acme.example',
          subject: 'Hi',
          text: 'Hello',
          html: '<p>Hello</p>',
          attachments: [],
          vendorId: id,
          receivedAt: at,
        },
      ],
    },
    { name: 'mail on its way', ...json('email.sent', sent), reads: [{ ...report, status: 'sent' }] },
    { name: 'a delivery', ...json('email.delivered', sent), reads: [{ ...report, status: 'delivered' }] },
    { name: 'an opened mail', ...json('email.opened', sent), reads: [{ ...report, status: 'read' }] },
    {
      name: 'a complaint',
      ...json('email.complained', sent),
      reads: [{ ...report, status: 'delivered', complaint: true }],
    },
    {
      name: 'a bounce',
      ...json('email.bounced', {
        ...sent,
        bounce: { type: 'Permanent', subType: 'NoEmail', message: 'sam@customer.example unknown' },
      }),
      reads: [
        {
          ...report,
          status: 'failed',
          fault: {
            kind: 'unreachable',
            message: 'The mailbox does not exist or refuses the e-mail.',
            vendorCode: 'NoEmail',
          },
        },
      ],
    },
    {
      name: 'a full mailbox',
      ...json('email.bounced', { ...sent, bounce: { type: 'Transient', subType: 'MailboxFull', message: 'full' } }),
      reads: [
        {
          ...report,
          status: 'failed',
          fault: {
            kind: 'unreachable',
            message: 'The mailbox does not take the e-mail at this time.',
            vendorCode: 'MailboxFull',
          },
        },
      ],
    },
    {
      name: 'mail to somebody who complained before',
      ...json('email.suppressed', {
        ...sent,
        suppressed: { type: 'Suppressed', reason: 'previous_complaint', message: '' },
      }),
      reads: [
        {
          ...report,
          status: 'failed',
          fault: {
            kind: 'opted-out',
            message: 'The recipient complained about an earlier e-mail.',
            vendorCode: 'previous_complaint',
          },
        },
      ],
    },
    {
      name: 'mail that Resend could not send',
      ...json('email.failed', { ...sent, failed: { reason: 'reached_daily_quota' } }),
      reads: [
        {
          ...report,
          status: 'failed',
          fault: { kind: 'invalid', message: 'Resend could not send the e-mail.', vendorCode: 'reached_daily_quota' },
        },
      ],
    },
    {
      name: 'a reference that a tag cannot hold as it is',
      ...json('email.delivered', {
        ...sent,
        tags: [{ name: 'ref64', value: Buffer.from('a.b/c').toString('base64url') }],
      }),
      reads: [{ ...report, ref: 'a.b/c', status: 'delivered' }],
    },
  ],
  unknown: [
    { name: 'mail that is late', ...json('email.delivery_delayed', sent) },
    { name: 'mail that is planned', ...json('email.scheduled', sent) },
    { name: 'a contact', ...json('contact.created', { id: '1', email: 'a@b.example' }) },
    { name: 'an event to come', ...json('email.teleported', sent) },
  ],
  scenarios: {
    'flipped-byte': 'holds',
    'wrong-url': { notApplicable: 'Svix does not sign the address' },
    'missing-header': 'holds',
    'stale-timestamp': 'holds',
  },
  samples: {
    'resend-clicked': ['status'],
    'resend-complained': ['status'],
    'resend-delivered': ['status'],
    'resend-delivery-delayed': [],
    'resend-hard-bounced': ['status'],
    'resend-opened': ['status'],
    'resend-sent': ['status'],
    'resend-spec-email-bounced': ['status'],
    'resend-spec-email-complained': ['status'],
    'resend-spec-email-failed': ['status'],
    'resend-spec-email-received': ['message'],
    'resend-spec-email-scheduled': [],
    'resend-spec-email-suppressed': ['status'],
    'resend-suppressed': ['status'],
  },
});

testVendorContract(vendor);
