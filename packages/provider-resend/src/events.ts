import {
  type DeliveryReport,
  type Fault,
  type InboundAttachment,
  type InboundMessage,
  normalizeAddress,
} from '@buttdial/core';
import { refOf } from './email.ts';

export type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Mail for one of our addresses. */
export function isReceived(event: Json): boolean {
  return event.type === 'email.received' && text(object(event.data).email_id) !== undefined;
}

/** Resend leaves the text out of its event; forwarders and older installations put it in. */
export function lacksBody(event: Json): boolean {
  const data = object(event.data);
  return typeof data.text !== 'string' && typeof data.html !== 'string';
}

/**
 * One message for each address that it was written to, since several of them may be ours.
 * @param fetched what `GET /emails/receiving/{id}` tells; fields of the event win.
 */
export function readReceived(event: Json, fetched: Json): readonly InboundMessage[] {
  const data: Json = { ...fetched, ...object(event.data) };
  const from = addressOf(data.from);
  const to = [...new Set([data.to, data.cc, data.bcc].flatMap(list).map(addressOf))].filter(one => one !== undefined);
  if (from === undefined) return [];
  const common = {
    kind: 'message',
    channel: 'email',
    from,
    text: text(data.text) ?? '',
    attachments: list(data.attachments).map(attachment),
    ...details(event, data),
  } as const;
  return to.map((one, index) => ({
    ...common,
    vendorId: index === 0 ? String(data.email_id) : `${data.email_id}#${index + 1}`,
    to: one,
  }));
}

function details(event: Json, data: Json): Partial<InboundMessage> {
  const [subject, html, receivedAt, answered] = [
    text(data.subject),
    text(data.html),
    time(data.created_at ?? event.created_at),
    inReplyTo(object(data.headers)),
  ];
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(html === undefined ? {} : { html }),
    ...(receivedAt === undefined ? {} : { receivedAt }),
    ...(answered.length > 0 ? { inReplyTo: answered } : {}),
  };
}

/** "Name <a@b.example>" or the bare address. What is no address is kept as it is: it will match no line. */
function addressOf(value: unknown): string | undefined {
  const written = text(value)?.trim();
  if (written === undefined) return undefined;
  const bare = /<([^<>]*)>\s*$/.exec(written)?.[1] ?? written;
  return normalizeAddress('email', bare) ?? bare;
}

function attachment(value: unknown): InboundAttachment {
  const { id, filename, content_type: type } = object(value);
  const [vendorId, name, contentType] = [text(id), text(filename), text(type)];
  return {
    ...(vendorId === undefined ? {} : { vendorId }),
    ...(name === undefined ? {} : { name }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}

/** Message ids without their brackets, nearest first: In-Reply-To, then References from the end. */
function inReplyTo(headers: Json): readonly string[] {
  const header = (name: string) => text(Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]) ?? '';
  const ids = (value: string) => [...value.matchAll(/<([^<>\s]+)>/g)].map(match => match[1]!);
  return [...new Set([...ids(header('in-reply-to')), ...ids(header('references')).reverse()])];
}

function time(value: unknown): Date | undefined {
  const at = Date.parse(text(value) ?? '');
  return Number.isNaN(at) ? undefined : new Date(at);
}

const statuses: Readonly<Record<string, DeliveryReport['status']>> = {
  'email.sent': 'sent',
  'email.delivered': 'delivered',
  // Who complains, opens or clicks has got the mail.
  'email.complained': 'delivered',
  'email.opened': 'read',
  'email.clicked': 'read',
  'email.bounced': 'failed',
  'email.suppressed': 'failed',
  'email.failed': 'failed',
};

/** What became of a mail that we sent. Delayed and scheduled mail has not changed its state yet and reads to nothing. */
export function readReport(event: Json): readonly DeliveryReport[] {
  const [type, data] = [text(event.type) ?? '', object(event.data)];
  const [vendorId, ref, occurredAt] = [text(data.email_id), refOf(data.tags), time(event.created_at)];
  const status = Object.hasOwn(statuses, type) ? statuses[type] : undefined;
  if (status === undefined || vendorId === undefined) return [];
  return [
    {
      kind: 'status',
      vendorId,
      ...(ref === undefined ? {} : { ref }),
      status,
      ...(status === 'failed' ? { fault: faultOf(type, data) } : {}),
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(type === 'email.complained' ? { complaint: true } : {}),
    },
  ];
}

function faultOf(type: string, data: Json): Fault {
  if (type === 'email.bounced') return bounced(object(data.bounce));
  if (type === 'email.suppressed') return suppressed(object(data.suppressed));
  const vendorCode = code(object(data.failed).reason);
  return { kind: 'invalid', message: 'Resend could not send the e-mail.', ...vendorCode };
}

/** Events of before 2025 have no type. */
function bounced({ type, subType }: Json): Fault {
  if (type === 'Suppressed' || subType === 'Suppressed' || subType === 'OnAccountSuppressionList')
    return suppressed({});
  if (type === 'Transient')
    return { kind: 'unreachable', message: 'The mailbox does not take the e-mail at this time.', ...code(subType) };
  return { kind: 'unreachable', message: 'The mailbox does not exist or refuses the e-mail.', ...code(subType) };
}

function suppressed({ reason }: Json): Fault {
  if (reason === 'previous_complaint')
    return { kind: 'opted-out', message: 'The recipient complained about an earlier e-mail.', ...code(reason) };
  return {
    kind: 'blocked',
    message: 'Resend no longer sends to this address because of an earlier bounce or complaint.',
    ...code(reason),
  };
}

/** Only words: sentences of the vendor may hold addresses. */
function code(value: unknown): { vendorCode?: string } {
  return typeof value === 'string' && /^[A-Za-z_]{1,40}$/.test(value) ? { vendorCode: value } : {};
}
