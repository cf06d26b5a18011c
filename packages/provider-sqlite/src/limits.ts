import type { LimitReached, LimitType, LimitUse } from '@buttdial/core';
import type { Meter } from './meters.ts';
import { dayOf, dayStart, hourMs, minuteMs, monthOf, monthStart, nextDay, nextMonth } from './time.ts';

/** The time of the n-th admission of a meter; undefined when it was purged, which is when it was long ago. */
export type AdmissionTime = (sequence: number) => number | undefined;

/** What a meter has counted. */
export type Used = Pick<Meter, 'sequence' | 'day' | 'dayMicros' | 'month' | 'monthMicros'>;

interface Names {
  readonly minute: LimitType;
  readonly hour: LimitType;
  readonly day: LimitType;
  readonly month: LimitType;
  readonly spendDay: LimitType;
  readonly spendMonth: LimitType;
}
const agentNames: Names = {
  minute: 'per-minute',
  hour: 'per-hour',
  day: 'per-day',
  month: 'per-month',
  spendDay: 'daily-spend',
  spendMonth: 'monthly-spend',
};
const organizationNames: Names = {
  minute: 'org-per-minute',
  hour: 'org-per-hour',
  day: 'org-per-day',
  month: 'org-per-month',
  spendDay: 'org_spend_day',
  spendMonth: 'org_spend_month',
};

/**
 * The first cap that one more action of `micros` at `at` would pass. A cap of N actions is reached exactly when the
 * N-th latest admission still lies in the window, so each cap costs one look, whatever the history.
 */
export function reachedLimit(
  meter: Meter,
  admissionTime: AdmissionTime,
  asked: { readonly at: number; readonly micros: number },
): LimitReached | undefined {
  const names = meter.agentId === '' ? organizationNames : agentNames;
  const { at, micros } = asked;
  const count = (
    type: LimitType,
    max: number | null | undefined,
    window: { readonly after: number; readonly resets: (oldest: number) => number },
  ) => {
    if (max === null || max === undefined || meter.sequence < max) return undefined;
    const oldest = max > 0 ? admissionTime(meter.sequence - max + 1) : at;
    if (oldest === undefined || oldest <= window.after) return undefined;
    return { type, current: max, max, resetsAt: new Date(window.resets(oldest)) };
  };
  const spend = (
    type: LimitType,
    max: number | null | undefined,
    sum: { readonly used: number; readonly resets: number },
  ) =>
    max === null || max === undefined || sum.used + micros <= max
      ? undefined
      : { type, current: sum.used + micros, max, resetsAt: new Date(sum.resets) };
  return (
    count(names.minute, meter.maxActionsPerMinute, { after: at - minuteMs, resets: oldest => oldest + minuteMs }) ??
    count(names.hour, meter.maxActionsPerHour, { after: at - hourMs, resets: oldest => oldest + hourMs }) ??
    count(names.day, meter.maxActionsPerDay, { after: dayStart(at) - 1, resets: () => nextDay(at) }) ??
    count(names.month, meter.maxActionsPerMonth, { after: monthStart(at) - 1, resets: () => nextMonth(at) }) ??
    spend(names.spendDay, meter.maxSpendMicrosPerDay, { used: spentToday(meter, at), resets: nextDay(at) }) ??
    spend(names.spendMonth, meter.maxSpendMicrosPerMonth, { used: spentThisMonth(meter, at), resets: nextMonth(at) })
  );
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
  const names = meter.agentId === '' ? organizationNames : agentNames;
  const { maxSpendMicrosPerDay, maxSpendMicrosPerMonth, dayMicros, monthMicros } = meter;
  const day = isNearing(dayMicros, maxSpendMicrosPerDay) && meter.warnedDay !== meter.day;
  const month = isNearing(monthMicros, maxSpendMicrosPerMonth) && meter.warnedMonth !== meter.month;
  if (!day && !month) return none;
  const budget = (type: LimitType, current: number, end: { readonly max: number; readonly resets: number }) => ({
    type,
    current,
    max: end.max,
    resetsAt: new Date(end.resets),
  });
  return {
    ...(day && { day: budget(names.spendDay, dayMicros, { max: maxSpendMicrosPerDay ?? 0, resets: nextDay(at) }) }),
    ...(month && {
      month: budget(names.spendMonth, monthMicros, { max: maxSpendMicrosPerMonth ?? 0, resets: nextMonth(at) }),
    }),
  };
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
