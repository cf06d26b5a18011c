import { type Limits, type LimitType, systemRuntime } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import {
  addAgent,
  admitted,
  asking,
  claimed,
  day,
  hour,
  inParallel,
  later,
  makeHome,
  minute,
  noon,
  tally,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

interface Window {
  readonly cap: keyof Limits;
  readonly agent: LimitType;
  readonly organization: LimitType;
  /** The first admission, the last moment at which it still counts, and the moment it no longer does. */
  readonly first: Date;
  readonly stillAt: Date;
  readonly freeAt: Date;
}

const midnight = new Date('2026-03-16T00:00:00.000Z');
const april = new Date('2026-04-01T00:00:00.000Z');

const windows: readonly Window[] = [
  {
    cap: 'maxActionsPerMinute',
    agent: 'per-minute',
    organization: 'org-per-minute',
    first: noon,
    stillAt: later(minute - 1),
    freeAt: later(minute),
  },
  {
    cap: 'maxActionsPerHour',
    agent: 'per-hour',
    organization: 'org-per-hour',
    first: noon,
    stillAt: later(hour - 1),
    freeAt: later(hour),
  },
  {
    cap: 'maxActionsPerDay',
    agent: 'per-day',
    organization: 'org-per-day',
    first: new Date('2026-03-15T00:00:00.000Z'),
    stillAt: new Date(midnight.getTime() - 1),
    freeAt: midnight,
  },
  {
    cap: 'maxActionsPerMonth',
    agent: 'per-month',
    organization: 'org-per-month',
    first: new Date('2026-03-01T00:00:00.000Z'),
    stillAt: new Date(april.getTime() - 1),
    freeAt: april,
  },
];

/** Caps on actions: exact to one action and one millisecond. */
export function windowLaws(subject: StoreSubject): void {
  describe('caps on actions', () => {
    test.each(windows)('$agent holds to the last millisecond and no longer', ({ cap, agent, first, stillAt, freeAt }) =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { [cap]: 2 });
        await admitted(store, asking(home, { now: first }));
        await admitted(store, asking(home, { now: first }));
        const limited = await store.admit(asking(home, { now: stillAt }));
        expect(limited).toEqual({ outcome: 'limited', limit: { type: agent, current: 2, max: 2, resetsAt: freeAt } });
        expect((await store.admit(asking(home, { now: freeAt }))).outcome).toBe('admitted');
      }),
    );

    test.each(windows)(
      '$organization counts all agents of the organization',
      ({ cap, organization, first, stillAt, freeAt }) =>
        inHouse(subject, async ({ store }) => {
          const home = await makeHome(store);
          const sister = { ...home, agentId: 'agent-sister' };
          await addAgent(store, sister);
          await store.limits.set(home.organizationId, { [cap]: 2 });
          await admitted(store, asking(home, { now: first }));
          await admitted(store, asking(sister, { now: first }));
          const limited = await store.admit(asking(home, { now: stillAt }));
          expect(limited).toEqual({
            outcome: 'limited',
            limit: { type: organization, current: 2, max: 2, resetsAt: freeAt },
          });
          expect((await store.admit(asking(sister, { now: freeAt }))).outcome).toBe('admitted');
        }),
    );

    test('a cap of nothing lets nothing in', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerHour: 0 });
        expect(await store.admit(asking(home))).toMatchObject({
          outcome: 'limited',
          limit: { type: 'per-hour', current: 0, max: 0 },
        });
      }));

    test('the window rolls: room comes back one by one', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxActionsPerMinute: 3 });
        for (const at of [0, 10_000, 20_000]) await admitted(store, asking(home, { now: later(at) }));
        expect(await store.admit(asking(home, { now: later(59_999) }))).toMatchObject({
          limit: { resetsAt: later(60_000) },
        });
        await admitted(store, asking(home, { now: later(60_000) }));
        expect(await store.admit(asking(home, { now: later(60_001) }))).toMatchObject({
          limit: { resetsAt: later(70_000) },
        });
      }));

    test.each([{ maxActionsPerDay: 1 }, { maxSpendMicrosPerDay: 1_000 }, { maxSpendMicrosPerMonth: 1_000 }])(
      'a clock that is set back opens nothing: %o',
      limits =>
        inHouse(subject, async ({ store }) => {
          const home = await makeHome(store, 'alpha', limits);
          await admitted(store, asking(home));
          for (const back of [2 * day, 40 * day]) {
            expect((await store.admit(asking(home, { now: later(-back) }))).outcome).toBe('limited');
          }
          expect((await store.admit(asking(home))).outcome).toBe('limited');
        }),
    );

    test("a process whose clock is wrong opens no window and takes nobody's message", () =>
      inHouse(
        subject,
        async ({ store, again }) => {
          const world = systemRuntime();
          const now = world.now();
          const home = await makeHome(store, 'alpha', { maxActionsPerMinute: 2 });
          for (let time = 0; time < 2; time += 1) await admitted(store, asking(home, { ...claimed, now }));
          for (const skewMs of [5 * minute, -5 * minute]) {
            const wrong = new Date(now.getTime() + skewMs);
            const other = await again({ clock: 'database', runtime: { ...world, now: () => wrong } });
            expect((await other.admit(asking(home, { now: wrong }))).outcome).toBe('limited');
            expect(await other.claimUnknown({ owner: 'other', now: wrong, leaseMs: minute, limit: 10 })).toEqual([]);
          }
        },
        { clock: 'database' },
      ));

    test('calls to one number in one day', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxCallsPerDaySameNumber: 2 });
        const call = { channel: 'voice' } as const;
        for (const now of [noon, later(1)]) await admitted(store, asking(home, { ...call, now }));
        const limit = { type: 'contact-frequency', current: 2, max: 2, resetsAt: midnight };
        expect(await store.admit(asking(home, call))).toEqual({ outcome: 'limited', limit });
        expect((await store.admit(asking(home))).outcome).toBe('admitted');
        expect((await store.admit(asking(home, { ...call, contactKey: 'contact-2' }))).outcome).toBe('admitted');
        expect((await store.admit(asking(home, { ...call, now: midnight }))).outcome).toBe('admitted');
      }));

    test('use is counted over the same windows', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const times = [
          new Date('2026-03-01T00:00:00.000Z'),
          new Date('2026-03-15T00:00:00.000Z'),
          later(-hour),
          later(-hour + 1),
          later(-minute + 1),
          noon,
        ];
        for (const now of times) await admitted(store, asking(home, { now }));
        const use = {
          actionsLastMinute: 2,
          actionsLastHour: 3,
          actionsToday: 5,
          actionsThisMonth: 6,
          spendTodayMicros: 5_000,
          spendThisMonthMicros: 6_000,
        };
        expect(await store.limits.use(home.organizationId, noon, home.agentId)).toEqual(use);
        expect(await store.limits.use(home.organizationId, noon)).toEqual(use);
        const nextDay = await store.limits.use(home.organizationId, midnight, home.agentId);
        expect(nextDay).toMatchObject({ actionsToday: 0, spendTodayMicros: 0, spendThisMonthMicros: 6_000 });
      }));

    test('a hundred at once against a cap of ten, again and again', () =>
      inHouse(subject, async ({ store }) => {
        for (let run = 0; run < subject.runs; run += 1) {
          const home = await makeHome(store, `run${run}`, { maxActionsPerMinute: 10 });
          const answers = await inParallel(100, 100, () => store.admit(asking(home)));
          expect(tally(answers)).toEqual({ admitted: 10, limited: 90 });
          expect((await store.limits.use(home.organizationId, noon)).actionsLastMinute).toBe(10);
        }
      }));

    test('32 callers through several openings against a cap of the organization', () =>
      inHouse(subject, async ({ store, again }) => {
        const stores = [store, await again(), await again()];
        const home = await makeHome(store);
        const agents = [home, { ...home, agentId: 'agent-b' }, { ...home, agentId: 'agent-c' }];
        for (const agent of agents.slice(1)) await addAgent(store, agent);
        await store.limits.set(home.organizationId, { maxActionsPerDay: 25 });
        const answers = await inParallel(96, 32, index => stores[index % 3]!.admit(asking(agents[index % 3]!)));
        expect(tally(answers)).toEqual({ admitted: 25, limited: 71 });
      }));
  });
}
