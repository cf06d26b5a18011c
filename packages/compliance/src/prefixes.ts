import nanpTable from './data/nanp-area-codes.json' with { type: 'json' };
import prefixTable from './data/tz-prefixes.json' with { type: 'json' };
import overrideTable from './data/zone-overrides.json' with { type: 'json' };

/** Tables from the leading digits of an E.164 number (no plus) to places. Expanded at first use. */

export interface AreaCode {
  readonly region: string;
  readonly states: readonly string[];
  readonly zones: readonly string[];
  readonly type?: string;
}

interface AreaCodeRow {
  readonly r: string;
  readonly s?: string;
  readonly z?: readonly string[];
  readonly type?: string;
}

/** The three digits after +1. */
export const areaCodes: ReadonlyMap<string, AreaCode> = new Map(
  Object.entries(nanpTable.npas as Record<string, AreaCodeRow>).map(([code, row]) => [
    code,
    {
      region: row.r,
      states: row.s === undefined || row.s === '' ? [] : row.s.split('|'),
      zones: row.z ?? [],
      ...(row.type === undefined ? {} : { type: row.type }),
    },
  ]),
);

/** Zones by leading digits. */
interface PrefixTable {
  readonly zones: ReadonlyMap<string, readonly string[]>;
  /** Digits of the longest prefix that begins with this digit. */
  readonly longest: ReadonlyMap<string, number>;
}

function tableOf(zones: ReadonlyMap<string, readonly string[]>): PrefixTable {
  const longest = new Map<string, number>();
  for (const prefix of zones.keys())
    longest.set(prefix.charAt(0), Math.max(prefix.length, longest.get(prefix.charAt(0)) ?? 0));
  return { zones, longest };
}

const overrides = tableOf(new Map<string, readonly string[]>(Object.entries(overrideTable.overrides)));

let upstream: PrefixTable | undefined;

function expandUpstream(): PrefixTable {
  const expanded = new Map<string, readonly string[]>();
  for (const [indexes, prefixes] of Object.entries(prefixTable.groups)) {
    const zones = indexes.split(',').map(index => prefixTable.zones[Number(index)] ?? '');
    for (const prefix of prefixes.split(' ')) expanded.set(prefix, zones);
  }
  return tableOf(expanded);
}

function longestPrefix({ zones, longest }: PrefixTable, digits: string): readonly string[] | undefined {
  for (let length = Math.min(digits.length, longest.get(digits.charAt(0)) ?? 0); length > 0; length -= 1) {
    const found = zones.get(digits.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
}

export type ZoneSource = 'override' | 'area_code' | 'prefix';

/** Every zone the number may be in, and which table says so. Empty when none does. */
export function zonesOfDigits(digits: string): { readonly zones: readonly string[]; readonly because: ZoneSource } {
  const corrected = longestPrefix(overrides, digits);
  if (corrected !== undefined) return { zones: corrected, because: 'override' };
  if (digits.startsWith('1')) {
    const zones = areaCodes.get(digits.slice(1, 4))?.zones ?? [];
    if (zones.length > 0) return { zones, because: 'area_code' };
  }
  return { zones: upstreamZonesOfDigits(digits), because: 'prefix' };
}

/** What libphonenumber's map says, without our corrections. Kept apart so that a test can compare the two. */
export function upstreamZonesOfDigits(digits: string): readonly string[] {
  upstream ??= expandUpstream();
  return longestPrefix(upstream, digits) ?? [];
}
