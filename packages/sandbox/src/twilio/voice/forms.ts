import { apiDate } from '../records.ts';
import { secondsOf, type TwilioCall } from './records.ts';

/** The fields of every request of Twilio about a call. `status` is the word of the moment, where the record has another. */
export function callForm(call: TwilioCall, status: string = call.status): Record<string, string> {
  return {
    ApiVersion: '2010-04-01',
    AccountSid: call.accountSid,
    CallSid: call.sid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: status,
    Direction: call.direction,
    ...(call.parentSid === undefined ? {} : { ParentCallSid: call.parentSid }),
    ...(call.answeredBy === undefined ? {} : { AnsweredBy: call.answeredBy }),
  };
}

/** A report of progress. `Duration` counts minutes, `CallDuration` seconds. */
export function progressForm(
  call: TwilioCall,
  report: { readonly status: string; readonly sequence: number; readonly at: Date },
): Record<string, string> {
  const seconds = secondsOf(call);
  const ends = { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)) };
  return {
    ...callForm(call, report.status),
    CallbackSource: 'call-progress-events',
    Timestamp: apiDate(report.at) ?? '',
    SequenceNumber: String(report.sequence),
    ...(call.endedAt ? ends : {}),
    ...(call.status === 'failed' ? { SipResponseCode: '404' } : {}),
  };
}
