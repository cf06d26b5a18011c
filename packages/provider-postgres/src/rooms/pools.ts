import { ButtdialError, type Line, type PoolEntry, type PoolRoom, type Rental, waitingAddress } from '@buttdial/core';
import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import type { Clock } from '../outbox.ts';
import { present } from '../rows.ts';
import { lines } from '../schema.ts';
import { pools } from '../schema-pools.ts';
import { plans } from '../schema-tenants.ts';

type Row = typeof pools.$inferSelect;

/** Every writer locks the organization first, so that what one of them saw still holds when it writes. */
export function poolRoom({ within }: Access, clock: Clock): PoolRoom {
  const lease = (now: Date, leaseMs: number) => sql<number>`store_clock(${clock(now)}::bigint) + ${leaseMs}::bigint`;
  return {
    list: organizationId =>
      within(organizationId, async tables =>
        (await select(tables, eq(pools.organizationId, organizationId))).map(toEntry),
      ),
    add: (organizationId, entry, { planId, auditBody }) =>
      within(organizationId, async tables => {
        await known(tables, organizationId);
        // First, because the plan must stand when the address is somebody's.
        await tables.insert(pools).values({ ...entry, organizationId, updatedAt: entry.createdAt });
        if (planId !== undefined && !(await endPlan(tables, organizationId, planId))) throw new Lapsed();
        await appendAudit(tables, { organizationId, body: auditBody, at: entry.createdAt });
        return 'added' as const;
      }).catch(error => {
        if (isTaken(error)) return 'taken' as const;
        if (isLapsed(error)) return 'lapsed' as const;
        throw error;
      }),
    take: (organizationId, { kind, country, planId, now, leaseMs }) =>
      within(organizationId, async tables => {
        await lockOrganization(tables, organizationId);
        const mine = making(organizationId, planId);
        const [plan] = await tables.select().from(plans).where(mine).for('update');
        if (!plan) return 'lapsed' as const;
        const wanted = country === undefined ? undefined : eq(pools.country, country);
        const [row] = await select(tables, and(free(organizationId), eq(pools.kind, kind), wanted));
        if (!row) return 'none' as const;
        await change(tables, mineIs(organizationId, row.id), { state: 'taken', planId, updatedAt: now });
        const rentals = [...plan.rentals, rentalOf(row)];
        await tables
          .update(plans)
          .set({ rentals, leaseUntil: lease(now, leaseMs) })
          .where(mine);
        return toEntry({ ...row, state: 'taken', updatedAt: now });
      }),
    putBack: (organizationId, entryId, now) =>
      within(organizationId, async tables => {
        const held = and(mineIs(organizationId, entryId), eq(pools.state, 'taken'), isNull(pools.agentId));
        return change(tables, held, { state: 'available', planId: null, updatedAt: now });
      }),
    judge: (organizationId, entryId, { state, quality = null, now, auditBody }) =>
      within(organizationId, async tables => {
        await lockOrganization(tables, organizationId);
        const [row] = await select(tables, mineIs(organizationId, entryId));
        if (!row || row.state === 'given' || row.state === 'rejected') return false;
        const next = row.state === 'taken' && state !== 'rejected' ? row.state : state;
        if (next === row.state && quality === row.quality) return false;
        await change(tables, mineIs(organizationId, entryId), { state: next, quality, updatedAt: now });
        await appendAudit(tables, { organizationId, body: auditBody, at: now });
        return true;
      }),
    remove: (organizationId, entryId, { planId, leaseMs, at, auditBody }) =>
      within(organizationId, async tables => {
        await lockOrganization(tables, organizationId);
        const [row] = await select(tables, mineIs(organizationId, entryId));
        if (!row || row.state === 'taken' || row.state === 'given') return undefined;
        await tables.delete(pools).where(mineIs(organizationId, row.id));
        const plan = { id: planId, organizationId, agentId: `pool:${row.id}`, kind: 'pool' as const, making: false };
        await tables
          .insert(plans)
          .values({ ...plan, rentals: rentalsOf(row), createdAt: at, leaseUntil: lease(at, leaseMs) });
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return toEntry(row);
      }),
    fill: (organizationId, now) => within(organizationId, tables => fill(tables, organizationId, now)),
    share: (organizationId, entryId, how) =>
      within(organizationId, tables => share(tables, { organizationId, entryId, ...how })).catch(error => {
        if (isTaken(error)) return undefined;
        throw error;
      }),
  };
}

/** Undoes a transaction whose plan is gone. */
class Lapsed extends Error {}
const isLapsed = (error: unknown): boolean =>
  error instanceof Lapsed || (error instanceof Error && error.cause instanceof Lapsed);

const mineIs = (organizationId: string, entryId: string) =>
  and(eq(pools.id, entryId), eq(pools.organizationId, organizationId));
const free = (organizationId: string) => and(eq(pools.organizationId, organizationId), eq(pools.state, 'available'));
const making = (organizationId: string, planId: string) =>
  and(eq(plans.id, planId), eq(plans.organizationId, organizationId), eq(plans.making, true));

function select(tables: Transaction, where: SQL | undefined) {
  return tables.select().from(pools).where(where).orderBy(asc(pools.createdAt), asc(pools.id));
}

async function change(tables: Transaction, where: SQL | undefined, to: Partial<Row>): Promise<boolean> {
  return (await tables.update(pools).set(to).where(where).returning({ id: pools.id })).length > 0;
}

async function known(tables: Transaction, organizationId: string): Promise<void> {
  if (!(await lockOrganization(tables, organizationId)))
    throw new ButtdialError('not-found', 'There is no such organization.');
}

async function endPlan(tables: Transaction, organizationId: string, planId: string): Promise<boolean> {
  return (await tables.delete(plans).where(making(organizationId, planId)).returning({ id: plans.id })).length > 0;
}

/** A pool entry in the hands of a plan. */
function rentalOf(row: Row): Rental {
  const vendorId = row.kind === 'sender' ? row.senderId : row.vendorId;
  return {
    ...(row.kind === 'sender' ? { kind: 'sender' as const } : {}),
    connection: row.connection,
    number: row.address,
    ...(vendorId === null ? {} : { vendorId }),
    poolId: row.id,
  };
}

/** What of an entry is paid for at the vendor: the sender is given back before its number. */
function rentalsOf({ connection, address: number, senderId, vendorId }: Row): readonly Rental[] {
  return [
    ...(senderId === null ? [] : [{ kind: 'sender' as const, connection, number, vendorId: senderId }]),
    ...(vendorId === null ? [] : [{ connection, number, vendorId }]),
  ];
}

async function fill(tables: Transaction, organizationId: string, now: Date): Promise<readonly Line[]> {
  await lockOrganization(tables, organizationId);
  const waiting = and(
    eq(lines.organizationId, organizationId),
    eq(lines.channel, 'whatsapp'),
    eq(lines.status, 'pending'),
  );
  const pending = () => tables.select().from(lines).where(waiting).orderBy(lines.createdAt, lines.id);
  for (const line of await pending()) {
    if (line.address !== waitingAddress(line.agentId)) continue;
    const [sender] = await select(tables, and(free(organizationId), eq(pools.kind, 'sender')));
    if (!sender) break;
    const { address, connection, senderId: vendorId, id } = sender;
    await change(tables, mineIs(organizationId, id), { state: 'taken', agentId: line.agentId, updatedAt: now });
    await tables.update(lines).set({ address, connection, vendorId }).where(eq(lines.id, line.id));
  }
  return (await pending()).filter(line => line.address !== waitingAddress(line.agentId)).map(present);
}

type Sharing = Parameters<PoolRoom['share']>[2] & { readonly organizationId: string; readonly entryId: string };

async function share(tables: Transaction, sharing: Sharing): Promise<PoolEntry | undefined> {
  const { organizationId, entryId, agentId, at } = sharing;
  await lockOrganization(tables, organizationId);
  const [row] = await select(tables, and(free(organizationId), mineIs(organizationId, entryId)));
  if (row?.kind !== 'number') return undefined;
  await change(tables, mineIs(organizationId, entryId), { state: 'given', agentId, updatedAt: at });
  const line = {
    organizationId,
    agentId,
    address: row.address,
    connection: row.connection,
    status: 'active' as const,
    vendorId: row.vendorId,
    shared: true as const,
    createdAt: at,
  };
  await tables.insert(lines).values({ ...line, id: sharing.smsLineId, channel: 'sms' });
  await tables.insert(lines).values({ ...line, id: sharing.voiceLineId, channel: 'voice' });
  await appendAudit(tables, { organizationId, body: sharing.auditBody, at });
  return toEntry(row);
}

function toEntry({ planId: _plan, ...row }: Row): PoolEntry {
  return present(row);
}

/** Ends what a plan took out of the pools: it is the agent's from now on. */
export async function keepTaken(tables: Transaction, planId: string, agentId: string): Promise<void> {
  const ofPlan = eq(pools.planId, planId);
  await change(tables, and(ofPlan, eq(pools.kind, 'number')), { state: 'given', agentId, planId: null });
  await change(tables, ofPlan, { agentId, planId: null });
}

/** Makes the senders of an ended agent available again. */
export async function returnSenders(
  tables: Transaction,
  ended: { readonly organizationId: string; readonly agentId: string; readonly at: Date },
): Promise<void> {
  const its = and(
    eq(pools.organizationId, ended.organizationId),
    eq(pools.agentId, ended.agentId),
    eq(pools.kind, 'sender'),
    eq(pools.state, 'taken'),
  );
  await change(tables, its, { state: 'available', agentId: null, updatedAt: ended.at });
}
