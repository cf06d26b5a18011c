import {
  type CallEnd,
  type CallProgress,
  type CallReport,
  type DeliveryReport,
  type DeliveryStatus,
  type Fault,
  type FoundCall,
  type InboundAttachment,
  type InboundEvent,
  type InboundMessage,
  normalizeAddress,
  parseMoney,
} from '@buttdial/core';
import { faultFrom } from '@buttdial/core/adapter';
import { vonageFaults } from './faults.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Which of Vonage's webhooks this is; the fields tell. What nobody here asked for (speech input, recordings) reads to nothing. */
export function readEvents(fields: Fields, url: URL): readonly InboundEvent[] {
  const event = textOf(fields, 'message_uuid')
    ? textOf(fields, 'message_type')
      ? message(fields)
      : delivery(fields, url)
    : call(fields, url);
  return event === undefined ? [] : [event];
}

const channels: Readonly<Record<string, InboundMessage['channel']>> = { sms: 'sms', mms: 'sms', whatsapp: 'whatsapp' };
const media = ['image', 'audio', 'video', 'file', 'sticker', 'vcard'] as const;

function message(fields: Fields): InboundMessage | undefined {
  const channel = channels[textOf(fields, 'channel') ?? ''];
  const [from, to] = [textOf(fields, 'from'), textOf(fields, 'to')];
  if (channel === undefined || from === undefined || to === undefined) return undefined;
  const type = media.find(one => one === fields.message_type);
  const medium = type && objectOf(fields[type]);
  const answered = textOf(objectOf(fields.context), 'message_uuid');
  return {
    kind: 'message',
    vendorId: textOf(fields, 'message_uuid')!,
    channel,
    from: addressOf(from),
    to: addressOf(to),
    text: textOf(fields, 'text') ?? (medium && textOf(medium, 'caption')) ?? place(objectOf(fields.location)),
    attachments: medium ? attachment(medium) : [],
    ...timed(fields, 'receivedAt'),
    ...(answered ? { inReplyTo: [answered] } : {}),
  };
}

function attachment(medium: Fields): readonly InboundAttachment[] {
  const [url, name] = [URL.parse(textOf(medium, 'url') ?? ''), textOf(medium, 'name')];
  return url ? [{ url, ...(name ? { name } : {}) }] : [];
}

/** A shared location has no text of its own. */
function place(location: Fields): string {
  const [latitude, longitude] = [location.lat, location.long];
  if (latitude === undefined || longitude === undefined) return '';
  return [textOf(location, 'name'), textOf(location, 'address'), `(${latitude}, ${longitude})`]
    .filter(Boolean)
    .join(' ');
}

const deliveries: Readonly<Record<string, DeliveryStatus>> = {
  submitted: 'sent',
  delivered: 'delivered',
  read: 'read',
  rejected: 'failed',
  undeliverable: 'failed',
};

function delivery(fields: Fields, url: URL): DeliveryReport | undefined {
  const status = ownOf(deliveries, textOf(fields, 'status'));
  if (status === undefined) return undefined;
  const ref = url.searchParams.get('ref') ?? textOf(fields, 'client_ref');
  const usage = objectOf(fields.usage);
  return {
    kind: 'status',
    vendorId: textOf(fields, 'message_uuid')!,
    ...(ref ? { ref } : {}),
    status,
    ...(status === 'failed' ? { fault: faultOfReport(objectOf(fields.error)) } : {}),
    ...priced(textOf(usage, 'price'), textOf(usage, 'currency')),
    ...timed(fields, 'occurredAt'),
  };
}

function faultOfReport(error: Fields): Fault {
  const vendorCode =
    /#(\w{1,20})$/.exec(textOf(error, 'type') ?? '')?.[1] ?? /^\d{1,6}$/.exec(textOf(error, 'title') ?? '')?.[0];
  if (vendorCode === undefined) return { kind: 'unreachable', message: 'Vonage reports a failure without a code.' };
  if (!Object.hasOwn(vonageFaults, vendorCode))
    return { kind: 'unreachable', message: 'Vonage reports that the message was not delivered.', vendorCode };
  return faultFrom({ status: 400, headers: new Headers(), vendorCode, now: new Date(0) }, vonageFaults);
}

function call(fields: Fields, url: URL): InboundEvent | undefined {
  const vendorId = textOf(fields, 'uuid') ?? textOf(fields, 'call_uuid');
  if (vendorId === undefined) return undefined;
  const ref = url.searchParams.get('ref');
  const reference = ref ? { ref } : {};
  if (textOf(fields, 'status') !== undefined) {
    const report = reportOf({ ...fields, uuid: vendorId });
    return report && { ...report, ...reference };
  }
  if (fields.dtmf !== undefined || fields.speech !== undefined || fields.recording_url !== undefined) return undefined;
  const [from, to] = [textOf(fields, 'from') ?? textOf(fields, 'from_user'), textOf(fields, 'to')];
  if (from === undefined || to === undefined) return undefined;
  // Vonage asks the same way what to do with a call that rings and with one of ours that was answered: only those have our reference.
  return ref
    ? { kind: 'call-status', vendorId, ref, progress: 'in-progress' }
    : { kind: 'incoming-call', vendorId, from: addressOf(from), to: addressOf(to) };
}

const progresses: Readonly<Record<string, CallProgress>> = {
  started: 'initiated',
  ringing: 'ringing',
  answered: 'in-progress',
  human: 'in-progress',
  machine: 'in-progress',
  completed: 'completed',
  busy: 'busy',
  cancelled: 'canceled',
  unanswered: 'no-answer',
  timeout: 'no-answer',
  rejected: 'failed',
  failed: 'failed',
};

/** How a call stands, from an event or from a read; undefined for states that are new to us. */
export function reportOf(fields: Fields): CallReport | undefined {
  const [vendorId, word] = [textOf(fields, 'uuid'), textOf(fields, 'status') ?? ''];
  const progress = ownOf(progresses, word);
  if (vendorId === undefined || progress === undefined) return undefined;
  const duration = Number(textOf(fields, 'duration') ?? Number.NaN);
  return {
    kind: 'call-status',
    vendorId,
    // 486 and 600: the callee is on the phone.
    progress: progress === 'failed' && /^(486|600)$/.test(textOf(fields, 'sip_code') ?? '') ? 'busy' : progress,
    ...(word === 'human' || word === 'machine' ? { answeredBy: word } : {}),
    ...(Number.isFinite(duration) ? { durationSeconds: duration } : {}),
    ...ended(fields),
    ...(progress === 'completed' ? priced(textOf(fields, 'price'), 'EUR') : {}),
  };
}

/** The calls of a page of a list that we placed between two numbers, as they stand. */
export function foundIn(
  page: Fields,
  { from, to }: { readonly from: string; readonly to: string },
): readonly FoundCall[] {
  const { calls } = objectOf(page._embedded);
  const numberOf = (side: unknown) => textOf(objectOf(side), 'number');
  return (Array.isArray(calls) ? calls.map(objectOf) : [])
    .filter(listed => listed.direction !== 'inbound' && numberOf(listed.from) === from && numberOf(listed.to) === to)
    .flatMap(listed => {
      const [report, createdAt] = [reportOf(listed), new Date(textOf(listed, 'start_time') ?? '')];
      return report ? [{ ...report, ...(Number.isNaN(createdAt.getTime()) ? {} : { createdAt }) }] : [];
    });
}

function ended(fields: Fields): { end?: CallEnd } {
  const [by, code] = [textOf(fields, 'disconnected_by'), textOf(fields, 'sip_code')];
  if (by === undefined) return {};
  const user = textOf(fields, 'direction') === 'inbound' ? 'caller' : 'callee';
  return {
    end: { by: by === 'user' ? user : by === 'platform' ? 'us' : 'unknown', ...(code ? { vendorCode: code } : {}) },
  };
}

function priced(price: string | undefined, currency: string | undefined): Pick<CallReport, 'price'> {
  const money = price === undefined || currency === undefined ? undefined : parseMoney(price, currency);
  return money ? { price: money } : {};
}

function timed<Name extends string>(fields: Fields, name: Name): { readonly [N in Name]?: Date } {
  const at = new Date(textOf(fields, 'timestamp') ?? '');
  return (Number.isNaN(at.getTime()) ? {} : { [name]: at }) as { readonly [N in Name]?: Date };
}

/** Numbers come without a plus; named senders and SIP users are no numbers. */
function addressOf(text: string): string {
  return (/^\d{7,15}$/.test(text) ? normalizeAddress('sms', `+${text}`) : undefined) ?? text;
}

/** Texts, and the numbers that Vonage now and then writes as numbers. */
function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function ownOf<Value>(table: Readonly<Record<string, Value>>, name: string | undefined): Value | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
