import { type Store, systemRuntime } from '@buttdial/core';
import { describe, expect, test } from 'vitest';
import { callEnd, newCall, reservation } from './calls.ts';
import { day, inParallel, later, makeHome, minute, noon } from './people.ts';
import { inHouse, type StoreSubject } from './subject.ts';

// Wake-ups are for what was written just now.
const runtime = systemRuntime();
const bytes = (...values: number[]) => new Uint8Array(values);

async function liveCall(store: Store) {
  const home = await makeHome(store);
  const call = newCall(home);
  await store.addCall(call);
  await store.reserveCall(reservation(call));
  const { organizationId } = home;
  return { home, call, organizationId, id: call.id };
}

/** What is asked of a call reaches whoever has it, once; and whoever asked learns what came of it, or that nobody knows. */
export function callOrderLaws(subject: StoreSubject): void {
  describe('orders to calls', () => {
    taking(subject);
    ending(subject);
    presence(subject);
  });
}

function taking(subject: StoreSubject): void {
  test('the same key is one order; each is handed out once, in order, to who has the call', () =>
    inHouse(subject, async ({ store, again }) => {
      const { organizationId, id } = await liveCall(store);
      const stores = [store, await again()];
      const ask = (key: string, byte: number, index: number) =>
        stores[index % 2]!.orders.ask(organizationId, id, { key, sealed: bytes(byte), now: noon, owner: 'other' });
      const first = await inParallel(8, 8, index => ask('a', index, index));
      expect(first.filter(answer => answer?.isNew)).toHaveLength(1);
      expect(new Set(first.map(answer => answer?.order.state))).toEqual(new Set(['waiting']));
      await ask('b', 50, 1);
      expect(await store.orderedCalls([id, 'nothing'])).toEqual([id]);
      const nobody = await inParallel(4, 4, index =>
        stores[index % 2]!.orders.take(organizationId, id, { owner: 'other', now: noon }),
      );
      expect(nobody.flat()).toEqual([]);
      const taken = await inParallel(8, 8, index =>
        stores[index % 2]!.orders.take(organizationId, id, { owner: 'server', now: noon }),
      );
      expect(taken.flat().map(order => [order.key, order.state])).toEqual([
        ['a', 'taken'],
        ['b', 'taken'],
      ]);
      expect([...taken.flat()[1]!.sealed]).toEqual([50]);
      expect(await store.orderedCalls([id])).toEqual([]);
      expect((await store.orders.get(organizationId, id, 'a'))?.sealed).toBeUndefined();
    }));

  test('who has the call takes its own order as it asks, and only the taker answers, once', () =>
    inHouse(subject, async ({ store }) => {
      const { organizationId, id } = await liveCall(store);
      const own = { key: 'a', sealed: bytes(1), now: noon, owner: 'server' };
      expect(await store.orders.ask(organizationId, id, own)).toMatchObject({ isNew: true, order: { state: 'taken' } });
      expect(await store.orders.take(organizationId, id, { owner: 'server', now: noon })).toEqual([]);
      const answer = { key: 'a', sealedAnswer: bytes(7), now: noon };
      expect(await store.orders.answer(organizationId, id, { ...answer, owner: 'other' })).toBe(false);
      expect(await store.orders.answer(organizationId, id, { ...answer, owner: 'server' })).toBe(true);
      expect(await store.orders.answer(organizationId, id, { ...answer, owner: 'server' })).toBe(false);
      const repeated = await store.orders.ask(organizationId, id, own);
      expect(repeated).toMatchObject({ isNew: false, order: { state: 'answered' } });
      expect([...(repeated?.order.sealedAnswer ?? [])]).toEqual([7]);
      expect(await store.orders.get(organizationId, id, 'nothing')).toBeUndefined();
      await store.orders.forget(organizationId, id, 'a');
      expect(await store.orders.get(organizationId, id, 'a')).toBeUndefined();
    }));

  test('whoever watches hears of an order', () =>
    inHouse(subject, async ({ store, again }) => {
      const { organizationId, id } = await liveCall(store);
      const other = await again();
      const heard = new Set<string>();
      const stop = store.watch(wake => wake.topic === 'order' && heard.add(wake.callId));
      // A listener may be deaf until its connection listens.
      for (let count = 1; heard.size === 0; count += 1) {
        const order = { key: `key-${count}`, sealed: bytes(1), now: runtime.now(), owner: 'other' };
        await other.orders.ask(organizationId, id, order);
      }
      expect([...heard]).toEqual([id]);
      stop();
    }));
}

function ending(subject: StoreSubject): void {
  test('what nobody took is taken back, and never carried out afterwards', () =>
    inHouse(subject, async ({ store, again }) => {
      const { organizationId, id } = await liveCall(store);
      const stores = [store, await again()];
      for (let round = 0; round < 10; round++) {
        const key = `key-${round}`;
        await store.orders.ask(organizationId, id, { key, sealed: bytes(1), now: noon, owner: 'other' });
        const [withdrawn, taken] = await Promise.all([
          stores[round % 2]!.orders.withdraw(organizationId, id, key, noon),
          stores[(round + 1) % 2]!.orders.take(organizationId, id, { owner: 'server', now: noon }),
        ]);
        expect([withdrawn?.state, taken.length]).toEqual(taken.length === 0 ? ['withdrawn', 0] : ['taken', 1]);
      }
    }));

  test('what an earlier owner took and did not answer is lost, and cannot be answered any more', () =>
    inHouse(subject, async ({ store }) => {
      const { organizationId, id } = await liveCall(store);
      const ask = (key: string) =>
        store.orders.ask(organizationId, id, { key, sealed: bytes(1), now: noon, owner: 'third' });
      await ask('a');
      await store.orders.take(organizationId, id, { owner: 'server', now: noon });
      await ask('b');
      const hold = { organizationId, callId: id, owner: 'second', now: later(1), leaseMs: minute };
      expect(await store.holdCall(hold)).toBe(true);
      expect(await store.orders.take(organizationId, id, { owner: 'server', now: later(1) })).toEqual([]);
      const taken = await store.orders.take(organizationId, id, { owner: 'second', now: later(1) });
      expect(taken.map(order => order.key)).toEqual(['b']);
      expect(await store.orders.get(organizationId, id, 'a')).toMatchObject({ state: 'lost' });
      const late = { key: 'a', owner: 'server', sealedAnswer: bytes(1), now: later(2) };
      expect(await store.orders.answer(organizationId, id, late)).toBe(false);
      expect(await store.keepCalls({ owner: 'server', now: later(2), leaseMs: minute, callIds: [id] })).toEqual([]);
      expect(await store.keepCalls({ owner: 'second', now: later(2), leaseMs: minute, callIds: [id] })).toEqual([id]);
    }));

  test('nothing is asked of a call that has ended, and its orders go with it', () =>
    inHouse(subject, async ({ store }) => {
      const { organizationId, id, call } = await liveCall(store);
      const order = { key: 'a', sealed: bytes(1), now: noon, owner: 'other' };
      await store.orders.ask(organizationId, id, order);
      await store.settleCall(callEnd(call));
      expect(await store.orders.ask(organizationId, id, { ...order, key: 'b' })).toBeUndefined();
      expect(await store.orders.ask(organizationId, 'nothing', order)).toBeUndefined();
      const hold = { organizationId, callId: id, owner: 'second', now: later(1), leaseMs: minute };
      expect(await store.holdCall(hold)).toBe(false);
      expect(await store.orders.withdraw(organizationId, id, 'a', noon)).toMatchObject({ state: 'withdrawn' });
      await store.purgeCalls(later(day));
      expect(await store.orders.get(organizationId, id, 'a')).toBeUndefined();
    }));
}

function presence(subject: StoreSubject): void {
  test('an agent is expected as long as it said', () =>
    inHouse(subject, async ({ store, again }) => {
      const { organizationId, agentId } = await makeHome(store);
      const other = await again();
      expect(await other.calls.isExpected(organizationId, agentId, noon)).toBe(false);
      expect(await store.calls.expect(organizationId, agentId, later(minute))).toBe(true);
      expect(await other.calls.isExpected(organizationId, agentId, later(minute - 1))).toBe(true);
      expect(await other.calls.isExpected(organizationId, agentId, later(minute))).toBe(false);
      await store.calls.expect(organizationId, agentId, later(2 * minute));
      expect(await other.calls.isExpected(organizationId, agentId, later(minute))).toBe(true);
      expect(await store.calls.expect(organizationId, 'nobody', later(minute))).toBe(false);
    }));
}
