import type { CallOrder, NewOrder, OrderRoom } from '@buttdial/core';
import { and, asc, eq, lt, max, ne } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { present } from '../rows.ts';
import { callOrders, calls } from '../schema-calls.ts';
import type { Announce } from '../watch.ts';
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

/** Who writes holds the call's row first: an order is taken once, and by its owner. */
export function orderRoom({ within }: Access, announce: Announce): OrderRoom {
  const tell = (callId: string) => announce([{ topic: 'order', callId }]);
  return {
    ask: async (organizationId, callId, order) => {
      const asked = await within(organizationId, tables => ask(tables, { organizationId, callId }, order));
      if (asked?.isNew) tell(callId);
      return asked;
    },
    get: (organizationId, callId, key) => within(organizationId, tables => find(tables, organizationId, callId, key)),
    take: async (organizationId, callId, by) => {
      const taken = await within(organizationId, tables => take(tables, { organizationId, callId, ...by }));
      if (taken.length > 0) tell(callId);
      return taken;
    },
    answer: async (organizationId, callId, { key, owner, sealedAnswer, now }) => {
      const held = and(eq(callOrders.state, 'taken'), eq(callOrders.takenBy, owner));
      const change = { state: 'answered', sealedAnswer, updatedAt: now } as const;
      const where = and(named(organizationId, callId, key), held);
      const rows = await within(organizationId, tables =>
        tables.update(callOrders).set(change).where(where).returning({ key: callOrders.key }),
      );
      if (rows.length > 0) tell(callId);
      return rows.length > 0;
    },
    withdraw: (organizationId, callId, ...[key, now]) =>
      within(organizationId, async tables => {
        await held(tables, { organizationId, callId });
        const waiting = and(named(organizationId, callId, key), eq(callOrders.state, 'waiting'));
        await tables.update(callOrders).set({ state: 'withdrawn', sealed: null, updatedAt: now }).where(waiting);
        return find(tables, organizationId, callId, key);
      }),
    forget: (organizationId, callId, key) =>
      within(organizationId, async tables => {
        await tables.delete(callOrders).where(named(organizationId, callId, key));
      }),
  };
}

async function find(
  tables: Transaction,
  ...[organizationId, callId, key]: [string, string, string]
): Promise<CallOrder | undefined> {
  const [row] = await tables
    .select(columns)
    .from(callOrders)
    .where(named(organizationId, callId, key));
  return row && present(row);
}

interface ThisCall {
  readonly organizationId: string;
  readonly callId: string;
}

/** Who has the call, held until the end of the transaction. */
async function held(tables: Transaction, { organizationId, callId }: ThisCall) {
  const owner = { owner: calls.leaseOwner, state: calls.state };
  const [call] = await tables.select(owner).from(calls).where(thisCall(organizationId, callId)).for('update');
  return call;
}

async function ask(
  tables: Transaction,
  at: ThisCall,
  { key, sealed, now, owner }: NewOrder,
): Promise<{ readonly order: CallOrder; readonly isNew: boolean } | undefined> {
  const { organizationId, callId } = at;
  const call = await held(tables, at);
  const known = await find(tables, organizationId, callId, key);
  if (known) return { order: known, isNew: false };
  if (!call || call.state === 'ended') return undefined;
  await tables.delete(callOrders).where(lt(callOrders.updatedAt, new Date(now.getTime() - keptMs)));
  const last = { sequence: max(callOrders.sequence) };
  const [before] = await tables.select(last).from(callOrders).where(ofCall(organizationId, callId));
  const hold =
    call.owner === owner
      ? ({ state: 'taken', takenBy: owner, sealed: null } as const)
      : ({ state: 'waiting', sealed } as const);
  const row = { organizationId, callId, key, sequence: (before?.sequence ?? 0) + 1, updatedAt: now, ...hold };
  const [added] = await tables.insert(callOrders).values(row).returning(columns);
  return { order: present(added!), isNew: true };
}

async function take(
  tables: Transaction,
  at: ThisCall & { readonly owner: string; readonly now: Date },
): Promise<readonly (CallOrder & { readonly sealed: Uint8Array })[]> {
  const { organizationId, callId, owner, now } = at;
  if ((await held(tables, at))?.owner !== owner) return [];
  const mine = ofCall(organizationId, callId);
  const earlier = and(mine, eq(callOrders.state, 'taken'), ne(callOrders.takenBy, owner));
  await tables.update(callOrders).set({ state: 'lost', updatedAt: now }).where(earlier);
  const waiting = and(mine, eq(callOrders.state, 'waiting'));
  const found = await tables.select(columns).from(callOrders).where(waiting).orderBy(asc(callOrders.sequence));
  await tables.update(callOrders).set({ state: 'taken', takenBy: owner, sealed: null, updatedAt: now }).where(waiting);
  return found.map(row => ({ ...present(row), state: 'taken', sealed: row.sealed! }));
}
