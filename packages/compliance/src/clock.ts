import overrides from './data/zone-overrides.json' with { type: 'json' };
import { dayMs, minuteMs, readInstant } from './instant.ts';

/*
 * Local time per zone. The runtime's own data (Intl) is stale in every common runtime: tzdata 2026b to 2026f took
 * British Columbia, Alberta, Manitoba, Morocco and Cuba off the autumn clock change. Where the runtime is older than
 * 2026f, the published corrections win over Intl.
 */

const requiredTzdata = overrides._meta.minTzdata;

interface Patch {
  readonly from: number;
  readonly to: number;
  readonly offsetMs: number;
}

/** A UTC day with one offset, or with one change in it. */
type Day = number | { readonly at: number; readonly before: number; readonly after: number };

interface Zone {
  readonly format: Intl.DateTimeFormat;
  readonly patches: readonly Patch[];
  readonly days: Map<number, Day>;
}

/** Old and alternative names of the zones that have corrections. */
const aliases: Readonly<Record<string, string>> = {
  'Canada/Pacific': 'America/Vancouver',
  'Canada/Mountain': 'America/Edmonton',
  'Canada/Central': 'America/Winnipeg',
  'America/Rainy_River': 'America/Winnipeg',
  Cuba: 'America/Havana',
  'Europe/Tiraspol': 'Europe/Chisinau',
};

const patchTable = new Map<string, readonly Patch[]>(
  Object.entries(overrides.offsetPatches).map(([zone, patches]) => [
    zone,
    patches.map(patch => ({
      from: readInstant(patch.from) ?? 0,
      to: patch.to === null ? Number.POSITIVE_INFINITY : (readInstant(patch.to) ?? 0),
      offsetMs: patch.offsetMinutes * minuteMs,
    })),
  ]),
);

function createFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

function offsetByIntl(format: Intl.DateTimeFormat, at: number): number {
  const local = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const part of format.formatToParts(at)) {
    if (part.type in local) local[part.type as keyof typeof local] = Number(part.value);
  }
  const wall = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
  return Math.round((wall - at) / minuteMs) * minuteMs;
}

function runtimeTzdata(): string | undefined {
  const runtime: unknown = Reflect.get(globalThis, 'process');
  if (typeof runtime !== 'object' || runtime === null) return undefined;
  const versions: unknown = Reflect.get(runtime, 'versions');
  const tz: unknown = typeof versions === 'object' && versions !== null ? Reflect.get(versions, 'tz') : undefined;
  return typeof tz === 'string' && /^\d{4}[a-z]$/.test(tz) ? tz : undefined;
}

/** Without a version (browsers, workers) the runtime is asked about the corrected winters. */
function runtimeAgrees(): boolean {
  for (const [zone, patches] of patchTable) {
    for (const patch of patches) {
      try {
        if (offsetByIntl(createFormat(zone), patch.from + minuteMs) !== patch.offsetMs) return false;
      } catch {
        return false;
      }
    }
  }
  return true;
}

function decideTzdata(): { readonly label: string; readonly patched: boolean } {
  const version = runtimeTzdata();
  if (version !== undefined && version >= requiredTzdata) return { label: version, patched: false };
  if (version !== undefined) return { label: `${version}+${requiredTzdata}-corrections`, patched: true };
  if (runtimeAgrees()) return { label: `agrees with ${requiredTzdata}`, patched: false };
  return { label: `unknown+${requiredTzdata}-corrections`, patched: true };
}

let decided: ReturnType<typeof decideTzdata> | undefined;

/** Which time zone data a decision rests on, for example `2026c+2026f-corrections`. */
export function tzdataVersion(): string {
  decided ??= decideTzdata();
  return decided.label;
}

const zones = new Map<string, Zone | null>();
const maximumZones = 1000;
/** Bounds memory when a caller replays years of decisions; an ordinary server stays far below. */
const maximumDays = 2000;

function patchesOf(name: string, canonical: string): readonly Patch[] {
  decided ??= decideTzdata();
  if (!decided.patched) return [];
  return patchTable.get(name) ?? patchTable.get(canonical) ?? patchTable.get(aliases[name] ?? '') ?? [];
}

function openZone(name: string): Zone | null {
  try {
    const format = createFormat(name);
    return { format, patches: patchesOf(name, format.resolvedOptions().timeZone), days: new Map() };
  } catch {
    // Intl throws RangeError for names it does not know: the zone is unknown, and unknown never allows.
    return null;
  }
}

function zoneOf(name: string): Zone | null {
  const known = zones.get(name);
  if (known !== undefined) return known;
  if (zones.size >= maximumZones) zones.clear();
  const zone = openZone(name);
  zones.set(name, zone);
  return zone;
}

/** Keeps nonsense out of the table of known names. */
const longestZoneName = 64;

/** Whether the runtime has this IANA zone. */
export function isKnownZone(name: string): boolean {
  return name.length <= longestZoneName && zoneOf(name) !== null;
}

function freshOffset(zone: Zone, at: number): number {
  for (const patch of zone.patches) if (at >= patch.from && at < patch.to) return patch.offsetMs;
  return offsetByIntl(zone.format, at);
}

function measureDay(zone: Zone, day: number): Day {
  let low = day * dayMs;
  let high = low + dayMs;
  const before = freshOffset(zone, low);
  const after = freshOffset(zone, high - minuteMs);
  if (before === after) return before;
  while (high - low > minuteMs) {
    const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
    if (freshOffset(zone, middle) === before) low = middle;
    else high = middle;
  }
  return { at: high, before, after };
}

function dayOf(zone: Zone, day: number): Day {
  const known = zone.days.get(day);
  if (known !== undefined) return known;
  if (zone.days.size >= maximumDays) zone.days.clear();
  const measured = measureDay(zone, day);
  zone.days.set(day, measured);
  return measured;
}

/** Milliseconds that local time is ahead of UTC. The zone must be known. */
export function offsetAt(name: string, at: number): number {
  const zone = zoneOf(name);
  if (zone === null) return Number.NaN;
  const day = dayOf(zone, Math.floor(at / dayMs));
  if (typeof day === 'number') return day;
  return at < day.at ? day.before : day.after;
}

/** The next instant after `at` at which the offset may differ: the clock change of this UTC day, or the day's end. */
export function steadyUntil(name: string, at: number): number {
  const number = Math.floor(at / dayMs);
  const zone = zoneOf(name);
  const day = zone === null ? 0 : dayOf(zone, number);
  return typeof day !== 'number' && at < day.at ? day.at : (number + 1) * dayMs;
}

export interface LocalTime {
  /** Days since 1970-01-01 of the local calendar date. */
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since local midnight. */
  readonly minute: number;
}

/** The wall clock in a known zone. */
export function localTime(zone: string, at: number): LocalTime {
  const wall = at + offsetAt(zone, at);
  const day = Math.floor(wall / dayMs);
  return { day, weekday: (((day + 4) % 7) + 7) % 7, minute: Math.floor((wall - day * dayMs) / minuteMs) };
}

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Wed 2026-10-14 07:59` */
export function writeLocalTime(zone: string, at: number): string {
  const wall = new Date(at + offsetAt(zone, at)).toISOString();
  return `${weekdayNames[localTime(zone, at).weekday]} ${wall.slice(0, 10)} ${wall.slice(11, 16)}`;
}
