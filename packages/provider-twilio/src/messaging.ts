import {
  ButtdialError,
  type Call,
  type DeliveryStatus,
  type Fault,
  type FindSent,
  type Messaging,
  type MessagingChannel,
  normalizeAddress,
  type OutboundMessage,
  type SentMessage,
} from '@buttdial/core';
import type { Api } from './api.ts';

const routes = {
  // MMS is SMS with media; Twilio fetches up to ten of them.
  sms: { idempotency: 'none', maxAttachments: 10, templates: true, maxTextLength: 1600 },
  whatsapp: { idempotency: 'none', maxAttachments: 1, templates: true, maxTextLength: 1600 },
} as const satisfies Messaging['routes'];

/** @param service the Messaging Service that SMS and MMS go through, where there is one. */
export function createMessaging(api: Api, service?: string) {
  return {
    routes,
    async send(message, call) {
      call.signal.throwIfAborted();
      const fault = impossible(message);
      if (fault) return { outcome: 'refused', fault };
      const { answer } = await api.ask(call, client => client.messages.create(paramsOf(message, call, service)));
      return api.receipt(answer);
    },
    async find(query, call) {
      const asked = await api.ask(call, client => client.messages.list(filterOf(query)));
      return api.expect(asked).map(sent => sentMessage(sent, query.channel));
    },
    async get(vendorId, call) {
      const asked = await api.ask(call, client => client.messages(vendorId).fetch());
      if (asked.answer.outcome === 'answered' && asked.answer.status === 404) return undefined;
      const sent = api.expect(asked);
      return sentMessage(sent, /^whatsapp:/.test(sent.to) ? 'whatsapp' : 'sms');
    },
    async openAttachment({ url }, call) {
      if (!url || !api.isOurs(url)) throw new ButtdialError('unavailable', 'This medium does not lie at Twilio.', {});
      const response = await api.open(url, call);
      const contentType = response.headers.get('content-type') ?? 'application/octet-stream';
      return { contentType, body: response.body! };
    },
  } satisfies Messaging;
}

function paramsOf(message: OutboundMessage, call: Call, service: string | undefined) {
  return {
    to: onWire(message.channel, message.to),
    from: onWire(message.channel, message.from),
    ...(service !== undefined && message.channel === 'sms' ? { messagingServiceSid: service } : {}),
    ...contentOf(message),
    ...(call.statusUrl === undefined ? {} : { statusCallback: call.statusUrl.href }),
  };
}

/** What can be known without asking: no request is made for it. */
function impossible(message: OutboundMessage): Fault | undefined {
  if (message.channel === 'line') return { kind: 'unsupported', message: 'Twilio does not carry this channel.' };
  if (message.content.kind !== 'text') return undefined;
  const attachments = message.content.attachments ?? [];
  if (attachments.some(one => one.url === undefined))
    return { kind: 'unsupported', message: 'Twilio fetches media by URL: an attachment needs one.' };
  if (attachments.length > routes[message.channel].maxAttachments)
    return { kind: 'invalid', message: 'The message has more media than this channel carries.' };
  return undefined;
}

function contentOf({ content }: OutboundMessage) {
  if (content.kind === 'template')
    return { contentSid: content.template, contentVariables: JSON.stringify(content.variables) };
  const media = (content.attachments ?? []).flatMap(one => (one.url ? [one.url.href] : []));
  return {
    ...(content.text === '' && media.length > 0 ? {} : { body: content.text }),
    ...(media.length > 0 ? { mediaUrl: media } : {}),
  };
}

function onWire(channel: MessagingChannel, address: string): string {
  return channel === 'whatsapp' ? `whatsapp:${address}` : address;
}

/** Twilio's only filters. Messages it has only queued may have no date of sending yet: the caller widens the span. */
function filterOf(query: FindSent) {
  return {
    to: onWire(query.channel, query.to),
    from: onWire(query.channel, query.from),
    dateSentAfter: query.since,
    dateSentBefore: query.until,
    limit: 1000,
    pageSize: 1000,
  };
}

interface Listed {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly status: string;
  readonly dateSent: Date | null;
  readonly dateCreated: Date | null;
}

function sentMessage(listed: Listed, channel: MessagingChannel): SentMessage {
  const address = (text: string) => normalizeAddress(channel, text) ?? text;
  return {
    vendorId: listed.sid,
    from: address(listed.from),
    to: address(listed.to),
    text: listed.body,
    ...(listed.dateSent ? { sentAt: listed.dateSent } : {}),
    ...(listed.dateCreated ? { createdAt: listed.dateCreated } : {}),
    status: statusOf(listed.status) ?? 'sent',
  };
}

const statuses: Readonly<Record<string, DeliveryStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  partially_delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  undelivered: 'failed',
  canceled: 'failed',
};

/** Undefined for the states before Twilio has handed the message on: accepted, scheduled, queued, sending. */
export function statusOf(word: string): DeliveryStatus | undefined {
  return Object.hasOwn(statuses, word) ? statuses[word] : undefined;
}
