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
import { type Access, appendAudit, lockOrganization, type Transaction } from './access.ts';
import { callMoves, instant, type Told } from './call-moves.ts';
import { admitRow, type Clock, toAdmission } from './outbox.ts';
import { callColumns, findCall, thisCall } from './rooms/calls.ts';
import { present } from './rows.ts';
import { agents } from './schema.ts';
import { callEvents, callOrders, calls, callTickets } from './schema-calls.ts';

export function createCalls(access: Access, told: Told): Calls {
  const { within } = access;
  const { clock, announce } = told;
  return {
    ...callMoves(access, told),
    addCall: async call => {
      const answer = await within(call.organizationId, tables => add(tables, clock, call));
      if (answer.outcome === 'added') announce([{ topic: 'call', callId: call.id }]);
      return answer;
    },
    reserveCall: async reservation => {
      const answer = await within(reservation.organizationId, tables => reserve(tables, clock, reservation));
      if (answer.outcome === 'reserved') announce([{ topic: 'call', callId: reservation.callId }]);
      return answer;
    },
    purgeCalls: endedBefore =>
      within('*', async tables => {
        const over = and(eq(calls.state, 'ended'), lt(calls.endedAt, endedBefore));
        const gone = await tables.delete(calls).where(over).returning({ id: calls.id });
        const ids = gone.map(call => call.id);
        if (ids.length === 0) return 0;
        await tables.delete(callEvents).where(inArray(callEvents.callId, ids));
        await tables.delete(callOrders).where(inArray(callOrders.callId, ids));
        return ids.length;
      }),
    issueTicket: ({ hash, organizationId, callId, now, validMs }) =>
      within(organizationId, async tables => {
        const at = await instant(tables, clock(now));
        // Nobody will ask for those any more.
        await tables.delete(callTickets).where(lte(callTickets.expiresAt, at - 86_400_000));
        await tables.insert(callTickets).values({ hash, organizationId, callId, expiresAt: at + validMs });
      }),
    useTicket: (hash, now) =>
      within('*', async tables => {
        const at = await instant(tables, clock(now));
        const good = and(eq(callTickets.hash, hash), isNull(callTickets.usedAt), gt(callTickets.expiresAt, at));
        const [used] = await tables
          .update(callTickets)
          .set({ usedAt: at })
          .where(good)
          .returning({ organizationId: callTickets.organizationId, callId: callTickets.callId });
        if (!used) return undefined;
        const open = and(thisCall(used.organizationId, used.callId), ne(calls.state, 'ended'));
        const [call] = await tables.select({ id: calls.id }).from(calls).where(open);
        return call ? used : undefined;
      }),
  };
}

async function add(tables: Transaction, clock: Clock, call: NewCall): Promise<CallAddition> {
  const isKnown = await lockOrganization(tables, call.organizationId);
  const earlier = await seenBefore(tables, call);
  if (earlier) return earlier;
  const mine = and(eq(agents.id, call.agentId), eq(agents.organizationId, call.organizationId));
  const [agent] = await tables.select({ status: agents.status }).from(agents).where(mine);
  if (!isKnown || agent?.status !== 'active') return { outcome: 'inactive' };
  const { now, idempotency, lease, auditBody, ...row } = call;
  const at = await instant(tables, clock(now));
  const [added] = await tables
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
    .returning(callColumns);
  await appendAudit(tables, { organizationId: call.organizationId, body: auditBody, at: now });
  return { outcome: 'added', call: present(added!) };
}

async function seenBefore(tables: Transaction, call: NewCall): Promise<CallAddition | undefined> {
  const { idempotency, vendorId } = call;
  const own = eq(calls.organizationId, call.organizationId);
  if (vendorId !== undefined) {
    const same = and(own, eq(calls.connection, call.connection), eq(calls.vendorId, vendorId));
    const [row] = await tables.select(callColumns).from(calls).where(same);
    if (row) return { outcome: 'duplicate', call: present(row) };
  }
  if (!idempotency) return undefined;
  const same = and(own, eq(calls.agentId, call.agentId), eq(calls.idempotencyKey, idempotency.key));
  const [row] = await tables
    .select({ ...callColumns, fingerprint: calls.fingerprint })
    .from(calls)
    .where(same);
  if (!row) return undefined;
  const { fingerprint, ...record } = row;
  return fingerprint === idempotency.fingerprint
    ? { outcome: 'duplicate', call: present(record) }
    : { outcome: 'conflict' };
}

async function reserve(
  tables: Transaction,
  clock: Clock,
  { organizationId, callId, caps, admit }: CallReservation,
): Promise<CallAdmission> {
  // Whoever lets calls in holds this lock, so that what is counted cannot change.
  await lockOrganization(tables, organizationId);
  const call = await findCall(tables, organizationId, callId);
  if (!call || (call.state !== 'draft' && call.state !== 'scheduled')) return { outcome: 'gone' };
  const at = await instant(tables, clock(admit.now));
  const limit = await reachedCap(tables, call, { caps, at });
  if (limit) return { outcome: 'limited', limit };
  const rows = JSON.stringify([admitRow(admit, clock)]);
  const [answer] = await tables.execute<{ answer: Parameters<typeof toAdmission>[1] }>(
    sql`select store_admit(${rows}::text::jsonb) as answer`,
  );
  const admission = toAdmission(admit, answer!.answer);
  if (admission.outcome === 'duplicate' || admission.outcome === 'conflict') return { outcome: 'gone' };
  if (admission.outcome !== 'admitted') return admission;
  const change = {
    state: 'queued',
    reservedMicros: admit.reserveMicros,
    reservedAt: at,
    updatedAt: admit.now,
  } as const;
  const [reserved] = await tables
    .update(calls)
    .set(change)
    .where(thisCall(organizationId, callId))
    .returning(callColumns);
  const { nearing } = admission;
  return { outcome: 'reserved', call: present(reserved!), ...(nearing && { nearing }) };
}

const live = ['queued', 'dialing', 'ringing', 'in-progress'] as const;
const soonMs = 30_000;
const dayMs = 86_400_000;

/** The first cap that this call would pass. */
async function reachedCap(
  tables: Transaction,
  call: CallRecord,
  { caps, at }: { readonly caps: CallCaps; readonly at: number },
): Promise<LimitReached | undefined> {
  const underWay = async (agent?: string) => {
    const mine = agent === undefined ? undefined : eq(calls.agentId, agent);
    const where = and(eq(calls.organizationId, call.organizationId), inArray(calls.state, [...live]), mine);
    return (await tables.select({ calls: count() }).from(calls).where(where))[0]?.calls ?? 0;
  };
  const crowded = (
    type: 'concurrent-calls' | 'org-concurrent-calls',
    current: number,
    max: number | null | undefined,
  ) =>
    max === null || max === undefined || current < max
      ? undefined
      : { type, current, max, resetsAt: new Date(at + soonMs) };
  return (
    crowded('concurrent-calls', await underWay(call.agentId), caps.concurrentPerAgent) ??
    crowded('org-concurrent-calls', await underWay(), caps.concurrentPerOrganization) ??
    (await talkedOut(tables, call, { max: caps.secondsPerDayPerAgent, at }))
  );
}

async function talkedOut(
  tables: Transaction,
  call: CallRecord,
  { max, at }: { readonly max: number | null | undefined; readonly at: number },
): Promise<LimitReached | undefined> {
  if (max === null || max === undefined) return undefined;
  const weight = sql<
    string | number
  >`coalesce(sum(case when state = 'ended' then (coalesce(talk_ms, 0) + 999) / 1000 else max_seconds end), 0)`;
  const today = at - (at % dayMs);
  const [used] = await tables
    .select({ seconds: weight })
    .from(calls)
    .where(and(eq(calls.agentId, call.agentId), gte(calls.reservedAt, today)));
  const current = Number(used?.seconds ?? 0) + call.maxSeconds;
  return current <= max ? undefined : { type: 'call-seconds-per-day', current, max, resetsAt: new Date(today + dayMs) };
}
