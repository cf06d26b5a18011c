import type { DeliveryStatus, SettleOutcome, Store } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
  type Home,
  later,
  makeHome,
  noon,
  report,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

type Happening =
  | { readonly settled: SettleOutcome['kind'] }
  | { readonly reported: DeliveryStatus; readonly priced: boolean };

const outcomes: { readonly [Kind in SettleOutcome['kind']]: SettleOutcome } = {
  sent: { kind: 'sent', vendorId: 'v', priceMicros: 640, decision: { effect: 'allow', ruleIds: [], citations: [] } },
  failed: { kind: 'failed', fault: { kind: 'unavailable', message: 'down' } },
  refused: { kind: 'refused', decision: { effect: 'deny', ruleIds: ['r'], citations: [] } },
  retry: { kind: 'retry', dueAt: later(day) },
  deferred: { kind: 'deferred', dueAt: later(day), decision: { effect: 'deny', ruleIds: ['r'], citations: [] } },
  unknown: { kind: 'unknown', dueAt: later(day) },
};

const statuses: readonly DeliveryStatus[] = ['sent', 'failed', 'delivered', 'read'];
const kinds = Object.keys(outcomes) as SettleOutcome['kind'][];
const pairs = kinds.flatMap(kind => statuses.map(reported => ({ kind, reported })));

const reports = fc.record({
  reported: fc.constantFrom(...statuses),
  priced: fc.boolean(),
});
const settled = fc.record({ settled: fc.constantFrom(...kinds) });
const histories = fc
  .tuple(settled, fc.array(reports, { minLength: 1, maxLength: 5 }))
  .map(([end, reported]): readonly Happening[] => [end, ...reported])
  .chain(happenings => fc.tuple(shuffled(happenings), shuffled(happenings)));

function shuffled(happenings: readonly Happening[]): fc.Arbitrary<readonly Happening[]> {
  return fc.shuffledSubarray([...happenings], { minLength: happenings.length });
}

/** Reports and settlement may come in any order: what stands at the end is the same. */
export function orderLaws(subject: StoreSubject): void {
  describe('order', () => {
    test('of one settlement and one report does not matter, for every pair of them', () =>
      inHouse(subject, async ({ store }) => {
        for (const { kind, reported } of pairs) {
          const happenings: readonly Happening[] = [{ settled: kind }, { reported, priced: false }];
          const one = await standing(store, await makeHome(store, `${kind}-first-${reported}`), happenings);
          const other = await standing(
            store,
            await makeHome(store, `${kind}-last-${reported}`),
            happenings.toReversed(),
          );
          expect(one, `${kind} and ${reported}`).toEqual(other);
        }
      }));

    test('does not matter to where a message ends', () =>
      inHouse(subject, async ({ store }) => {
        let homes = 0;
        const play = async (happenings: readonly Happening[]) => {
          homes += 1;
          return standing(store, await makeHome(store, `h${homes}`), happenings);
        };
        await fc.assert(
          fc.asyncProperty(histories, async ([one, other]) => {
            expect(await play(one)).toEqual(await play(other));
          }),
          { numRuns: 30 },
        );
      }));
  });
}

async function standing(store: Store, home: Home, happenings: readonly Happening[]): Promise<object> {
  const message = await admitted(store, asking(home, claimed));
  for (const happening of happenings) {
    if ('settled' in happening) await store.settle(settlement(message, outcomes[happening.settled]));
    else {
      const status = report(message, {
        vendorId: 'v',
        status: happening.reported,
        ...(happening.priced && { priceMicros: 720 }),
      });
      await store.ingest(webhook(home.organizationId, { statuses: [status] }));
    }
  }
  const { state, vendorId, decision, priceMicros, reservedMicros, attempt } = (await store.messages.get(
    home.organizationId,
    message.id,
  ))!;
  const { spendTodayMicros } = await store.limits.use(home.organizationId, noon);
  const usage = await store.usage.summary(home.organizationId, { since: later(-day), until: later(day), by: 'total' });
  const money = usage.map(({ actions, micros }) => ({ actions, micros }));
  return { state, vendorId, decision, priceMicros, reservedMicros, attempt, spendTodayMicros, money };
}
