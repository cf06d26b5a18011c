import type { CallLine } from '../../calls/spoken.ts';
import { apiDate } from '../records.ts';

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'failed'
  | 'no-answer'
  | 'canceled';

/** Where the progress of a call is reported, and what of it. */
export interface StatusHook {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly events: ReadonlySet<string>;
}

/** A Call resource. */
export interface TwilioCall {
  readonly sid: string;
  readonly accountSid: string;
  /** Name of the account in the registry. */
  readonly account: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  readonly from: string;
  readonly to: string;
  readonly parentSid?: string | undefined;
  readonly status: CallStatus;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt?: Date;
  readonly answeredBy?: string;
  /** How the account's side spoke last. */
  readonly mode?: 'relay' | 'media';
  /** Negative decimal of US dollars, known once the call is over. */
  readonly price?: string;
  readonly transcript: readonly CallLine[];
}

/** A recording of a call. */
export interface TwilioRecording {
  readonly sid: string;
  readonly callSid: string;
  readonly startedAt: Date;
  readonly channels: number;
  readonly track: string;
  readonly status: 'in-progress';
}

/** Whole seconds from the answer to the end, begun ones counted. */
export function secondsOf({ answeredAt, endedAt }: TwilioCall): number {
  return answeredAt && endedAt ? Math.ceil((endedAt.getTime() - answeredAt.getTime()) / 1000) : 0;
}

// US list prices for every minute begun.
export function priceOf(call: TwilioCall): string {
  const minutes = Math.ceil(secondsOf(call) / 60);
  return `-${(minutes * (call.direction === 'inbound' ? 0.0085 : 0.014)).toFixed(5)}`;
}

const parts = ['notifications', 'recordings', 'streams', 'payments', 'siprec', 'transcriptions'];

/** The Call resource as the API shows it. */
export function callJson(call: TwilioCall, phoneNumberSid: string): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${call.accountSid}/Calls/${call.sid}`;
  const links = parts.map(part => [part, `${uri}/${part[0]!.toUpperCase()}${part.slice(1)}.json`]);
  return {
    account_sid: call.accountSid,
    answered_by: call.answeredBy ?? null,
    api_version: '2010-04-01',
    caller_name: null,
    date_created: apiDate(call.createdAt),
    date_updated: apiDate(call.updatedAt),
    direction: call.direction,
    duration: call.endedAt ? String(secondsOf(call)) : null,
    end_time: apiDate(call.endedAt),
    forwarded_from: null,
    from: call.from,
    from_formatted: call.from,
    group_sid: null,
    parent_call_sid: call.parentSid ?? null,
    phone_number_sid: phoneNumberSid,
    price: call.price ?? null,
    price_unit: 'USD',
    queue_time: '0',
    sid: call.sid,
    start_time: apiDate(call.answeredAt),
    status: call.status,
    subresource_uris: Object.fromEntries(links),
    to: call.to,
    to_formatted: call.to,
    trunk_sid: null,
    uri: `${uri}.json`,
  };
}

/** A recording that goes on, with the lines of the transcript at which it was paused and resumed. */
export interface RecordingUnderWay {
  readonly recording: TwilioRecording;
  readonly turns: { readonly isOn: boolean; readonly line: number }[];
}

/** The Recording resource as the API shows it. */
export function recordingJson(recording: TwilioRecording, accountSid: string): Record<string, unknown> {
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    call_sid: recording.callSid,
    channels: recording.channels,
    conference_sid: null,
    date_created: apiDate(recording.startedAt),
    date_updated: apiDate(recording.startedAt),
    duration: null,
    encryption_details: null,
    error_code: null,
    price: null,
    price_unit: 'USD',
    sid: recording.sid,
    source: 'StartCallRecordingAPI',
    start_time: apiDate(recording.startedAt),
    status: recording.status,
    track: recording.track,
    uri: `/2010-04-01/Accounts/${accountSid}/Calls/${recording.callSid}/Recordings/${recording.sid}.json`,
  };
}
