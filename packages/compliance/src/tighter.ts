import { consentLevels } from './action.ts';
import { readSpans } from './hours.ts';
import type {
  CapRule,
  ConsentNeed,
  ConsentRule,
  ContentRule,
  HoursRule,
  ListRule,
  Rule,
  Window,
  Windows,
} from './rule.ts';

/* Whether a changed field refuses at least what it refused before. */

type DayKind = 'monFri' | 'sat' | 'sun';
type DayState = 'plain' | 'holiday' | 'preHoliday';

function rowOf(windows: Windows, day: DayKind, state: DayState): readonly Window[] {
  if (state === 'holiday' && windows.holiday !== undefined) return windows.holiday;
  if (state === 'preHoliday' && day !== 'sun' && windows.preHoliday !== undefined) return windows.preHoliday;
  return windows[day];
}

/** Every minute that is open inside `outer` too. Adjacent windows of `outer` count as one. */
function isInside(inner: readonly Window[], outer: readonly Window[]): boolean {
  const joined: [number, number][] = [];
  for (const [start, end] of readSpans(outer) ?? []) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return (readSpans(inner) ?? []).every(([start, end]) => joined.some(([from, to]) => start >= from && end <= to));
}

function windowsTighter(before: Windows, after: Windows): boolean {
  const days: readonly DayKind[] = ['monFri', 'sat', 'sun'];
  const states: readonly DayState[] = ['plain', 'holiday', 'preHoliday'];
  return days.every(day => states.every(state => isInside(rowOf(after, day, state), rowOf(before, day, state))));
}

/** Which needs are at least as hard to meet: for each need, itself and the ones that imply it. */
const harder: Readonly<Record<ConsentNeed, readonly ConsentNeed[]>> = {
  express_written: [],
  express: ['express_written'],
  express_written_or_soft_optin: ['express_written'],
  express_or_soft_optin: ['express', 'express_written', 'express_written_or_soft_optin'],
  express_or_inferred: ['express', 'express_written'],
  express_or_casl_implied: ['express', 'express_written'],
};

const smallerOrEqual = (before: number | undefined, after: number | undefined) => (after ?? 0) <= (before ?? 0);

function liftsTighter(before: ListRule, after: ListRule): boolean {
  const levels: readonly string[] = consentLevels;
  const weakest = Math.min(...before.lifts.map(lift => levels.indexOf(lift)).filter(rank => rank > 0));
  return after.lifts.every(
    lift =>
      before.lifts.includes(lift) ||
      levels.indexOf(lift) >= weakest ||
      (lift === 'express<=12mo' && levels.indexOf('express') >= weakest),
  );
}

const fieldTighter: Readonly<Record<string, (before: Rule, after: Rule) => boolean>> = {
  windows: (before, after) => windowsTighter((before as HoursRule).windows, (after as HoursRule).windows),
  liftedBy: (_before, after) => (after as HoursRule).liftedBy === undefined,
  max: (before, after) => smallerOrEqual((before as CapRule).max, (after as CapRule).max),
  windowHours: (before, after) => smallerOrEqual((after as CapRule).windowHours, (before as CapRule).windowHours),
  exceptEbrMonths: (before, after) =>
    smallerOrEqual((before as CapRule).exceptEbrMonths, (after as CapRule).exceptEbrMonths),
  needs: (before, after) => harder[(before as ConsentRule).needs].includes((after as ConsentRule).needs),
  exceptActiveContract: (_before, after) => (after as ConsentRule).exceptActiveContract !== true,
  maxAgeDays: (before, after) => smallerOrEqual((before as ListRule).maxAgeDays, (after as ListRule).maxAgeDays),
  lifts: (before, after) => liftsTighter(before as ListRule, after as ListRule),
  flags: (before, after) => (before as ContentRule).flags.every(flag => (after as ContentRule).flags.includes(flag)),
};

/** Whether `after` is at least as strict as `before` in this field. Equal values count; unknown fields do not. */
export function isTighter(before: Rule, after: Rule, field: string): boolean {
  const value = (rule: Rule) => JSON.stringify((rule as unknown as Readonly<Record<string, unknown>>)[field]);
  return value(before) === value(after) || fieldTighter[field]?.(before, after) === true;
}
