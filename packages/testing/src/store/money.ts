import type { MessageRecord, SettleOutcome, Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
  type Home,
  inParallel,
  later,
  makeHome,
  noon,
  report,
  settlement,
  tally,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const midnight = new Date('2026-03-16T00:00:00.000Z');
const april = new Date('2026-04-01T00:00:00.000Z');
const fault = { kind: 'invalid', message: 'no such number' } as const;
const decision = { effect: 'deny', ruleIds: ['r'], citations: [] } as const;

interface Case {
  readonly name: string;
  readonly outcome: SettleOutcome;
  /** What of the 1,000 reserved micros still counts. */
  readonly left: number;
}

const cases: readonly Case[] = [
  { name: 'sent with a price', outcome: { kind: 'sent', vendorId: 'v', priceMicros: 640 }, left: 640 },
  { name: 'sent dearer than reserved', outcome: { kind: 'sent', vendorId: 'v', priceMicros: 1_300 }, left: 1_300 },
  { name: 'sent without a price', outcome: { kind: 'sent', vendorId: 'v' }, left: 1_000 },
  { name: 'failed', outcome: { kind: 'failed', fault }, left: 0 },
  { name: 'refused', outcome: { kind: 'refused', decision }, left: 0 },
  { name: 'to be tried again', outcome: { kind: 'retry', dueAt: later(1) }, left: 1_000 },
  { name: 'deferred', outcome: { kind: 'deferred', dueAt: later(1), decision }, left: 1_000 },
  { name: 'unknown for now', outcome: { kind: 'unknown', dueAt: later(1) }, left: 1_000 },
  { name: 'unknown for good', outcome: { kind: 'unknown' }, left: 1_000 },
];

async function spent(store: Store, home: Home, now: Date): Promise<readonly number[]> {
  const agent = await store.limits.use(home.organizationId, now, home.agentId);
  const organization = await store.limits.use(home.organizationId, now);
  return [
    agent.spendTodayMicros,
    agent.spendThisMonthMicros,
    organization.spendTodayMicros,
    organization.spendThisMonthMicros,
  ];
}

/** Caps on money: reserved at the highest price, corrected by what is learned, never passed by one micro. */
export function moneyLaws(subject: StoreSubject): void {
  describe('caps on spend', () => {
    test('a hundred at once pass no cap by one micro', () =>
      inHouse(subject, async ({ store }) => {
        for (let run = 0; run < subject.runs; run += 1) {
          const home = await makeHome(store, `run${run}`, { maxSpendMicrosPerDay: 7_999 });
          const answers = await inParallel(100, 32, index =>
            store.admit(asking(home, { reserveMicros: 500 + (index % 2) })),
          );
          const sum = answers.reduce(
            (total, answer) => total + (answer.outcome === 'admitted' ? answer.message.reservedMicros : 0),
            0,
          );
          expect(tally(answers)).toEqual({ admitted: 15, limited: 85 });
          expect(sum).toBeLessThanOrEqual(7_999);
          expect(await spent(store, home, noon)).toEqual([sum, sum, sum, sum]);
        }
      }));

    test.each([
      { cap: 'maxSpendMicrosPerDay', agent: 'daily-spend', organization: 'org_spend_day', resetsAt: midnight },
      { cap: 'maxSpendMicrosPerMonth', agent: 'monthly-spend', organization: 'org_spend_month', resetsAt: april },
    ] as const)('$cap: to the last micro, for agent and organization', ({ cap, agent, organization, resetsAt }) =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { [cap]: 2_500 });
        for (const reserveMicros of [1_000, 1_000]) await admitted(store, asking(home, { reserveMicros }));
        const refusal = (type: string) => ({
          outcome: 'limited',
          limit: { type, current: 2_501, max: 2_500, resetsAt },
        });
        expect(await store.admit(asking(home, { reserveMicros: 501 }))).toEqual(refusal(agent));
        await store.limits.set(home.organizationId, { [cap]: null }, home.agentId);
        await store.limits.set(home.organizationId, { [cap]: 2_500 });
        expect(await store.admit(asking(home, { reserveMicros: 501 }))).toEqual(refusal(organization));
        await admitted(store, asking(home, { reserveMicros: 500 }));
        expect((await store.admit(asking(home, { reserveMicros: 501, now: resetsAt }))).outcome).toBe('admitted');
      }),
    );
  });

  describe('the price that is learned', () => {
    test.each(cases)('$name', ({ outcome, left }) =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, outcome));
        expect(await spent(store, home, noon)).toEqual([left, left, left, left]);
      }),
    );

    test('room that was given back can be used', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxSpendMicrosPerDay: 1_000 });
        const message = await admitted(store, asking(home, claimed));
        expect((await store.admit(asking(home))).outcome).toBe('limited');
        await store.settle(settlement(message, { kind: 'failed', fault }));
        expect((await store.admit(asking(home))).outcome).toBe('admitted');
      }));

    test('a report brings the real price, once', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, { kind: 'sent', vendorId: 'v' }));
        const statuses = [report(message, { vendorId: 'v', status: 'delivered', priceMicros: 750 })];
        for (let time = 0; time < 3; time += 1) await store.ingest(webhook(home.organizationId, { statuses }));
        expect(await spent(store, home, noon)).toEqual([750, 750, 750, 750]);
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({ priceMicros: 750 });
        const usage = await store.usage.summary(home.organizationId, {
          since: later(-day),
          until: later(day),
          by: 'total',
        });
        expect(usage).toEqual([{ agentId: home.agentId, channel: 'sms', actions: 1, micros: 750 }]);
      }));

    test('yesterday is not corrected into today', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const old = await admitted(store, asking(home, claimed));
        await admitted(store, asking(home, { now: midnight, reserveMicros: 300 }));
        await store.settle(settlement(old, { kind: 'sent', vendorId: 'v', priceMicros: 400 }, { now: midnight }));
        expect(await spent(store, home, midnight)).toEqual([300, 700, 300, 700]);
      }));

    test('last month is not corrected into this one', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const old = await admitted(store, asking(home, claimed));
        await admitted(store, asking(home, { now: april, reserveMicros: 300 }));
        await store.settle(settlement(old, { kind: 'failed', fault }, { now: april }));
        expect(await spent(store, home, april)).toEqual([300, 300, 300, 300]);
      }));
  });

  describe('usage', () => {
    test('counts what was accepted or may have been, once, by hour', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const finish = async (outcome: SettleOutcome): Promise<MessageRecord> => {
          const message = await admitted(store, asking(home, claimed));
          await store.settle(settlement(message, outcome));
          await store.settle(settlement(message, outcome));
          return message;
        };
        await finish({ kind: 'sent', vendorId: 'v1', priceMicros: 700 });
        await finish({ kind: 'failed', fault });
        await finish({ kind: 'unknown' });
        const retried = await finish({ kind: 'retry', dueAt: noon });
        const [again] = await store.claim({ owner: 'c', now: later(3_600_000), leaseMs: 1_000, limit: 1 });
        expect(again?.id).toBe(retried.id);
        await store.settle(
          settlement(again!, { kind: 'sent', vendorId: 'v2', priceMicros: 50 }, { now: later(3_600_000) }),
        );
        const window = { since: later(-day), until: later(day) };
        const row = { agentId: home.agentId, channel: 'sms' };
        expect(await store.usage.summary(home.organizationId, { ...window, by: 'total' })).toEqual([
          { ...row, actions: 3, micros: 1_750 },
        ]);
        expect(
          await store.usage.summary(home.organizationId, { ...window, by: 'hour', agentId: home.agentId }),
        ).toEqual([
          { ...row, hour: noon, actions: 2, micros: 1_700 },
          { ...row, hour: later(3_600_000), actions: 1, micros: 50 },
        ]);
        expect(
          await store.usage.summary(home.organizationId, { since: later(-day), until: noon, by: 'total' }),
        ).toEqual([]);
      }));
  });
}
