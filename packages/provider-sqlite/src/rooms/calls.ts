import type { CallFilter, CallRecord, CallRoom, Page } from '@buttdial/core';
import { and, asc, desc, eq, gt, inArray, lt, max, or } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { present } from '../rows.ts';
import { agents } from '../schema.ts';
import { callEvents, callOrders, calls, callWaiters } from '../schema-calls.ts';

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

const events = (organizationId: string, callId: string) =>
  and(eq(callEvents.callId, callId), eq(callEvents.organizationId, organizationId));

/** Adds what happened, inside a write. Returns the last sequence number. */
export function addEvents(
  tables: Access['tables'],
  { organizationId, callId }: { readonly organizationId: string; readonly callId: string },
  added: readonly { readonly at: Date; readonly sealed: Uint8Array }[],
): number {
  const last = { sequence: max(callEvents.sequence) };
  const before = tables.select(last).from(callEvents).where(events(organizationId, callId)).get();
  let sequence = before?.sequence ?? 0;
  for (const event of added) {
    sequence += 1;
    tables
      .insert(callEvents)
      .values({ organizationId, callId, sequence, ...event })
      .run();
  }
  return sequence;
}

export function callRoom({ tables, write }: Access): CallRoom {
  const find = (organizationId: string, callId: string): CallRecord | undefined => {
    const row = tables.select(callColumns).from(calls).where(thisCall(organizationId, callId)).get();
    return row && present(row);
  };
  return {
    get: async (organizationId, callId) => find(organizationId, callId),
    byVendor: async (organizationId, connection, vendorId) => {
      const named = and(eq(calls.connection, connection), eq(calls.vendorId, vendorId));
      const mine = and(eq(calls.organizationId, organizationId), named);
      const row = tables.select(callColumns).from(calls).where(mine).get();
      return row && present(row);
    },
    list: async (organizationId, filter, page) => {
      const last = page.before === undefined ? undefined : find(organizationId, page.before);
      if (page.before !== undefined && !last) return [];
      return list(tables, { organizationId, filter, last, limit: page.limit });
    },
    events: async (organizationId, callId, { after, limit }) =>
      tables
        .select({ sequence: callEvents.sequence, at: callEvents.at, sealed: callEvents.sealed })
        .from(callEvents)
        .where(and(events(organizationId, callId), gt(callEvents.sequence, after)))
        .orderBy(asc(callEvents.sequence))
        .limit(limit)
        .all(),
    append: (organizationId, callId, added) =>
      write(batch => {
        if (!find(organizationId, callId)) return undefined;
        batch.wake({ topic: 'call', callId });
        return addEvents(tables, { organizationId, callId }, added);
      }),
    expect: (organizationId, agentId, until) =>
      write(() => {
        const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
        if (!tables.select({ id: agents.id }).from(agents).where(mine).get()) return false;
        const target = [callWaiters.organizationId, callWaiters.agentId];
        tables
          .insert(callWaiters)
          .values({ organizationId, agentId, until })
          .onConflictDoUpdate({ target, set: { until } })
          .run();
        return true;
      }),
    isExpected: async (organizationId, agentId, now) => {
      const named = and(eq(callWaiters.organizationId, organizationId), eq(callWaiters.agentId, agentId));
      const still = and(named, gt(callWaiters.until, now));
      return tables.select({ until: callWaiters.until }).from(callWaiters).where(still).get() !== undefined;
    },
    eraseContact: (organizationId, contactKey) =>
      write(() => {
        const theirs = and(eq(calls.organizationId, organizationId), eq(calls.contactKey, contactKey));
        const ids = tables.select({ id: calls.id }).from(calls).where(theirs);
        tables.delete(callEvents).where(inArray(callEvents.callId, ids)).run();
        tables.delete(callOrders).where(inArray(callOrders.callId, ids)).run();
        const erased = tables
          .delete(calls)
          .where(and(theirs, eq(calls.state, 'ended')))
          .run().changes;
        return { erased, underWay: ids.all().length };
      }),
  };
}

interface Listing {
  readonly organizationId: string;
  readonly filter: CallFilter;
  readonly last: CallRecord | undefined;
  readonly limit: Page['limit'];
}

function list(tables: Access['tables'], { organizationId, filter, last, limit }: Listing): readonly CallRecord[] {
  const where = and(
    eq(calls.organizationId, organizationId),
    filter.agentId === undefined ? undefined : eq(calls.agentId, filter.agentId),
    filter.contactKey === undefined ? undefined : eq(calls.contactKey, filter.contactKey),
    filter.states === undefined ? undefined : inArray(calls.state, [...filter.states]),
    last && or(lt(calls.createdAt, last.createdAt), and(eq(calls.createdAt, last.createdAt), lt(calls.id, last.id))),
  );
  const rows = tables
    .select(callColumns)
    .from(calls)
    .where(where)
    .orderBy(desc(calls.createdAt), desc(calls.id))
    .limit(limit)
    .all();
  return rows.map(present);
}
