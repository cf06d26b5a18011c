import type {
  CallAddition,
  CallAdmission,
  CallCaps,
  CallRecord,
  CallReservation,
  Calls,
  LimitReached,
  NewCall,
} from '@buttdial/core';
import { and, count, eq, gt, gte, inArray, isNull, lt, lte, ne, sql } from 'drizzle-orm';
import type { Access } from './access.ts';
import type { Batch } from './batch.ts';
import { type CallMoney, callMoves } from './call-moves.ts';
import { callColumns, thisCall } from './rooms/calls.ts';
import { present } from './rows.ts';
import { agents } from './schema.ts';
import { callEvents, callOrders, calls, callTickets } from './schema-calls.ts';
import { dayStart, nextDay } from './time.ts';

export function createCalls(access: Access, money: CallMoney): Calls {
  const { tables, write } = access;
  return {
    ...callMoves(access, money),
    addCall: call => write(batch => add(tables, batch, call)),
    reserveCall: reservation => write(batch => reserve({ tables, batch, money }, reservation)),
    purgeCalls: endedBefore =>
      write(() => {
        const over = and(eq(calls.state, 'ended'), lt(calls.endedAt, endedBefore));
        const ids = tables.select({ id: calls.id }).from(calls).where(over);
        tables.delete(callEvents).where(inArray(callEvents.callId, ids)).run();
        tables.delete(callOrders).where(inArray(callOrders.callId, ids)).run();
        return tables.delete(calls).where(over).run().changes;
      }),
    issueTicket: ({ hash, organizationId, callId, now, validMs }) =>
      write(batch => {
        const at = batch.time(now);
        // Nobody will ask for those any more.
        tables
          .delete(callTickets)
          .where(lte(callTickets.expiresAt, at - 86_400_000))
          .run();
        tables
          .insert(callTickets)
          .values({ hash, organizationId, callId, expiresAt: at + validMs })
          .run();
      }),
    useTicket: (hash, now) =>
      write(batch => {
        const at = batch.time(now);
        const good = and(eq(callTickets.hash, hash), isNull(callTickets.usedAt), gt(callTickets.expiresAt, at));
        const [used] = tables
          .update(callTickets)
          .set({ usedAt: at })
          .where(good)
          .returning({ organizationId: callTickets.organizationId, callId: callTickets.callId })
          .all();
        const open = used && and(thisCall(used.organizationId, used.callId), ne(calls.state, 'ended'));
        return open && tables.select({ id: calls.id }).from(calls).where(open).get() ? used : undefined;
      }),
  };
}

function add(tables: Access['tables'], batch: Batch, call: NewCall): CallAddition {
  const earlier = seenBefore(tables, call);
  if (earlier) return earlier;
  const mine = and(eq(agents.id, call.agentId), eq(agents.organizationId, call.organizationId));
  const organization = batch.meters.of(call.organizationId);
  const agent = tables.select({ status: agents.status }).from(agents).where(mine).get();
  if (!organization || agent?.status !== 'active') return { outcome: 'inactive' };
  const { now, idempotency, lease, auditBody, ...row } = call;
  const at = batch.time(now);
  const [added] = tables
    .insert(calls)
    .values({
      ...row,
      reservedMicros: 0,
      createdAt: now,
      updatedAt: now,
      leaseOwner: lease.owner,
      leaseUntil: call.state === 'scheduled' ? call.dueAt.getTime() : at + lease.leaseMs,
      ...(idempotency && { idempotencyKey: idempotency.key, fingerprint: idempotency.fingerprint }),
    })
    .returning(callColumns)
    .all();
  batch.audit(organization, auditBody, now);
  batch.wake({ topic: 'call', callId: call.id });
  return { outcome: 'added', call: present(added!) };
}

function seenBefore(tables: Access['tables'], call: NewCall): CallAddition | undefined {
  const { idempotency, vendorId } = call;
  const own = eq(calls.organizationId, call.organizationId);
  if (vendorId !== undefined) {
    const same = and(own, eq(calls.connection, call.connection), eq(calls.vendorId, vendorId));
    const row = tables.select(callColumns).from(calls).where(same).get();
    if (row) return { outcome: 'duplicate', call: present(row) };
  }
  if (!idempotency) return undefined;
  const same = and(own, eq(calls.agentId, call.agentId), eq(calls.idempotencyKey, idempotency.key));
  const row = tables
    .select({ ...callColumns, fingerprint: calls.fingerprint })
    .from(calls)
    .where(same)
    .get();
  if (!row) return undefined;
  const { fingerprint, ...record } = row;
  return fingerprint === idempotency.fingerprint
    ? { outcome: 'duplicate', call: present(record) }
    : { outcome: 'conflict' };
}

interface Room {
  readonly tables: Access['tables'];
  readonly batch: Batch;
  readonly money: CallMoney;
}

function reserve(
  { tables, batch, money }: Room,
  { organizationId, callId, caps, admit }: CallReservation,
): CallAdmission {
  const row = tables.select(callColumns).from(calls).where(thisCall(organizationId, callId)).get();
  if (!row || (row.state !== 'draft' && row.state !== 'scheduled')) return { outcome: 'gone' };
  const at = batch.time(admit.now);
  const limit = reachedCap(tables, present(row), { caps, at });
  if (limit) return { outcome: 'limited', limit };
  const admission = money.admit(batch, admit);
  if (admission.outcome === 'duplicate' || admission.outcome === 'conflict') return { outcome: 'gone' };
  if (admission.outcome !== 'admitted') return admission;
  const change = {
    state: 'queued',
    reservedMicros: admit.reserveMicros,
    reservedAt: at,
    updatedAt: admit.now,
  } as const;
  const [reserved] = tables
    .update(calls)
    .set(change)
    .where(thisCall(organizationId, callId))
    .returning(callColumns)
    .all();
  batch.wake({ topic: 'call', callId });
  const { nearing } = admission;
  return { outcome: 'reserved', call: present(reserved!), ...(nearing && { nearing }) };
}

const live = ['queued', 'dialing', 'ringing', 'in-progress'] as const;
const soonMs = 30_000;

/** The first cap that this call would pass. */
function reachedCap(
  tables: Access['tables'],
  call: CallRecord,
  { caps, at }: { readonly caps: CallCaps; readonly at: number },
): LimitReached | undefined {
  const underWay = (agent?: string) =>
    tables
      .select({ calls: count() })
      .from(calls)
      .where(
        and(
          eq(calls.organizationId, call.organizationId),
          inArray(calls.state, [...live]),
          agent === undefined ? undefined : eq(calls.agentId, agent),
        ),
      )
      .get()?.calls ?? 0;
  const crowded = (
    type: 'concurrent-calls' | 'org-concurrent-calls',
    current: number,
    max: number | null | undefined,
  ) =>
    max === null || max === undefined || current < max
      ? undefined
      : { type, current, max, resetsAt: new Date(at + soonMs) };
  return (
    crowded('concurrent-calls', underWay(call.agentId), caps.concurrentPerAgent) ??
    crowded('org-concurrent-calls', underWay(), caps.concurrentPerOrganization) ??
    talkedOut(tables, call, { max: caps.secondsPerDayPerAgent, at })
  );
}

function talkedOut(
  tables: Access['tables'],
  call: CallRecord,
  { max, at }: { readonly max: number | null | undefined; readonly at: number },
): LimitReached | undefined {
  if (max === null || max === undefined) return undefined;
  const weight = sql<number>`coalesce(sum(case when state = 'ended' then (coalesce(talk_ms, 0) + 999) / 1000 else max_seconds end), 0)`;
  const today = and(eq(calls.agentId, call.agentId), gte(calls.reservedAt, dayStart(at)));
  const used = tables.select({ seconds: weight }).from(calls).where(today).get()?.seconds ?? 0;
  const current = used + call.maxSeconds;
  return current <= max ? undefined : { type: 'call-seconds-per-day', current, max, resetsAt: new Date(nextDay(at)) };
}
