import type { CallProgress, CallReport } from '@buttdial/core';
import type { CallEvent } from './state.ts';

const ends: readonly CallProgress[] = ['completed', 'busy', 'no-answer', 'failed', 'canceled'];

/**
 * Turns a carrier's reports into what happened. They come in any order and more than once: where the carrier numbers
 * them, an older one is nothing new, but an end is an end whenever it comes.
 */
export function createReports(direction: 'inbound' | 'outbound'): (report: CallReport) => readonly CallEvent[] {
  let latest = -1;
  let hasEnded = false;

  return report => {
    const isEnd = ends.includes(report.progress);
    const isLate = report.sequence !== undefined && report.sequence <= latest;
    if (hasEnded || (isLate && !isEnd)) return answeredBy(report);
    latest = Math.max(latest, report.sequence ?? latest);
    hasEnded = isEnd;
    const event = eventOf(report, direction);
    return [...(event ? [event] : []), ...answeredBy(report)];
  };
}

function answeredBy(report: CallReport): readonly CallEvent[] {
  if (report.answeredBy === 'human') return [{ kind: 'answered-by', who: 'human' }];
  return report.answeredBy === 'machine' || report.answeredBy === 'fax'
    ? [{ kind: 'answered-by', who: 'machine' }]
    : [];
}

function eventOf(report: CallReport, direction: 'inbound' | 'outbound'): CallEvent | undefined {
  const code = report.end?.vendorCode === undefined ? {} : { code: report.end.vendorCode };
  switch (report.progress) {
    case 'queued':
    case 'initiated':
      return undefined;
    case 'ringing':
      return { kind: 'ringing' };
    // Our own side of an inbound call is answered by us: only its line tells that it is there.
    case 'in-progress':
      return direction === 'outbound' ? { kind: 'answered' } : undefined;
    case 'completed':
      return { kind: 'leg-ended', by: endedBy(report.end?.by, direction) };
    case 'busy':
      return { kind: 'busy' };
    case 'no-answer':
      return { kind: 'not-answered' };
    case 'canceled':
      return direction === 'outbound' ? { kind: 'cancel' } : { kind: 'not-answered' };
    case 'failed':
      return { kind: 'carrier-failed', ...code };
  }
}

function endedBy(by: string | undefined, direction: 'inbound' | 'outbound'): 'other-party' | 'us' | 'carrier' {
  if (by === 'us') return 'us';
  if (by === 'carrier') return 'carrier';
  const ourEnd = direction === 'inbound' ? 'callee' : 'caller';
  return by === ourEnd ? 'us' : 'other-party';
}
