import type { LimitReached, MessageRecord, SettleOutcome, Store } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
  type Home,
  hour,
  inParallel,
  later,
  makeHome,
  noon,
  report,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

// Hundreds of lives, each in a house of its own: how long that takes says something of the machine only.
const longProofMs = 180_000;

const whole = { since: new Date(0), until: later(40 * day), by: 'total' } as const;

/** What one message went through. Times only ever go forward. */
type Step =
  | { readonly kind: 'sent'; readonly price?: number }
  | { readonly kind: 'failed' | 'refused' | 'given-up' | 'retry' | 'cancel' }
  | { readonly kind: 'report'; readonly status: 'delivered' | 'failed'; readonly price?: number };

const price = fc.option(fc.integer({ min: 0, max: 3_000 }), { nil: undefined });
const step: fc.Arbitrary<Step> = fc.oneof(
  price.map(given => ({ kind: 'sent' as const, ...(given === undefined ? {} : { price: given }) })),
  fc.constantFrom('failed', 'refused', 'given-up', 'retry', 'cancel').map(kind => ({ kind: kind as 'failed' })),
  fc
    .record({ status: fc.constantFrom('delivered' as const, 'failed' as const), price })
    .map(({ status, price: given }) => ({
      kind: 'report' as const,
      status,
      ...(given === undefined ? {} : { price: given }),
    })),
);
const life = fc.record({ asked: fc.integer({ min: 0, max: 2_000 }), steps: fc.array(step, { maxLength: 5 }) });

/** The books balance to the micro, whatever became of the messages and in whatever order it was told. */
export function bookLaws(subject: StoreSubject): void {
  describe('books', () => {
    test(
      'what was admitted is what is open and what was taken from it; what was spent is what receipts say',
      () =>
        fc.assert(
          fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 12 }), lives =>
            inHouse(subject, async ({ store }) => {
              const home = await makeHome(store);
              await inParallel(lives.length, 4, index => live(store, home, lives[index]!));
              await balances(
                store,
                home,
                lives.map(each => each.asked),
              );
            }),
          ),
          { numRuns: subject.runs * 4 },
        ),
      longProofMs,
    );

    test('a price that comes late is written down when it comes, and changes no earlier hour', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, { kind: 'sent', vendorId: 'v-1' }));
        const query = { ...whole, by: 'hour' } as const;
        const before = await store.ledger.vouchers(home.organizationId, query);
        const update = report(message, {
          vendorId: 'v-1',
          status: 'delivered',
          priceMicros: 750,
          now: later(30 * hour),
        });
        await store.ingest(webhook(home.organizationId, { statuses: [update], now: later(30 * hour) }));
        const row = { agentId: home.agentId, channel: 'sms', count: 1 };
        expect(before).toEqual([{ ...row, kind: 'settlement', hour: noon, reservedMicros: 1_000, spentMicros: 1_000 }]);
        expect(await store.ledger.vouchers(home.organizationId, query)).toEqual([
          ...before,
          { ...row, kind: 'correction', hour: later(30 * hour), reservedMicros: 0, spentMicros: -250 },
        ]);
      }));

    test('four fifths of a budget are told once per day and once per month, to one of all callers', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store, 'alpha', { maxSpendMicrosPerDay: 10_000, maxSpendMicrosPerMonth: 30_000 });
        await store.limits.set(home.organizationId, { maxSpendMicrosPerDay: 100_000 });
        const told = async (now: Date, times: number) => {
          const answers = await inParallel(times, 8, () => store.admit(asking(home, { now })));
          const nearing = answers.flatMap(answer => (answer.outcome === 'admitted' ? (answer.nearing ?? []) : []));
          return nearing.map(({ type, max }: LimitReached) => `${type} ${max}`).sort();
        };
        expect(await told(noon, 7)).toEqual([]);
        const [one] = [await told(noon, 3)];
        expect(one).toEqual(['daily-spend 10000']);
        expect(await told(later(day), 10)).toEqual(['daily-spend 10000']);
        expect(await told(later(2 * day), 3)).toEqual([]);
        expect(await told(later(2 * day), 6)).toEqual(['daily-spend 10000', 'monthly-spend 30000']);
      }));
  });
}

/** Takes one message through its steps; what comes too late changes nothing, and the books must agree with that. */
async function live(
  store: Store,
  home: Home,
  { asked, steps }: { asked: number; steps: readonly Step[] },
): Promise<void> {
  let message = await admitted(store, asking(home, { ...claimed, reserveMicros: asked }));
  for (const each of steps) {
    const current = (await store.messages.get(home.organizationId, message.id)) ?? message;
    message = current;
    if (each.kind === 'cancel') await store.messages.cancel(home.organizationId, message.id, noon, '{}');
    else if (each.kind === 'report') {
      const priced = each.price === undefined ? {} : { priceMicros: each.price };
      const update = report(message, { vendorId: `v-${message.id}`, status: each.status, ...priced });
      await store.ingest(webhook(home.organizationId, { statuses: [update] }));
    } else await store.settle(settlement(message, outcomeOf(message, each)));
  }
}

function outcomeOf(message: MessageRecord, each: Exclude<Step, { readonly kind: 'report' }>): SettleOutcome {
  switch (each.kind) {
    case 'sent': {
      const priced = each.price === undefined ? {} : { priceMicros: each.price };
      return { kind: 'sent', vendorId: `v-${message.id}`, ...priced };
    }
    case 'failed':
      return { kind: 'failed', fault: { kind: 'invalid', message: 'no' } };
    case 'refused':
      return { kind: 'refused', decision: { effect: 'deny', ruleIds: ['X'], citations: ['X'] } };
    case 'given-up':
      return { kind: 'unknown' };
    default:
      return { kind: 'retry', dueAt: noon };
  }
}

async function balances(store: Store, { organizationId, agentId }: Home, asked: readonly number[]): Promise<void> {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  const books = await store.ledger.vouchers(organizationId, whole);
  const open = await store.ledger.open(organizationId);
  const messages = await store.messages.list(organizationId, {}, { limit: 100 });
  const taken = sum(books.map(row => row.reservedMicros));
  const spent = sum(books.map(row => row.spentMicros));
  expect(taken + open.reservedMicros).toBe(sum(asked));
  // What the receipts say: the price, or what was held for it as long as nobody has said; nothing for what never left.
  const owed = messages.map(message => message.priceMicros ?? message.reservedMicros);
  expect(spent + open.reservedMicros).toBe(sum(owed));
  const use = await store.limits.use(organizationId, noon);
  expect(use.spendTodayMicros).toBe(spent + open.reservedMicros);
  expect((await store.limits.use(organizationId, noon, agentId)).spendThisMonthMicros).toBe(use.spendTodayMicros);
  const usage = await store.usage.summary(organizationId, whole);
  expect(sum(usage.map(row => row.micros))).toBe(spent);
  expect(await store.ledger.open(organizationId, agentId)).toEqual(open);
}
