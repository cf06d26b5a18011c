import type { LimitReached, Limits, LimitType, LimitUse } from '@buttdial/core';
import type { Meter } from './meters.ts';
import { dayOf, dayStart, hourMs, minuteMs, monthOf, monthStart, nextDay, nextMonth } from './time.ts';

/** The time of the n-th admission of a meter; undefined when it was purged, which is when it was long ago. */
export type AdmissionTime = (sequence: number) => number | undefined;

/** What a meter has counted. */
export type Used = Pick<Meter, 'sequence' | 'day' | 'dayMicros' | 'month' | 'monthMicros'>;

type Cap = keyof Limits;

/** A cap on actions: `after` is the moment before its window, `resets` when an admission leaves the window. */
interface Window {
  readonly cap: Cap;
  readonly type: LimitType;
  readonly after: (at: number) => number;
  readonly resets: (oldest: number, at: number) => number;
}

interface Budget {
  readonly cap: Cap;
  readonly type: LimitType;
  readonly spent: (meter: Used, at: number) => number;
  readonly resets: (at: number) => number;
}

interface Caps {
  readonly windows: readonly Window[];
  readonly budgets: readonly [day: Budget, month: Budget];
}

// Made once: a send looks at twelve caps.
function createCaps(names: readonly [LimitType, LimitType, LimitType, LimitType, LimitType, LimitType]): Caps {
  const [minute, hour, day, month, spendDay, spendMonth] = names;
  const tomorrow = (_oldest: number, at: number) => nextDay(at);
  const monthAfter = (_oldest: number, at: number) => nextMonth(at);
  return {
    windows: [
      { cap: 'maxActionsPerMinute', type: minute, after: at => at - minuteMs, resets: oldest => oldest + minuteMs },
      { cap: 'maxActionsPerHour', type: hour, after: at => at - hourMs, resets: oldest => oldest + hourMs },
      { cap: 'maxActionsPerDay', type: day, after: at => dayStart(at) - 1, resets: tomorrow },
      { cap: 'maxActionsPerMonth', type: month, after: at => monthStart(at) - 1, resets: monthAfter },
    ],
    budgets: [
      { cap: 'maxSpendMicrosPerDay', type: spendDay, spent: spentToday, resets: nextDay },
      { cap: 'maxSpendMicrosPerMonth', type: spendMonth, spent: spentThisMonth, resets: nextMonth },
    ],
  };
}

const ofAgents = createCaps(['per-minute', 'per-hour', 'per-day', 'per-month', 'daily-spend', 'monthly-spend']);
const ofOrganizations = createCaps([
  'org-per-minute',
  'org-per-hour',
  'org-per-day',
  'org-per-month',
  'org_spend_day',
  'org_spend_month',
]);
const capsOf = (meter: Meter): Caps => (meter.agentId === '' ? ofOrganizations : ofAgents);

/**
 * The first cap that one more action of `micros` at `at` would pass. A cap of N actions is reached exactly when the
 * N-th latest admission still lies in the window, so each cap costs one look, whatever the history.
 */
export function reachedLimit(
  meter: Meter,
  admissionTime: AdmissionTime,
  { at, micros }: { readonly at: number; readonly micros: number },
): LimitReached | undefined {
  const { windows, budgets } = capsOf(meter);
  for (const { cap, type, after, resets } of windows) {
    const max = meter[cap];
    if (max === null || max === undefined || meter.sequence < max) continue;
    const oldest = max > 0 ? admissionTime(meter.sequence - max + 1) : at;
    if (oldest === undefined || oldest <= after(at)) continue;
    return { type, current: max, max, resetsAt: new Date(resets(oldest, at)) };
  }
  for (const { cap, type, spent, resets } of budgets) {
    const max = meter[cap];
    if (max === null || max === undefined) continue;
    const current = spent(meter, at) + micros;
    if (current > max) return { type, current, max, resetsAt: new Date(resets(at)) };
  }
  return undefined;
}

/** What a meter has used at `at`, found by halving: a handful of looks, whatever the history. */
export function limitUse(meter: Used, admissionTime: AdmissionTime, at: number): LimitUse {
  const since = (after: number) => {
    let low = 0;
    let high = meter.sequence;
    // Invariant: admission `low` is at or before `after` (0 stands for "before all"), everything beyond `high` is later.
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const time = admissionTime(middle);
      if (time === undefined || time <= after) low = middle;
      else high = middle - 1;
    }
    return meter.sequence - low;
  };
  return {
    actionsLastMinute: since(at - minuteMs),
    actionsLastHour: since(at - hourMs),
    actionsToday: since(dayStart(at) - 1),
    actionsThisMonth: since(monthStart(at) - 1),
    spendTodayMicros: spentToday(meter, at),
    spendThisMonthMicros: spentThisMonth(meter, at),
  };
}

/** The budgets of which four fifths are used now and were not yet when it was last told. Call it after counting. */
export function nearingBudgets(
  meter: Meter,
  at: number,
): { readonly day?: LimitReached; readonly month?: LimitReached } {
  const { maxSpendMicrosPerDay, maxSpendMicrosPerMonth, dayMicros, monthMicros } = meter;
  const day = isNearing(dayMicros, maxSpendMicrosPerDay) && meter.warnedDay !== meter.day;
  const month = isNearing(monthMicros, maxSpendMicrosPerMonth) && meter.warnedMonth !== meter.month;
  if (!day && !month) return none;
  const [ofDay, ofMonth] = capsOf(meter).budgets;
  const told = ({ cap, type, resets }: Budget, current: number): LimitReached => ({
    type,
    current,
    max: meter[cap] ?? 0,
    resetsAt: new Date(resets(at)),
  });
  return { ...(day && { day: told(ofDay, dayMicros) }), ...(month && { month: told(ofMonth, monthMicros) }) };
}

const none = {};

function isNearing(used: number, max: number | null | undefined): boolean {
  return max !== null && max !== undefined && max > 0 && used * 5 >= max * 4;
}

export function spentToday(meter: Used, at: number): number {
  return meter.day === dayOf(at) ? meter.dayMicros : 0;
}

export function spentThisMonth(meter: Used, at: number): number {
  return meter.month === monthOf(at) ? meter.monthMicros : 0;
}
