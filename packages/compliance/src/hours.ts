import { type LocalTime, localTime, steadyUntil, writeLocalTime } from './clock.ts';
import holidayTable from './data/holidays.json' with { type: 'json' };
import { dayMs, dayNumber, minuteMs } from './instant.ts';
import type { HoursRule, Window } from './rule.ts';

/** Minutes since midnight, [start, end). */
type Span = readonly [number, number];

/** An hours rule, ready to be asked many times. */
export interface CompiledHours {
  readonly rule: HoursRule;
  readonly spans: {
    readonly monFri: readonly Span[];
    readonly sat: readonly Span[];
    readonly sun: readonly Span[];
    readonly holiday: readonly Span[] | undefined;
    readonly preHoliday: readonly Span[] | undefined;
  };
  readonly holidays: ReadonlySet<number>;
  /** Local days after this one are beyond the holiday list; infinite when the rule does not ask for holidays. */
  readonly holidaysKnownUntil: number;
}

const timeShape = /^([01]\d|2[0-4]):([0-5]\d)$/;

/** Minutes since midnight of `HH:MM`, up to `24:00`, or undefined. */
function readWallTime(text: string): number | undefined {
  const parts = timeShape.exec(text);
  if (parts === null) return undefined;
  const minutes = Number(parts[1]) * 60 + Number(parts[2]);
  return minutes <= 1440 ? minutes : undefined;
}

/** The windows as spans, or undefined when one of them is no window. */
export function readSpans(windows: readonly Window[]): readonly Span[] | undefined {
  const spans: Span[] = [];
  for (const [from, to] of windows) {
    const start = readWallTime(from);
    const end = readWallTime(to);
    if (start === undefined || end === undefined || start >= end) return undefined;
    spans.push([start, end]);
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

const builtInHolidays = holidayTable.holidays as Readonly<Record<string, Readonly<Record<string, string>>>>;
/** Whether there is a built-in holiday list. */
export function hasHolidayList(jurisdiction: string): boolean {
  return Object.hasOwn(builtInHolidays, jurisdiction);
}

const endOfYear = (date: string) => dayNumber(`${date.slice(0, 4)}-12-31`);

/** Prepares an hours rule. Windows that cannot be read are closed. */
export function compileHours(rule: HoursRule): CompiledHours {
  const { windows } = rule;
  const read = (list: readonly Window[]) => readSpans(list) ?? [];
  const dates = rule.holidays ?? Object.keys(builtInHolidays[rule.jurisdiction] ?? {});
  const asks = windows.holiday !== undefined || windows.preHoliday !== undefined;
  const horizon = rule.holidays === undefined ? Math.max(...dates.map(endOfYear), -1) : Number.POSITIVE_INFINITY;
  return {
    rule,
    spans: {
      monFri: read(windows.monFri),
      sat: read(windows.sat),
      sun: read(windows.sun),
      holiday: windows.holiday === undefined ? undefined : read(windows.holiday),
      preHoliday: windows.preHoliday === undefined ? undefined : read(windows.preHoliday),
    },
    holidays: new Set(asks ? dates.map(dayNumber) : []),
    holidaysKnownUntil: asks ? horizon : Number.POSITIVE_INFINITY,
  };
}

function spansOn(hours: CompiledHours, local: LocalTime): readonly Span[] {
  const { spans, holidays } = hours;
  if (spans.holiday !== undefined && holidays.has(local.day)) return spans.holiday;
  if (local.weekday === 0) return spans.sun;
  const beforeHoliday = holidays.has(local.day + 1) && !holidays.has(local.day);
  if (spans.preHoliday !== undefined && beforeHoliday) return spans.preHoliday;
  return local.weekday === 6 ? spans.sat : spans.monFri;
}

function isOpen(hours: CompiledHours, zone: string, at: number): boolean {
  const local = localTime(zone, at);
  return spansOn(hours, local).some(([start, end]) => local.minute >= start && local.minute < end);
}

/** The zones in which the rule is closed at this instant. */
export function closedZones(hours: CompiledHours, zones: readonly string[], at: number): readonly string[] {
  return zones.filter(zone => !isOpen(hours, zone, at));
}

/** Whether every rule is open in every zone at this instant (milliseconds since 1970). */
export function allOpen(rules: readonly CompiledHours[], zones: readonly string[], at: number): boolean {
  return rules.every(hours => zones.every(zone => isOpen(hours, zone, at)));
}

/** The rule stays closed in this zone until the answer, or answers `at` itself when it is open. */
function closedUntil(hours: CompiledHours, zone: string, at: number): number {
  const local = localTime(zone, at);
  const spans = spansOn(hours, local);
  let next = 1440;
  for (const [start, end] of spans) {
    if (local.minute >= start && local.minute < end) return at;
    if (start > local.minute && start < next) next = start;
  }
  // A clock change in between would move the opening: never jump past one.
  return Math.min(at + (next - local.minute) * minuteMs, steadyUntil(zone, at));
}

/** No window in law is further away than a chain of holidays; a year without an opening is a rule that never opens. */
const searchDays = 400;

/**
 * The first whole minute after `after` at which every rule is open in every zone, or undefined when there is none in
 * 400 days. Milliseconds since 1970.
 */
export function nextOpening(
  rules: readonly CompiledHours[],
  zones: readonly string[],
  after: number,
): number | undefined {
  let at = (Math.floor(after / minuteMs) + 1) * minuteMs;
  const last = at + searchDays * dayMs;
  while (at <= last) {
    let latest = at;
    for (const hours of rules) for (const zone of zones) latest = Math.max(latest, closedUntil(hours, zone, at));
    if (latest === at) return at;
    at = latest;
  }
  return undefined;
}

/** `08:00-21:00`, or `closed`, for the local day of this instant. */
export function describeWindows(hours: CompiledHours, zone: string, at: number): string {
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const spans = spansOn(hours, localTime(zone, at));
  return spans.length === 0 ? 'closed' : spans.map(([from, to]) => `${clock(from)}-${clock(to)}`).join(' and ');
}

/** Whether the local date in any zone lies beyond the holidays the rule knows. */
export function holidaysUnknown(hours: CompiledHours, zones: readonly string[], at: number): boolean {
  return zones.some(zone => localTime(zone, at).day > hours.holidaysKnownUntil);
}

/** The local time of each zone, for people. */
export function describeZones(zones: readonly string[], at: number): string {
  return zones.map(zone => `${zone} ${writeLocalTime(zone, at)}`).join(', ');
}
