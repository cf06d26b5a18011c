import { describe, expect, test } from 'vitest';
import {
  admitted,
  asking,
  claimed,
  day,
  inParallel,
  later,
  makeHome,
  minute,
  noon,
  report,
  settlement,
  webhook,
} from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const taking = { owner: 'courier', now: noon, leaseMs: minute, limit: 100 };

/** Who carries what, for how long, and what happens when a courier does not come back. */
export function courierLaws(subject: StoreSubject): void {
  describe('couriers', () => {
    test('take what is due, oldest first, with its body and the attempt counted', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const dues = [3, 1, 2].map(second => later(-second * 1_000));
        for (const dueAt of dues) await admitted(store, asking(home, { dueAt, now: later(-10_000) }));
        await admitted(store, asking(home, { dueAt: later(1) }));
        const items = await store.claim(taking);
        expect(items.map(item => item.dueAt)).toEqual([later(-3_000), later(-2_000), later(-1_000)]);
        expect(items.every(item => item.state === 'sending' && item.attempt === 1)).toBe(true);
        expect(items.map(item => [...item.sealedBody])).toEqual([
          [1, 2, 3],
          [1, 2, 3],
          [1, 2, 3],
        ]);
        expect(await store.claim(taking)).toEqual([]);
        expect(await store.claim({ ...taking, now: later(1) })).toHaveLength(1);
      }));

    test('take no more than they ask for', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        for (let index = 0; index < 5; index += 1) await admitted(store, asking(home));
        expect(await store.claim({ ...taking, limit: 2 })).toHaveLength(2);
        expect(await store.claim({ ...taking, limit: 2 })).toHaveLength(2);
        expect(await store.claim({ ...taking, limit: 2 })).toHaveLength(1);
      }));

    test('never take the same message twice, however many there are', () =>
      inHouse(subject, async ({ store, again }) => {
        const stores = [store, await again(), await again()];
        const home = await makeHome(store);
        for (let index = 0; index < 60; index += 1) await admitted(store, asking(home));
        const takes = await inParallel(30, 12, index =>
          stores[index % 3]!.claim({ ...taking, owner: `courier-${index}`, limit: 3 }),
        );
        const ids = takes.flat().map(item => item.id);
        expect(ids).toHaveLength(60);
        expect(new Set(ids).size).toBe(60);
      }));

    test('bring back what surely did not leave', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const fault = { kind: 'unavailable', message: 'down' } as const;
        await store.settle(settlement(message, { kind: 'retry', dueAt: later(5_000), fault }));
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({
          state: 'queued',
          dueAt: later(5_000),
          fault,
        });
        expect(await store.claim({ ...taking, now: later(4_999) })).toEqual([]);
        const [item] = await store.claim({ ...taking, now: later(5_000) });
        expect(item).toMatchObject({ id: message.id, attempt: 2, state: 'sending' });
        expect([...item!.sealedBody]).toEqual([1, 2, 3]);
      }));

    test('wait for a lawful time', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        const decision = {
          effect: 'deny',
          ruleIds: ['quiet-hours'],
          citations: ['47 CFR 64.1200(c)(1)'],
          nextAllowedAt: later(day),
        } as const;
        await store.settle(settlement(message, { kind: 'deferred', dueAt: later(day), decision }));
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({
          state: 'deferred',
          decision,
          dueAt: later(day),
        });
        expect(await store.claim({ ...taking, now: later(day - 1) })).toEqual([]);
        expect(await store.claim({ ...taking, now: later(day) })).toHaveLength(1);
      }));
  });

  describe('what may have been sent', () => {
    test("a crashed courier's message is looked into, not sent again", () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        const atOnce = await admitted(store, asking(home, claimed));
        const queued = await admitted(store, asking(home));
        expect(await store.claim(taking)).toHaveLength(1);
        await store.close();
        const next = await again();
        expect(await next.claim({ ...taking, now: later(day) })).toEqual([]);
        expect(await next.claimUnknown({ ...taking, now: later(minute - 1) })).toEqual([]);
        const found = await next.claimUnknown({ ...taking, now: later(minute) });
        expect(found.map(item => item.id).sort()).toEqual([atOnce.id, queued.id].sort());
        expect(found.every(item => item.state === 'unknown' && item.attempt === 1)).toBe(true);
        expect(await next.claimUnknown({ ...taking, now: later(minute) })).toEqual([]);
        expect(await next.claimUnknown({ ...taking, now: later(2 * minute) })).toHaveLength(2);
      }));

    test('is looked at again when it was asked for, by one courier at a time, and then given up', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, { kind: 'unknown', dueAt: later(5_000) }));
        expect(await store.claimUnknown({ ...taking, now: later(4_999) })).toEqual([]);
        const takes = await inParallel(8, 8, () => store.claimUnknown({ ...taking, now: later(5_000) }));
        const [item, ...others] = takes.flat();
        expect(others).toEqual([]);
        expect([...item!.sealedBody]).toEqual([1, 2, 3]);
        await store.settle(settlement(item!, { kind: 'unknown' }));
        expect(await store.claimUnknown({ ...taking, now: later(day) })).toEqual([]);
        expect(await store.messages.get(home.organizationId, message.id)).toMatchObject({
          state: 'unknown',
          reservedMicros: 1_000,
        });
      }));

    test('goes back to the queue when it proves unsent', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const message = await admitted(store, asking(home, claimed));
        await store.settle(settlement(message, { kind: 'unknown', dueAt: noon }));
        const [item] = await store.claimUnknown(taking);
        await store.settle(settlement(item!, { kind: 'retry', dueAt: noon }));
        expect(await store.claim(taking)).toMatchObject([{ id: message.id, attempt: 2 }]);
      }));

    test('a report proves it sent: nobody looks or sends any more', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const messages = [
          await admitted(store, asking(home, claimed)),
          await admitted(store, asking(home)),
          await admitted(store, asking(home, claimed)),
        ];
        await store.settle(settlement(messages[2]!, { kind: 'unknown', dueAt: later(1) }));
        const statuses = messages.map(message => report(message, {}));
        const answer = await store.ingest(webhook(home.organizationId, { statuses }));
        expect(answer.advanced).toEqual(messages.map(message => message.id));
        const late = { ...taking, now: later(day) };
        expect(await store.claim(late)).toEqual([]);
        expect(await store.claimUnknown(late)).toEqual([]);
        await store.settle(settlement(messages[0]!, { kind: 'retry', dueAt: noon }));
        await store.settle(settlement(messages[2]!, { kind: 'unknown', dueAt: noon }));
        expect(await store.claim(late)).toEqual([]);
        expect(await store.claimUnknown(late)).toEqual([]);
        for (const { id } of messages) {
          expect(await store.messages.get(home.organizationId, id)).toMatchObject({
            state: 'sent',
            vendorId: `vendor-${id}`,
          });
        }
      }));
  });
}
