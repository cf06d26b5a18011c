import {
  type CallEnd,
  type CallReport,
  callProgress,
  type DeliveryReport,
  type DeliveryStatus,
  type Fault,
  type FoundCall,
  type InboundAttachment,
  type InboundEvent,
  type InboundMessage,
  normalizeAddress,
  parseMoney,
  type RawWebhook,
} from '@buttdial/core';
import { faultFrom, jsonObject } from '@buttdial/core/adapter';
import { telnyxFaults } from './faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Calls are told in forms, messages in JSON. */
export function readEvents({ body, headers, url }: RawWebhook): readonly InboundEvent[] {
  const text = Buffer.from(body).toString('utf8');
  const isJson = /[/+]json/.test(headers.get('content-type') ?? '') || text.startsWith('{');
  const event = isJson ? messageEvent(objectOf(jsonObject(text).data), url) : callEvent(new URLSearchParams(text), url);
  return event === undefined ? [] : [event];
}

function messageEvent({ event_type: type, payload }: Fields, url: URL): InboundEvent | undefined {
  const fields = objectOf(payload);
  const vendorId = textOf(fields, 'id');
  if (vendorId === undefined) return undefined;
  if (type === 'message.received') return message(fields, vendorId);
  return type === 'message.sent' || type === 'message.finalized' ? delivery(fields, vendorId, url) : undefined;
}

function message(fields: Fields, vendorId: string): InboundMessage | undefined {
  const [from, to] = [textOf(objectOf(fields.from), 'phone_number'), textOf(firstOf(fields.to), 'phone_number')];
  if (from === undefined || to === undefined) return undefined;
  const receivedAt = new Date(textOf(fields, 'received_at') ?? '');
  return {
    kind: 'message',
    vendorId,
    channel: 'sms',
    from: addressOf(from),
    to: addressOf(to),
    text: textOf(fields, 'text') ?? '',
    attachments: listOf(fields.media)
      .map(attachment)
      .filter(one => one !== undefined),
    ...(Number.isNaN(receivedAt.getTime()) ? {} : { receivedAt }),
  };
}

function attachment(medium: Fields): InboundAttachment | undefined {
  const [url, contentType] = [URL.parse(textOf(medium, 'url') ?? ''), textOf(medium, 'content_type')];
  return url ? { url, ...(contentType ? { contentType } : {}) } : undefined;
}

const deliveries: Readonly<Record<string, DeliveryStatus>> = {
  sent: 'sent',
  delivered: 'delivered',
  // The carrier gives no reports: it took the message.
  delivery_unconfirmed: 'sent',
  sending_failed: 'failed',
  delivery_failed: 'failed',
  expired: 'failed',
};

function delivery(fields: Fields, vendorId: string, url: URL): DeliveryReport | undefined {
  const word = textOf(firstOf(fields.to), 'status') ?? '';
  const status = Object.hasOwn(deliveries, word) ? deliveries[word] : undefined;
  if (status === undefined) return undefined;
  const cost = objectOf(fields.cost);
  const occurredAt = new Date(textOf(fields, 'completed_at') ?? textOf(fields, 'sent_at') ?? '');
  return {
    kind: 'status',
    vendorId,
    ...reference(url),
    status,
    ...(status === 'failed' ? { fault: faultOfReport(textOf(firstOf(fields.errors), 'code')) } : {}),
    ...priced(textOf(cost, 'amount'), textOf(cost, 'currency')),
    ...(Number.isNaN(occurredAt.getTime()) ? {} : { occurredAt }),
  };
}

function faultOfReport(vendorCode: string | undefined): Fault {
  if (vendorCode === undefined || !/^\w{1,20}$/.test(vendorCode))
    return { kind: 'unreachable', message: 'Telnyx reports a failure without a code.' };
  if (!Object.hasOwn(telnyxFaults, vendorCode))
    return { kind: 'unreachable', message: 'Telnyx reports that the message was not delivered.', vendorCode };
  return faultFrom({ status: 400, headers: new Headers(), vendorCode, now: new Date(0) }, telnyxFaults);
}

function callEvent(form: URLSearchParams, url: URL): InboundEvent | undefined {
  const vendorId = form.get('CallSid');
  if (!vendorId) return undefined;
  if (form.has('RecordingSid')) return recording(form, vendorId);
  const word = form.get('CallStatus') ?? (form.has('AnsweredBy') ? 'in-progress' : '');
  const progress = callProgress.find(one => one === word);
  if (progress === undefined) return undefined;
  // Of an outbound call we are told by the reports that we asked for, or asked for its plan when it was answered.
  const rings = progress === 'ringing' && !form.has('CallbackSource') && !url.searchParams.has('ref');
  const [from, to] = [form.get('From') ?? '', form.get('To') ?? ''];
  if (rings) return { kind: 'incoming-call', vendorId, from: addressOf(from), to: addressOf(to) };
  const [duration, answeredBy] = [form.get('CallDuration'), form.get('AnsweredBy')];
  return {
    kind: 'call-status',
    vendorId,
    ...reference(url),
    progress,
    // The sequence numbers are left alone: the report of the end may carry a zero.
    ...(duration ? { durationSeconds: Number(duration) } : {}),
    ...(answeredBy ? { answeredBy: listenerOf(answeredBy) } : {}),
    ...ended(form),
  };
}

function ended(form: URLSearchParams): { end?: CallEnd } {
  const [source, cause] = [form.get('HangupSource'), form.get('HangupCause')];
  if (!source && !cause) return {};
  const by = source === 'caller' || source === 'callee' ? source : 'unknown';
  return { end: { by, ...(cause && /^\w{1,60}$/.test(cause) ? { vendorCode: cause } : {}) } };
}

function recording(form: URLSearchParams, callVendorId: string): InboundEvent | undefined {
  const [url, duration] = [URL.parse(form.get('RecordingUrl') ?? ''), form.get('RecordingDuration')];
  const vendorId = form.get('RecordingSid');
  if (!vendorId || url === null || (form.get('RecordingStatus') ?? 'completed') !== 'completed') return undefined;
  return { kind: 'recording', vendorId, callVendorId, url, ...(duration ? { durationSeconds: Number(duration) } : {}) };
}

/** How a call stands, as a read tells it; undefined for states that are new to us. */
export function reportOf(fields: Fields): CallReport | undefined {
  const [vendorId, word] = [textOf(fields, 'sid'), textOf(fields, 'status')];
  const progress = callProgress.find(one => one === word);
  if (vendorId === undefined || progress === undefined) return undefined;
  const [duration, answeredBy] = [textOf(fields, 'duration'), textOf(fields, 'answered_by')];
  return {
    kind: 'call-status',
    vendorId,
    progress,
    ...(duration && /^\d+$/.test(duration) ? { durationSeconds: Number(duration) } : {}),
    ...(answeredBy ? { answeredBy: listenerOf(answeredBy) } : {}),
    ...priced(textOf(fields, 'price'), textOf(fields, 'price_unit')),
  };
}

/** The calls of a list that we placed, as they stand. */
export function foundIn({ calls }: Fields): readonly FoundCall[] {
  return listOf(calls)
    .filter(listed => listed.direction !== 'inbound')
    .flatMap(listed => {
      const [report, createdAt] = [reportOf(listed), new Date(textOf(listed, 'date_created') ?? '')];
      return report ? [{ ...report, ...(Number.isNaN(createdAt.getTime()) ? {} : { createdAt }) }] : [];
    });
}

/** Who answered, in our words. */
function listenerOf(word: string): NonNullable<CallReport['answeredBy']> {
  if (word === 'human' || word === 'fax') return word;
  return word.startsWith('machine') ? 'machine' : 'unknown';
}

function reference(url: URL): { ref?: string } {
  const ref = url.searchParams.get('ref');
  return ref ? { ref } : {};
}

function priced(amount: string | undefined, currency: string | undefined): Pick<CallReport, 'price'> {
  const price = amount && currency ? parseMoney(amount.replace(/^-/, ''), currency) : undefined;
  return price ? { price } : {};
}

/** Short codes, named senders and SIP addresses are no E.164 numbers. */
function addressOf(text: string): string {
  return normalizeAddress('sms', text) ?? text.trim();
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function firstOf(value: unknown): Fields {
  return listOf(value)[0] ?? {};
}
