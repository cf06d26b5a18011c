import type { CallOrder, NewOrder, OrderRoom } from '@buttdial/core';
import { and, asc, eq, lt, max, ne } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { present } from '../rows.ts';
import { callOrders, calls } from '../schema-calls.ts';
import { thisCall } from './calls.ts';

const columns = {
  key: callOrders.key,
  state: callOrders.state,
  sealed: callOrders.sealed,
  sealedAnswer: callOrders.sealedAnswer,
};
// A call is over by then, and whoever asked has gone.
const keptMs = 86_400_000;

const ofCall = (organizationId: string, callId: string) =>
  and(eq(callOrders.callId, callId), eq(callOrders.organizationId, organizationId));
const named = (organizationId: string, callId: string, key: string) =>
  and(ofCall(organizationId, callId), eq(callOrders.key, key));

export function orderRoom({ tables, write }: Access): OrderRoom {
  const find = (where: ReturnType<typeof named>): CallOrder | undefined => {
    const row = tables.select(columns).from(callOrders).where(where).get();
    return row && present(row);
  };
  return {
    ask: (organizationId, callId, order) =>
      write(batch => {
        batch.wake({ topic: 'order', callId });
        return ask(tables, { organizationId, callId }, order);
      }),
    get: async (organizationId, callId, key) => find(named(organizationId, callId, key)),
    take: (organizationId, callId, { owner, now }) =>
      write(batch => {
        const lease = tables.select({ owner: calls.leaseOwner }).from(calls).where(thisCall(organizationId, callId));
        if (lease.get()?.owner !== owner) return [];
        const mine = ofCall(organizationId, callId);
        const earlier = and(mine, eq(callOrders.state, 'taken'), ne(callOrders.takenBy, owner));
        tables.update(callOrders).set({ state: 'lost', updatedAt: now }).where(earlier).run();
        const waiting = and(mine, eq(callOrders.state, 'waiting'));
        const found = tables.select(columns).from(callOrders).where(waiting).orderBy(asc(callOrders.sequence)).all();
        const taken = { state: 'taken', takenBy: owner, sealed: null, updatedAt: now } as const;
        tables.update(callOrders).set(taken).where(waiting).run();
        batch.wake({ topic: 'order', callId });
        return found.map(row => ({ ...present(row), state: 'taken', sealed: row.sealed! }));
      }),
    answer: (organizationId, callId, { key, owner, sealedAnswer, now }) =>
      write(batch => {
        batch.wake({ topic: 'order', callId });
        const held = and(eq(callOrders.state, 'taken'), eq(callOrders.takenBy, owner));
        const change = { state: 'answered', sealedAnswer, updatedAt: now } as const;
        const answered = tables
          .update(callOrders)
          .set(change)
          .where(and(named(organizationId, callId, key), held));
        return answered.run().changes > 0;
      }),
    withdraw: (organizationId, callId, ...[key, now]) =>
      write(() => {
        const waiting = and(named(organizationId, callId, key), eq(callOrders.state, 'waiting'));
        tables.update(callOrders).set({ state: 'withdrawn', sealed: null, updatedAt: now }).where(waiting).run();
        return find(named(organizationId, callId, key));
      }),
    forget: (organizationId, callId, key) =>
      write(
        () =>
          void tables
            .delete(callOrders)
            .where(named(organizationId, callId, key))
            .run(),
      ),
  };
}

function ask(
  tables: Access['tables'],
  { organizationId, callId }: { readonly organizationId: string; readonly callId: string },
  { key, sealed, now, owner }: NewOrder,
): { readonly order: CallOrder; readonly isNew: boolean } | undefined {
  const known = tables
    .select(columns)
    .from(callOrders)
    .where(named(organizationId, callId, key))
    .get();
  if (known) return { order: present(known), isNew: false };
  const live = and(thisCall(organizationId, callId), ne(calls.state, 'ended'));
  const call = tables.select({ owner: calls.leaseOwner }).from(calls).where(live).get();
  if (!call) return undefined;
  tables
    .delete(callOrders)
    .where(lt(callOrders.updatedAt, new Date(now.getTime() - keptMs)))
    .run();
  const last = { sequence: max(callOrders.sequence) };
  const before = tables.select(last).from(callOrders).where(ofCall(organizationId, callId)).get();
  const hold =
    call.owner === owner
      ? ({ state: 'taken', takenBy: owner, sealed: null } as const)
      : ({ state: 'waiting', sealed } as const);
  const row = { organizationId, callId, key, sequence: (before?.sequence ?? 0) + 1, updatedAt: now, ...hold };
  const [added] = tables.insert(callOrders).values(row).returning(columns).all();
  return { order: present(added!), isNew: true };
}
