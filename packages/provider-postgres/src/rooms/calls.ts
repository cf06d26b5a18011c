import type { CallFilter, CallRecord, CallRoom, Page } from '@buttdial/core';
import { and, asc, desc, eq, gt, inArray, lt, max, or } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { present } from '../rows.ts';
import { agents } from '../schema.ts';
import { callEvents, callOrders, calls, callWaiters } from '../schema-calls.ts';
import type { Announce } from '../watch.ts';

/** Everything that a record has, and nothing that only the store needs. */
export const callColumns = {
  id: calls.id,
  organizationId: calls.organizationId,
  agentId: calls.agentId,
  direction: calls.direction,
  from: calls.from,
  to: calls.to,
  contactKey: calls.contactKey,
  connection: calls.connection,
  vendorId: calls.vendorId,
  state: calls.state,
  brain: calls.brain,
  transport: calls.transport,
  sealedPlan: calls.sealedPlan,
  ending: calls.ending,
  sealedOutcome: calls.sealedOutcome,
  decision: calls.decision,
  maxSeconds: calls.maxSeconds,
  talkMs: calls.talkMs,
  disclosureHeardMs: calls.disclosureHeardMs,
  reservedMicros: calls.reservedMicros,
  priceMicros: calls.priceMicros,
  currency: calls.currency,
  createdAt: calls.createdAt,
  updatedAt: calls.updatedAt,
  dueAt: calls.dueAt,
  answeredAt: calls.answeredAt,
  endedAt: calls.endedAt,
  idempotencyKey: calls.idempotencyKey,
};

/** The rows of one call. */
export const thisCall = (organizationId: string, callId: string) =>
  and(eq(calls.id, callId), eq(calls.organizationId, organizationId));

/** Adds what happened to a call whose row is held. Returns the last sequence number. */
export async function addEvents(
  tables: Transaction,
  { organizationId, callId }: { readonly organizationId: string; readonly callId: string },
  added: readonly { readonly at: Date; readonly sealed: Uint8Array }[],
): Promise<number> {
  const last = { sequence: max(callEvents.sequence) };
  const [before] = await tables.select(last).from(callEvents).where(eventsOf(organizationId, callId));
  const first = (before?.sequence ?? 0) + 1;
  const rows = added.map((event, index) => ({ organizationId, callId, sequence: first + index, ...event }));
  if (rows.length > 0) await tables.insert(callEvents).values(rows);
  return first + rows.length - 1;
}

export function callRoom({ within }: Access, announce: Announce): CallRoom {
  return {
    get: (organizationId, callId) => within(organizationId, tables => findCall(tables, organizationId, callId)),
    byVendor: (organizationId, connection, vendorId) =>
      within(organizationId, async tables => {
        const named = and(eq(calls.connection, connection), eq(calls.vendorId, vendorId));
        const mine = and(eq(calls.organizationId, organizationId), named);
        const [row] = await tables.select(callColumns).from(calls).where(mine).limit(1);
        return row && present(row);
      }),
    list: (organizationId, filter, page) =>
      within(organizationId, async tables => {
        const last = page.before === undefined ? undefined : await findCall(tables, organizationId, page.before);
        if (page.before !== undefined && !last) return [];
        return list(tables, { organizationId, filter, last, limit: page.limit });
      }),
    events: (organizationId, callId, { after, limit }) =>
      within(organizationId, tables =>
        tables
          .select({ sequence: callEvents.sequence, at: callEvents.at, sealed: callEvents.sealed })
          .from(callEvents)
          .where(and(eventsOf(organizationId, callId), gt(callEvents.sequence, after)))
          .orderBy(asc(callEvents.sequence))
          .limit(limit),
      ),
    append: async (organizationId, callId, added) => {
      const last = await within(organizationId, async tables => {
        // Who adds holds the call's row, so that numbers have no gaps.
        const held = tables.select({ id: calls.id }).from(calls).where(thisCall(organizationId, callId)).for('update');
        return (await held).length === 0 ? undefined : addEvents(tables, { organizationId, callId }, added);
      });
      if (last !== undefined) announce([{ topic: 'call', callId }]);
      return last;
    },
    expect: (organizationId, agentId, until) =>
      within(organizationId, async tables => {
        const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
        if ((await tables.select({ id: agents.id }).from(agents).where(mine)).length === 0) return false;
        const target = [callWaiters.organizationId, callWaiters.agentId];
        await tables
          .insert(callWaiters)
          .values({ organizationId, agentId, until })
          .onConflictDoUpdate({ target, set: { until } });
        return true;
      }),
    isExpected: (organizationId, agentId, now) =>
      within(organizationId, async tables => {
        const named = and(eq(callWaiters.organizationId, organizationId), eq(callWaiters.agentId, agentId));
        const still = and(named, gt(callWaiters.until, now));
        return (await tables.select({ until: callWaiters.until }).from(callWaiters).where(still)).length > 0;
      }),
    eraseContact: (organizationId, contactKey) =>
      within(organizationId, async tables => {
        const theirs = and(eq(calls.organizationId, organizationId), eq(calls.contactKey, contactKey));
        const ids = (await tables.select({ id: calls.id }).from(calls).where(theirs).for('update')).map(
          call => call.id,
        );
        if (ids.length === 0) return { erased: 0, underWay: 0 };
        await tables.delete(callEvents).where(inArray(callEvents.callId, ids));
        await tables.delete(callOrders).where(inArray(callOrders.callId, ids));
        const gone = await tables
          .delete(calls)
          .where(and(theirs, eq(calls.state, 'ended')))
          .returning({ id: calls.id });
        return { erased: gone.length, underWay: ids.length - gone.length };
      }),
  };
}

const eventsOf = (organizationId: string, callId: string) =>
  and(eq(callEvents.callId, callId), eq(callEvents.organizationId, organizationId));

/** One call, as its record. */
export async function findCall(
  tables: Transaction,
  organizationId: string,
  callId: string,
): Promise<CallRecord | undefined> {
  const [row] = await tables.select(callColumns).from(calls).where(thisCall(organizationId, callId));
  return row && present(row);
}

interface Listing {
  readonly organizationId: string;
  readonly filter: CallFilter;
  readonly last: CallRecord | undefined;
  readonly limit: Page['limit'];
}

async function list(
  tables: Transaction,
  { organizationId, filter, last, limit }: Listing,
): Promise<readonly CallRecord[]> {
  const where = and(
    eq(calls.organizationId, organizationId),
    filter.agentId === undefined ? undefined : eq(calls.agentId, filter.agentId),
    filter.contactKey === undefined ? undefined : eq(calls.contactKey, filter.contactKey),
    filter.states === undefined ? undefined : inArray(calls.state, [...filter.states]),
    last && or(lt(calls.createdAt, last.createdAt), and(eq(calls.createdAt, last.createdAt), lt(calls.id, last.id))),
  );
  const rows = await tables
    .select(callColumns)
    .from(calls)
    .where(where)
    .orderBy(desc(calls.createdAt), desc(calls.id))
    .limit(limit);
  return rows.map(present);
}
