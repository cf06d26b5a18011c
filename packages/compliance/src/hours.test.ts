import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localTime, steadyUntil } from './clock.ts';
import { allOpen, compileHours, nextOpening } from './hours.ts';
import { channels, type HoursRule } from './index.ts';

const numRuns = process.env.TEST_FULL ? 10_000 : 1_000;
const check = <Values>(arbitrary: fc.Arbitrary<Values>, predicate: (values: Values) => void) =>
  fc.assert(fc.property(arbitrary, predicate), { numRuns });

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 1, max: 24 }))
  .map(([a, b]) => [Math.min(a, b - 1), Math.max(a + 1, b)] as const);
const wall = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
const windows = fc
  .array(clock, { maxLength: 2 })
  .map(spans => spans.map(([from, to]) => [wall(from), wall(to)] as const));
const head = { channels: [...channels], purposes: ['*' as const], citation: 'test', confidence: 'policy' as const };
const hoursRule = fc
  .record({ monFri: windows, sat: windows, sun: windows })
  .map((value): HoursRule => ({ ...head, id: 'T-HOURS', kind: 'hours', jurisdiction: '*', windows: value }));
describe(`openings, ${numRuns} runs each`, () => {
  test('11. openings around clock changes', () => {
    const zones = [
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Africa/Casablanca',
      'America/Vancouver',
    ];
    const near = fc.constantFrom(
      '2026-10-25T00:00:00Z',
      '2026-11-01T05:00:00Z',
      '2027-03-14T06:00:00Z',
      '2027-03-28T00:00:00Z',
      '2027-04-03T12:00:00Z',
      '2027-02-07T01:00:00Z',
    );
    const offset = fc.integer({ min: -36 * 60, max: 36 * 60 });
    check(
      fc.tuple(hoursRule, fc.subarray(zones, { minLength: 1, maxLength: 3 }), near, offset),
      ([extra, chosen, change, minutes]) => {
        const rules = [compileHours(extra)];
        const after = Date.parse(change) + minutes * 60_000;
        const found = nextOpening(rules, chosen, after);
        const slow = slowOpening(extra, chosen, after);
        expect(found === undefined || found > after + 3 * 86_400_000 ? undefined : found).toBe(slow);
      },
    );
  });
  test('11. a repeated hour is open twice, a skipped hour opens the day after', () => {
    const between = (from: string, to: string) =>
      compileHours({
        ...head,
        id: 'T',
        kind: 'hours',
        jurisdiction: '*',
        windows: { monFri: [[from, to]], sat: [[from, to]], sun: [[from, to]] },
      });
    const newYork = ['America/New_York'];
    for (const copy of ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z'])
      expect(allOpen([between('01:00', '02:00')], newYork, Date.parse(copy))).toBe(true);
    const opening = nextOpening([between('02:00', '03:00')], newYork, Date.parse('2027-03-14T06:30:00Z'));
    expect(new Date(opening ?? 0).toISOString()).toBe('2027-03-15T06:00:00.000Z');
    expect(steadyUntil('America/New_York', Date.parse('2027-03-14T06:30:00Z'))).toBe(
      Date.parse('2027-03-14T07:00:00Z'),
    );
  });
});

/** Minute by minute, from the rule itself: the oracle of the jumping search. Three days, undefined beyond. */
function slowOpening(extra: HoursRule, zones: readonly string[], after: number): number | undefined {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
  const open = (zone: string, ms: number) => {
    const local = localTime(zone, ms);
    const row =
      local.weekday === 0 ? extra.windows.sun : local.weekday === 6 ? extra.windows.sat : extra.windows.monFri;
    return row.some(([from, to]) => local.minute >= minutes(from) && local.minute < minutes(to));
  };
  for (let at = (Math.floor(after / 60_000) + 1) * 60_000; at <= after + 3 * 86_400_000; at += 60_000) {
    if (zones.every(zone => open(zone, at))) return at;
  }
  return undefined;
}
