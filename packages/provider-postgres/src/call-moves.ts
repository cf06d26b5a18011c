import { type CallMove, type CallRecord, type CallSettlement, type Calls, callStates } from '@buttdial/core';
import { and, asc, eq, inArray, lte, ne, sql } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from './access.ts';
import { type Clock, settleRow } from './outbox.ts';
import { addEvents, callColumns, findCall, thisCall } from './rooms/calls.ts';
import { present } from './rows.ts';
import { callOrders, calls } from './schema-calls.ts';
import type { Announce } from './watch.ts';

/** What the verbs need besides the tables. */
export interface Told {
  readonly clock: Clock;
  readonly announce: Announce;
}

/** The moment that counts for leases and limits. */
export async function instant(tables: Transaction, at: number | null): Promise<number> {
  const [row] = await tables.execute<{ at: string | number }>(sql`select store_clock(${at}::bigint) as at`);
  return Number(row!.at);
}

type Moves = Pick<
  Calls,
  'moveCall' | 'settleCall' | 'priceCall' | 'claimCalls' | 'keepCalls' | 'holdCall' | 'orderedCalls'
>;

/** What happens to a call after it was written down: forwards, and to its end once. */
export function callMoves({ within }: Access, { clock, announce }: Told): Moves {
  const tell = (callId: string) => announce([{ topic: 'call', callId }]);
  return {
    moveCall: async move => {
      const moved = await within(move.organizationId, async tables => {
        const call = await held(tables, move.organizationId, move.callId);
        return call && change(tables, call, changesOf(call, move));
      });
      if (moved) tell(moved.id);
      return moved;
    },
    settleCall: async end => {
      const answer = await within(end.organizationId, tables => settle(tables, end));
      if (answer?.settled) tell(end.callId);
      return answer;
    },
    priceCall: ({ organizationId, callId, priceMicros, now }) =>
      within(organizationId, async tables => {
        const call = await held(tables, organizationId, callId);
        if (call?.state !== 'ended' || call.priceMicros === priceMicros) return false;
        await change(tables, call, { priceMicros, updatedAt: now });
        return true;
      }),
    claimCalls: ({ owner, now, leaseMs, limit }) =>
      within('*', async tables => {
        const at = await instant(tables, clock(now));
        const due = await tables
          .select(callColumns)
          .from(calls)
          .where(and(ne(calls.state, 'ended'), lte(calls.leaseUntil, at)))
          .orderBy(asc(calls.leaseUntil))
          .limit(limit)
          .for('update', { skipLocked: true });
        const ids = due.map(call => call.id);
        if (ids.length > 0)
          await tables
            .update(calls)
            .set({ leaseOwner: owner, leaseUntil: at + leaseMs })
            .where(inArray(calls.id, ids));
        return due.map(present);
      }),
    keepCalls: ({ owner, now, leaseMs, callIds }) =>
      within('*', async tables => {
        if (callIds.length === 0) return [];
        const own = and(inArray(calls.id, [...callIds]), eq(calls.leaseOwner, owner), ne(calls.state, 'ended'));
        const leaseUntil = (await instant(tables, clock(now))) + leaseMs;
        const kept = await tables.update(calls).set({ leaseUntil }).where(own).returning({ id: calls.id });
        return kept.map(call => call.id);
      }),
    holdCall: ({ organizationId, callId, owner, now, leaseMs }) =>
      within(organizationId, async tables => {
        const live = and(thisCall(organizationId, callId), ne(calls.state, 'ended'));
        const lease = { leaseOwner: owner, leaseUntil: (await instant(tables, clock(now))) + leaseMs };
        return (await tables.update(calls).set(lease).where(live).returning({ id: calls.id })).length > 0;
      }),
    orderedCalls: callIds =>
      within('*', async tables => {
        if (callIds.length === 0) return [];
        const waiting = and(inArray(callOrders.callId, [...callIds]), eq(callOrders.state, 'waiting'));
        const found = await tables.selectDistinct({ callId: callOrders.callId }).from(callOrders).where(waiting);
        return found.map(order => order.callId);
      }),
  };
}

/** The call, held until the end of the transaction. */
async function held(tables: Transaction, organizationId: string, callId: string): Promise<CallRecord | undefined> {
  await tables.select({ id: calls.id }).from(calls).where(thisCall(organizationId, callId)).for('update');
  return findCall(tables, organizationId, callId);
}

async function change(
  tables: Transaction,
  call: CallRecord,
  changes: Partial<typeof calls.$inferInsert>,
): Promise<CallRecord> {
  const mine = thisCall(call.organizationId, call.id);
  const [row] = await tables.update(calls).set(changes).where(mine).returning(callColumns);
  return present(row!);
}

async function settle(
  tables: Transaction,
  end: CallSettlement,
): Promise<{ readonly call: CallRecord; readonly settled: boolean } | undefined> {
  const { organizationId, callId, now, auditBody, money: outcome } = end;
  // Organization first, then the call: the order of locks everywhere.
  await lockOrganization(tables, organizationId);
  const call = await held(tables, organizationId, callId);
  if (!call) return undefined;
  if (call.state === 'ended') return { call, settled: false };
  const isReserved = call.state !== 'draft' && call.state !== 'scheduled' && call.direction === 'outbound';
  if (isReserved) {
    const rows = JSON.stringify([
      settleRow({ organizationId, messageId: callId, attempt: 1, now, outcome, auditBody }),
    ]);
    await tables.execute(sql`select store_settle(${rows}::text::jsonb)`);
  } else await appendAudit(tables, { organizationId, body: auditBody, at: now });
  if (end.sealedEvent) await addEvents(tables, { organizationId, callId }, [{ at: now, sealed: end.sealedEvent }]);
  return { call: await change(tables, call, changesOfEnd(call, end)), settled: true };
}

/** Only forwards; what was known stays. */
function changesOf(call: CallRecord, { state, now, ...move }: CallMove): Partial<typeof calls.$inferInsert> {
  const judged = move.sealedOutcome && { sealedOutcome: move.sealedOutcome };
  if (call.state === 'ended') return { ...judged, updatedAt: judged ? now : call.updatedAt };
  const isForward = state !== undefined && callStates.indexOf(state) > callStates.indexOf(call.state);
  const { vendorId = call.vendorId, decision, disclosureHeardMs } = move;
  return {
    updatedAt: now,
    ...(isForward && { state }),
    ...(state === 'in-progress' && !call.answeredAt && { answeredAt: now }),
    ...(vendorId !== undefined && { vendorId: call.vendorId ?? vendorId }),
    ...(decision && { decision }),
    ...(disclosureHeardMs !== undefined && { disclosureHeardMs: call.disclosureHeardMs ?? disclosureHeardMs }),
    ...judged,
  };
}

function changesOfEnd(
  call: CallRecord,
  { now, ending, talkMs, money, ...end }: CallSettlement,
): Partial<typeof calls.$inferInsert> {
  const { disclosureHeardMs, sealedOutcome, decision } = end;
  const price = money.kind === 'sent' ? money.priceMicros : undefined;
  return {
    state: 'ended',
    ending,
    talkMs,
    updatedAt: now,
    endedAt: now,
    ...(disclosureHeardMs !== undefined && { disclosureHeardMs }),
    ...(sealedOutcome && { sealedOutcome: call.sealedOutcome ?? sealedOutcome }),
    ...(decision && { decision }),
    ...(price !== undefined && { priceMicros: price }),
  };
}
