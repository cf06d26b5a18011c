import { type CallMove, type CallRecord, type CallSettlement, type Calls, callStates } from '@buttdial/core';
import { and, asc, eq, inArray, lte, ne } from 'drizzle-orm';
import type { Access } from './access.ts';
import type { createAdmit } from './admit.ts';
import type { Batch } from './batch.ts';
import { addEvents, callColumns, thisCall } from './rooms/calls.ts';
import { present } from './rows.ts';
import { callOrders, calls } from './schema-calls.ts';
import type { createSettle } from './settle.ts';

/** The message verbs that carry the money of calls. */
export interface CallMoney {
  readonly admit: ReturnType<typeof createAdmit>;
  readonly settle: ReturnType<typeof createSettle>;
}

type Moves = Pick<
  Calls,
  'moveCall' | 'settleCall' | 'priceCall' | 'claimCalls' | 'keepCalls' | 'holdCall' | 'orderedCalls'
>;

/** What happens to a call after it was written down: forwards, and to its end once. */
export function callMoves({ tables, write }: Access, money: CallMoney): Moves {
  const find = (organizationId: string, callId: string): CallRecord | undefined => {
    const row = tables.select(callColumns).from(calls).where(thisCall(organizationId, callId)).get();
    return row && present(row);
  };
  const change = (call: CallRecord, changes: Partial<typeof calls.$inferInsert>): CallRecord => {
    const mine = thisCall(call.organizationId, call.id);
    const [row] = tables.update(calls).set(changes).where(mine).returning(callColumns).all();
    return present(row!);
  };

  function settle(
    batch: Batch,
    end: CallSettlement,
  ): { readonly call: CallRecord; readonly settled: boolean } | undefined {
    const call = find(end.organizationId, end.callId);
    if (!call) return undefined;
    if (call.state === 'ended') return { call, settled: false };
    const { organizationId, now, auditBody, money: outcome } = end;
    const isReserved = call.state !== 'draft' && call.state !== 'scheduled' && call.direction === 'outbound';
    if (isReserved) money.settle(batch, { organizationId, messageId: call.id, attempt: 1, now, outcome, auditBody });
    else {
      const organization = batch.meters.of(organizationId);
      if (organization) batch.audit(organization, auditBody, now);
    }
    if (end.sealedEvent) addEvents(tables, end, [{ at: now, sealed: end.sealedEvent }]);
    batch.wake({ topic: 'call', callId: call.id });
    return { call: change(call, changesOfEnd(call, end)), settled: true };
  }

  return {
    moveCall: move =>
      write(batch => {
        const call = find(move.organizationId, move.callId);
        if (!call) return undefined;
        batch.wake({ topic: 'call', callId: call.id });
        return change(call, changesOf(call, move));
      }),
    settleCall: end => write(batch => settle(batch, end)),
    priceCall: ({ organizationId, callId, priceMicros, now }) =>
      write(() => {
        const call = find(organizationId, callId);
        if (call?.state !== 'ended' || call.priceMicros === priceMicros) return false;
        change(call, { priceMicros, updatedAt: now });
        return true;
      }),
    claimCalls: ({ owner, now, leaseMs, limit }) =>
      write(batch => {
        const at = batch.time(now);
        const over = and(ne(calls.state, 'ended'), lte(calls.leaseUntil, at));
        const due = tables
          .select(callColumns)
          .from(calls)
          .where(over)
          .orderBy(asc(calls.leaseUntil))
          .limit(limit)
          .all();
        const ids = due.map(call => call.id);
        if (ids.length > 0)
          tables
            .update(calls)
            .set({ leaseOwner: owner, leaseUntil: at + leaseMs })
            .where(inArray(calls.id, ids))
            .run();
        return due.map(present);
      }),
    keepCalls: ({ owner, now, leaseMs, callIds }) =>
      write(batch => {
        if (callIds.length === 0) return [];
        const own = and(inArray(calls.id, [...callIds]), eq(calls.leaseOwner, owner), ne(calls.state, 'ended'));
        const leaseUntil = batch.time(now) + leaseMs;
        const kept = tables.update(calls).set({ leaseUntil }).where(own).returning({ id: calls.id }).all();
        return kept.map(call => call.id);
      }),
    holdCall: ({ organizationId, callId, owner, now, leaseMs }) =>
      write(batch => {
        const live = and(thisCall(organizationId, callId), ne(calls.state, 'ended'));
        const lease = { leaseOwner: owner, leaseUntil: batch.time(now) + leaseMs };
        return tables.update(calls).set(lease).where(live).run().changes > 0;
      }),
    orderedCalls: async callIds => {
      if (callIds.length === 0) return [];
      const waiting = and(inArray(callOrders.callId, [...callIds]), eq(callOrders.state, 'waiting'));
      const found = tables.selectDistinct({ callId: callOrders.callId }).from(callOrders).where(waiting);
      return found.all().map(order => order.callId);
    },
  };
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
