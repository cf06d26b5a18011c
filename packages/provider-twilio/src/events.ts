import {
  type CallProgress,
  type CallReport,
  callProgress,
  type DeliveryReport,
  type Fault,
  type InboundAttachment,
  type InboundEvent,
  type InboundMessage,
  normalizeAddress,
} from '@buttdial/core';
import { faultFrom } from '@buttdial/core/adapter';
import { priceOf } from './api.ts';
import { twilioFaults } from './faults.ts';
import { statusOf } from './messaging.ts';

type Form = URLSearchParams;

/** Which of Twilio's webhooks this is; the fields tell, since all of them may be sent to one URL. */
export function readEvents(form: Form, url: URL): readonly InboundEvent[] {
  const event = form.has('MessageStatus')
    ? report(form, url)
    : form.has('MessageSid')
      ? message(form)
      : form.get('CallSid')
        ? call(form, url)
        : undefined;
  return event === undefined ? [] : [event];
}

function message(form: Form): InboundMessage | undefined {
  const [vendorId, from, to] = [form.get('MessageSid'), form.get('From'), form.get('To')];
  const channel = from === null ? undefined : channelOf(from);
  if (!vendorId || !from || !to || channel === undefined || (!form.has('Body') && !form.has('NumMedia')))
    return undefined;
  const optOut = { STOP: 'stop', START: 'start', HELP: 'help' }[
    form.get('OptOutType') ?? ''
  ] as InboundMessage['optOut'];
  const answered = form.get('OriginalRepliedMessageSid');
  return {
    kind: 'message',
    vendorId,
    channel,
    from: addressOf(channel, from),
    to: addressOf(channel, to),
    text: form.get('Body') || place(form),
    attachments: attachments(form),
    ...(optOut ? { optOut } : {}),
    ...(answered ? { inReplyTo: [answered] } : {}),
  };
}

/** Twilio's channels are prefixes of the address; those we do not carry read to nothing. */
function channelOf(address: string): 'sms' | 'whatsapp' | undefined {
  if (/^whatsapp:/i.test(address)) return 'whatsapp';
  return /^[a-z]+:/i.test(address) ? undefined : 'sms';
}

/** Short codes and named senders are no E.164 numbers, but they do write. */
function addressOf(channel: 'sms' | 'whatsapp', text: string): string {
  return normalizeAddress(channel, text) ?? text.replace(/^whatsapp:/i, '').trim();
}

/** A shared location has no text of its own. */
function place(form: Form): string {
  const [latitude, longitude] = [form.get('Latitude'), form.get('Longitude')];
  if (!latitude || !longitude) return '';
  return [form.get('Label'), form.get('Address'), `(${latitude}, ${longitude})`].filter(Boolean).join(' ');
}

function attachments(form: Form): readonly InboundAttachment[] {
  const count = Math.min(Number(form.get('NumMedia') ?? 0) || 0, 50);
  return Array.from({ length: count }, (_, index): InboundAttachment | undefined => {
    const url = URL.parse(form.get(`MediaUrl${index}`) ?? '');
    const contentType = form.get(`MediaContentType${index}`);
    const vendorId = url?.pathname.split('/').at(-1);
    return url ? { url, ...(contentType ? { contentType } : {}), ...(vendorId ? { vendorId } : {}) } : undefined;
  }).filter(one => one !== undefined);
}

function report(form: Form, url: URL): DeliveryReport | undefined {
  const vendorId = form.get('MessageSid') ?? form.get('SmsSid');
  const status = statusOf(form.get('MessageStatus') ?? '');
  if (!vendorId || status === undefined) return undefined;
  const fault = status === 'failed' ? faultOfReport(form.get('ErrorCode')) : undefined;
  return {
    kind: 'status',
    vendorId,
    ...reference(url),
    status,
    ...(fault ? { fault } : {}),
    ...priceOf(form.get('Price'), form.get('PriceUnit')),
  };
}

function faultOfReport(code: string | null): Fault {
  if (!code || code === '0') return { kind: 'unreachable', message: 'Twilio reports a failure without a code.' };
  const known = Object.hasOwn(twilioFaults, code);
  if (!known)
    return { kind: 'unreachable', message: 'Twilio reports that the message was not delivered.', vendorCode: code };
  return faultFrom({ status: 400, headers: new Headers(), vendorCode: code, now: new Date(0) }, twilioFaults);
}

/** Our own reference, which we put into the callback URL. */
function reference(url: URL): { ref?: string } {
  const ref = url.searchParams.get('ref');
  return ref ? { ref } : {};
}

function call(form: Form, url: URL): InboundEvent | undefined {
  const callVendorId = form.get('CallSid')!;
  if (form.has('RecordingSid')) return recording(form, callVendorId);
  const status = progressOf(form.get('CallStatus') ?? answeredWord(form));
  if (status === undefined) return undefined;
  const rings = form.get('Direction') === 'inbound' && status === 'ringing' && !form.has('CallbackSource');
  if (rings)
    return {
      kind: 'incoming-call',
      vendorId: callVendorId,
      from: addressOf('sms', form.get('From') ?? ''),
      to: addressOf('sms', form.get('To') ?? ''),
    };
  return {
    kind: 'call-status',
    vendorId: callVendorId,
    ...reference(url),
    progress: status,
    ...details(form),
    ...priceOf(form.get('Price'), form.get('PriceUnit')),
  };
}

/** Undefined for states that are new to us. */
export function progressOf(word: string): CallProgress | undefined {
  return callProgress.find(one => one === word);
}

/** The verdict about who answered comes without a state; there is one only of calls that were answered. */
function answeredWord(form: Form): string {
  return form.has('AnsweredBy') ? 'in-progress' : '';
}

function details(form: Form): Partial<CallReport> {
  const [sequence, duration, answeredBy] = [
    form.get('SequenceNumber'),
    form.get('CallDuration'),
    form.get('AnsweredBy'),
  ];
  return {
    ...(sequence ? { sequence: Number(sequence) } : {}),
    // `Duration` counts minutes, `CallDuration` seconds.
    ...(duration ? { durationSeconds: Number(duration) } : {}),
    ...(answeredBy ? { answeredBy: listenerOf(answeredBy) } : {}),
  };
}

/** Who answered, in our words. */
export function listenerOf(word: string): NonNullable<CallReport['answeredBy']> {
  if (word === 'human' || word === 'fax') return word;
  return word.startsWith('machine') ? 'machine' : 'unknown';
}

function recording(form: Form, callVendorId: string): InboundEvent | undefined {
  const [url, duration] = [URL.parse(form.get('RecordingUrl') ?? ''), form.get('RecordingDuration')];
  // Without a status it comes from the <Record> verb, which only calls when the recording is done.
  if (url === null || (form.get('RecordingStatus') ?? 'completed') !== 'completed') return undefined;
  return {
    kind: 'recording',
    vendorId: form.get('RecordingSid')!,
    callVendorId,
    url,
    ...(duration ? { durationSeconds: Number(duration) } : {}),
  };
}
