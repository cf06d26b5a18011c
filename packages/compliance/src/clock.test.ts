import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isKnownZone, localTime, offsetAt, steadyUntil, tzdataVersion, writeLocalTime } from './clock.ts';
import prefixTable from './data/tz-prefixes.json' with { type: 'json' };
import overrideTable from './data/zone-overrides.json' with { type: 'json' };
import { areaCodes, upstreamZonesOfDigits, zonesOfDigits } from './prefixes.ts';

const runs = process.env.TEST_FULL ? 10_000 : 1_000;
const at = (text: string) => Date.parse(text);
const hours = (zone: string, text: string) => offsetAt(zone, at(text)) / 3_600_000;

describe('local time', () => {
  test.each([
    ['America/Vancouver', -7],
    ['America/Edmonton', -6],
    ['America/Yellowknife', -6],
    ['America/Winnipeg', -5],
    ['Africa/Casablanca', 0],
    ['America/Havana', -4],
    ['Canada/Pacific', -7],
    ['Canada/Mountain', -6],
    ['Cuba', -4],
    ['America/New_York', -5],
  ])('%s in December 2026 is at %i hours, whatever the runtime believes', (zone, offset) => {
    expect(hours(zone, '2026-12-01T12:00:00Z')).toBe(offset);
  });
  test('says which data it rests on', () => {
    const version = process.versions.tz ?? '';
    expect(tzdataVersion()).toBe(version >= '2026f' ? version : `${version}+2026f-corrections`);
  });
  test('agrees with Intl where no correction is known', () => {
    const patched = Object.keys(overrideTable.offsetPatches);
    const zones = [...new Set([...areaCodes.values()].flatMap(place => place.zones))].filter(
      zone => !patched.includes(zone),
    );
    const instants = fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.constantFrom(...zones), instants, (zone, instant) => {
        const format = new Intl.DateTimeFormat('en-GB', {
          timeZone: zone,
          hour: '2-digit',
          minute: '2-digit',
          weekday: 'short',
        });
        const [weekday, time] = format.format(instant).replace(',', '').split(' ');
        const written = writeLocalTime(zone, instant);
        expect([written.slice(0, 3), written.slice(-5)]).toEqual([weekday, time]);
      }),
      { numRuns: runs },
    );
  });
  test('finds the minute of a clock change', () => {
    const change = at('2026-11-01T06:00:00Z');
    expect(offsetAt('America/New_York', change - 1)).toBe(-4 * 3_600_000);
    expect(offsetAt('America/New_York', change)).toBe(-5 * 3_600_000);
    expect(steadyUntil('America/New_York', change - 60_000)).toBe(change);
  });
  test('both copies of the repeated hour have the same wall clock; the skipped hour has none', () => {
    const first = localTime('America/New_York', at('2026-11-01T05:30:00Z'));
    expect(localTime('America/New_York', at('2026-11-01T06:30:00Z'))).toEqual(first);
    expect(first).toMatchObject({ minute: 90, weekday: 0 });
    expect(localTime('America/New_York', at('2027-03-14T06:59:00Z')).minute).toBe(119);
    expect(localTime('America/New_York', at('2027-03-14T07:00:00Z')).minute).toBe(180);
  });
  test('an unknown zone is known to be unknown', () => {
    expect(isKnownZone('Mars/Phobos')).toBe(false);
    expect(isKnownZone('')).toBe(false);
  });
});

describe('zones of numbers', () => {
  test('every zone of the tables exists in this runtime', () => {
    const all = [
      ...prefixTable.zones,
      ...[...areaCodes.values()].flatMap(place => place.zones),
      ...Object.values(overrideTable.overrides).flat(),
    ];
    expect(all.filter(zone => !isKnownZone(zone))).toEqual([]);
  });

  /** Overrides that are meant to be narrower than upstream: upstream gives these ranges one wrong or every zone. */
  const meantToReplace = new Set(['6188', '61889', '6189', '618', '617', '79']);
  test('no override is narrower than upstream unless it is listed', () => {
    for (const [prefix, zones] of Object.entries(overrideTable.overrides)) {
      if (meantToReplace.has(prefix)) continue;
      const missing = upstreamZonesOfDigits(prefix).filter(zone => !(zones as readonly string[]).includes(zone));
      expect({ prefix, missing }).toEqual({ prefix, missing: [] });
    }
  });
  test.each([
    ['61491570156', 6, 'override'],
    ['61731234567', 2, 'override'],
    ['34612345678', 2, 'override'],
    ['12085550123', 2, 'area_code'],
    ['14075550123', 1, 'area_code'],
    ['442079460123', 1, 'prefix'],
    ['79161234567', 11, 'override'],
    ['18005550123', 42, 'prefix'],
    ['00', 0, 'prefix'],
  ])('%s has %i zones by %s', (digits, count, because) => {
    const found = zonesOfDigits(digits);
    expect([found.zones.length, found.because]).toEqual([count, because]);
  });
});
