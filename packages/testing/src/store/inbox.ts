import type { InboxEntry, Store } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { addAgent, day, type Home, incoming, inParallel, later, makeHome, minute, noon, webhook } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

const lending = { now: noon, leaseMs: minute, limit: 10, acknowledge: false };
const calling = { owner: 'caller', now: noon, leaseMs: minute, limit: 10 };

async function arrive(store: Store, home: Home, entries: readonly Partial<InboxEntry>[]): Promise<void> {
  for (const entry of entries) await store.ingest(webhook(home.organizationId, { messages: [incoming(home, entry)] }));
}

const ids = (items: readonly { readonly id: string }[]) => items.map(item => item.id);

/** How inbound messages are handed out: at least once, in order per conversation, gone when acknowledged. */
export function inboxLaws(subject: StoreSubject): void {
  describe('inbox', () => {
    test('lends oldest first, with bodies, and takes back what was not acknowledged', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await arrive(store, home, [
          { id: 'b', receivedAt: later(2) },
          { id: 'a', receivedAt: later(1) },
          { id: 'c', receivedAt: later(2) },
        ]);
        const items = await store.lease({ ...home, ...lending });
        expect(ids(items)).toEqual(['a', 'b', 'c']);
        expect(items[0]).toMatchObject({
          ...home,
          channel: 'sms',
          from: '+15550002222',
          vendorId: 'event-a',
          deliveries: 1,
          callbackAttempt: 0,
          receivedAt: later(1),
        });
        expect([...items[0]!.sealed]).toEqual([7, 8, 9]);
        expect(await store.lease({ ...home, ...lending, now: later(minute - 1) })).toEqual([]);
        const second = await store.lease({ ...home, ...lending, now: later(minute) });
        expect(ids(second)).toEqual(['a', 'b', 'c']);
        expect(second[0]?.deliveries).toBe(2);
      }));

    test('acknowledging ends it, once, and only for its own agent', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const sister = { ...home, agentId: 'agent-sister' };
        await addAgent(store, sister);
        await arrive(store, home, [{ id: 'a' }, { id: 'b' }]);
        expect(await store.acknowledge(home.organizationId, sister.agentId, ['a', 'b'], noon)).toBe(0);
        expect(await store.acknowledge(home.organizationId, home.agentId, ['a', 'a', 'unheard-of'], noon)).toBe(1);
        expect(await store.acknowledge(home.organizationId, home.agentId, ['a'], noon)).toBe(0);
        expect(ids(await store.lease({ ...home, ...lending }))).toEqual(['b']);
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({ sms: 1 });
      }));

    test('acknowledging in the same breath still hands the bodies out', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await arrive(store, home, [{ id: 'a' }, { id: 'b' }]);
        const items = await store.lease({ ...home, ...lending, acknowledge: true });
        expect(items.map(item => [...item.sealed])).toEqual([
          [7, 8, 9],
          [7, 8, 9],
        ]);
        expect(await store.lease({ ...home, ...lending, now: later(day) })).toEqual([]);
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({});
      }));

    test('a message waits behind a lent one of its conversation, not of another', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const other = { from: '+15550003333' };
        await arrive(store, home, [
          { id: 'a1', receivedAt: later(1) },
          { id: 'a2', receivedAt: later(2) },
          { id: 'b1', ...other, receivedAt: later(3) },
        ]);
        expect(ids(await store.lease({ ...home, ...lending, limit: 1 }))).toEqual(['a1']);
        expect(ids(await store.lease({ ...home, ...lending }))).toEqual(['b1']);
        await store.acknowledge(home.organizationId, home.agentId, ['a1'], noon);
        expect(ids(await store.lease({ ...home, ...lending }))).toEqual(['a2']);
      }));

    test('keeps no body that was acknowledged', () =>
      inHouse(subject, async ({ store, keptBodies }) => {
        const home = await makeHome(store);
        await arrive(store, home, [
          { id: 'a' },
          { id: 'b', from: '+15550003333', callbackDueAt: noon },
          { id: 'c', from: '+15550004444' },
          { id: 'd', from: '+15550005555' },
        ]);
        await store.acknowledge(home.organizationId, home.agentId, ['a'], noon);
        expect(await keptBodies()).toBe(3);
        await store.claimCallbacks(calling);
        await store.settleCallback({
          organizationId: home.organizationId,
          inboxId: 'b',
          now: noon,
          outcome: { kind: 'delivered' },
        });
        expect(await keptBodies()).toBe(2);
        await store.lease({ ...home, ...lending, limit: 1, acknowledge: true });
        expect(await keptBodies()).toBe(1);
      }));

    test('can be asked for one channel', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await arrive(store, home, [{ id: 'a' }, { id: 'm', channel: 'email', from: 'a@b.example' }]);
        expect(ids(await store.lease({ ...home, ...lending, channel: 'email' }))).toEqual(['m']);
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({ sms: 1, email: 1 });
      }));

    test('lends nothing twice to parallel callers', () =>
      inHouse(subject, async ({ store, again }) => {
        const stores = [store, await again()];
        const home = await makeHome(store);
        await arrive(
          store,
          home,
          Array.from({ length: 20 }, (_, index) => ({
            id: `i${index}`,
            from: `+1555000${index % 4}`,
            receivedAt: later(index),
          })),
        );
        const takes = await inParallel(16, 16, index => stores[index % 2]!.lease({ ...home, ...lending, limit: 3 }));
        const taken = ids(takes.flat());
        expect(new Set(taken).size).toBe(taken.length);
        for (const take of takes)
          expect(ids(take)).toEqual([...ids(take)].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
      }));
  });

  describe('callbacks', () => {
    test('the oldest of each conversation is due, one after the other', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        const due = { callbackDueAt: noon };
        await arrive(store, home, [
          { id: 'a1', receivedAt: later(1), ...due },
          { id: 'a2', receivedAt: later(2), ...due },
          { id: 'b1', receivedAt: later(3), from: '+15550003333', ...due },
          { id: 'later', receivedAt: later(4), from: '+15550004444', callbackDueAt: later(1) },
          { id: 'none', receivedAt: later(5), from: '+15550005555' },
        ]);
        const first = await store.claimCallbacks(calling);
        expect(ids(first)).toEqual(['a1', 'b1']);
        expect(first[0]).toMatchObject({ deliveries: 1, callbackAttempt: 1 });
        expect([...first[0]!.sealed]).toEqual([7, 8, 9]);
        expect(await store.claimCallbacks(calling)).toEqual([]);
        await store.settleCallback({
          organizationId: home.organizationId,
          inboxId: 'a1',
          now: noon,
          outcome: { kind: 'delivered' },
        });
        expect(ids(await store.claimCallbacks(calling))).toEqual(['a2']);
        expect(await store.inbox.waiting(home.organizationId, home.agentId)).toEqual({ sms: 4 });
      }));

    test('a failed one comes again when it is due, and holds back what is behind it', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await arrive(store, home, [
          { id: 'a1', callbackDueAt: noon },
          { id: 'a2', receivedAt: later(1), callbackDueAt: noon },
        ]);
        await store.claimCallbacks(calling);
        await store.settleCallback({
          organizationId: home.organizationId,
          inboxId: 'a1',
          now: noon,
          outcome: { kind: 'retry', dueAt: later(5_000) },
        });
        expect(await store.claimCallbacks({ ...calling, now: later(4_999) })).toEqual([]);
        expect(await store.claimCallbacks({ ...calling, now: later(5_000) })).toMatchObject([
          { id: 'a1', callbackAttempt: 2 },
        ]);
      }));

    test('an exhausted one waits for a fetch and lets the others pass', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await arrive(store, home, [
          { id: 'a1', callbackDueAt: noon },
          { id: 'a2', receivedAt: later(1), callbackDueAt: noon },
        ]);
        await store.claimCallbacks(calling);
        await store.settleCallback({
          organizationId: home.organizationId,
          inboxId: 'a1',
          now: noon,
          outcome: { kind: 'exhausted' },
        });
        expect(ids(await store.claimCallbacks({ ...calling, now: later(day) }))).toEqual(['a2']);
        expect(ids(await store.lease({ ...home, ...lending, now: later(day) }))).toEqual(['a1']);
      }));

    test("a crashed caller's message comes back after its lease", () =>
      inHouse(subject, async ({ store, again }) => {
        const home = await makeHome(store);
        await arrive(store, home, [{ id: 'a1', callbackDueAt: noon }]);
        await store.claimCallbacks(calling);
        await store.close();
        const next = await again();
        expect(await next.claimCallbacks({ ...calling, now: later(minute - 1) })).toEqual([]);
        expect(ids(await next.claimCallbacks({ ...calling, now: later(minute) }))).toEqual(['a1']);
      }));

    test('what is lent one way is not handed out the other', () =>
      inHouse(subject, async ({ store }) => {
        const home = await makeHome(store);
        await arrive(store, home, [
          { id: 'a1', callbackDueAt: noon },
          { id: 'a2', receivedAt: later(1), callbackDueAt: noon },
        ]);
        expect(ids(await store.claimCallbacks(calling))).toEqual(['a1']);
        expect(await store.lease({ ...home, ...lending })).toEqual([]);
        const over = later(minute);
        expect(ids(await store.lease({ ...home, ...lending, now: over, limit: 1 }))).toEqual(['a1']);
        expect(await store.claimCallbacks({ ...calling, now: over })).toEqual([]);
      }));

    test('parallel callers share the work and double nothing', () =>
      inHouse(subject, async ({ store, again }) => {
        const stores = [store, await again()];
        const home = await makeHome(store);
        const entries = Array.from({ length: 12 }, (_, index) => ({
          id: `i${index}`,
          from: `+1555000${index % 6}`,
          receivedAt: later(index),
          callbackDueAt: noon,
        }));
        await arrive(store, home, entries);
        const takes = await inParallel(12, 12, index => stores[index % 2]!.claimCallbacks({ ...calling, limit: 2 }));
        expect(ids(takes.flat()).sort()).toEqual(['i0', 'i1', 'i2', 'i3', 'i4', 'i5']);
      }));
  });
}
