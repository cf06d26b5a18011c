import type { Agent, AgentCallRules } from '@buttdial/core';
import type { Answerer } from './abilities.ts';

/** What matters for who answers. */
export interface Moment {
  readonly now: Date;
  /** The agent waits for calls right now. */
  readonly isPresent: boolean;
}

/** Who answers a call to an agent, by its own rules: a brain, or nobody. */
export function answererOf({ profile }: Agent, from: string, { now, isPresent }: Moment): Answerer | 'reject' {
  const rules = profile.calls ?? {};
  if (rules.never?.some(prefix => from.startsWith(prefix))) return 'reject';
  const isOpen = rules.always?.includes(from) === true || isWithin(rules.hours, now);
  if (!isOpen) return 'machine';
  switch (rules.answer ?? 'auto') {
    case 'auto':
      return isPresent ? 'agent' : 'auto';
    case 'machine':
      return 'machine';
    case 'reject':
      return 'reject';
    case 'agent':
      return 'agent';
    case 'llm':
      return 'llm';
  }
}

/** True within the hours, or where there are none. Hours that end before they begin go over midnight. */
function isWithin(hours: AgentCallRules['hours'], now: Date): boolean {
  if (!hours) return true;
  const { weekday, time } = localTime(now, hours.zone);
  const { from, until, days } = hours;
  if (from <= until) return days.includes(weekday) && time >= from && time < until;
  const yesterday = weekday === 1 ? 7 : weekday - 1;
  return (days.includes(weekday) && time >= from) || (days.includes(yesterday) && time < until);
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function localTime(now: Date, zone: string): { readonly weekday: number; readonly time: string } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(now).map(part => [part.type, part.value]));
  return { weekday: weekdays.indexOf(parts.weekday ?? '') + 1, time: `${parts.hour}:${parts.minute}` };
}
