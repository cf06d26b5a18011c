import { ButtdialError, type Line, type PoolEntry, type PoolRoom, type Rental, waitingAddress } from '@buttdial/core';
import { and, asc, eq, isNull, ne, type SQL } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Batch } from '../batch.ts';
import type { Tables } from '../open.ts';
import { present } from '../rows.ts';
import { lines } from '../schema.ts';
import { pools } from '../schema-pools.ts';
import { plans } from '../schema-tenants.ts';
import { addressTaken } from './lines.ts';

type Row = typeof pools.$inferSelect;

export function poolRoom({ tables, write }: Access): PoolRoom {
  const { mine, free, select } = createLook(tables);
  const change = (where: SQL | undefined, to: Partial<Row>) => tables.update(pools).set(to).where(where).run().changes;
  return {
    list: async organizationId => select(eq(pools.organizationId, organizationId)).map(toEntry),
    add: (organizationId, entry, { planId, auditBody }) =>
      write(batch => {
        const organization = known(batch, organizationId);
        const held = and(eq(pools.kind, entry.kind), eq(pools.address, entry.address), ne(pools.state, 'given'));
        if (select(held).length > 0) return 'taken';
        if (planId !== undefined && !endPlan(tables, organizationId, planId)) return 'lapsed';
        tables
          .insert(pools)
          .values({ ...entry, organizationId, updatedAt: entry.createdAt })
          .run();
        batch.audit(organization, auditBody, entry.createdAt);
        return 'added';
      }),
    take: (organizationId, { kind, country, planId, now, leaseMs }) =>
      write(batch => {
        const plan = making(tables, organizationId, planId);
        if (!plan) return 'lapsed';
        const [row] = select(
          and(
            free(organizationId),
            eq(pools.kind, kind),
            country === undefined ? undefined : eq(pools.country, country),
          ),
        );
        if (!row) return 'none';
        change(mine(organizationId, row.id), { state: 'taken', planId, updatedAt: now });
        const leaseUntil = batch.time(now) + leaseMs;
        const rentals = [...plan.rentals, rentalOf(row)];
        tables.update(plans).set({ rentals, leaseUntil }).where(eq(plans.id, planId)).run();
        return toEntry({ ...row, state: 'taken', updatedAt: now });
      }),
    putBack: (organizationId, entryId, now) =>
      write(() => {
        const held = and(mine(organizationId, entryId), eq(pools.state, 'taken'), isNull(pools.agentId));
        return change(held, { state: 'available', planId: null, updatedAt: now }) > 0;
      }),
    judge: (organizationId, entryId, { state, quality = null, now, auditBody }) =>
      write(batch => {
        const [row] = select(mine(organizationId, entryId));
        if (!row || row.state === 'given' || row.state === 'rejected') return false;
        const next = row.state === 'taken' && state !== 'rejected' ? row.state : state;
        if (next === row.state && quality === row.quality) return false;
        change(mine(organizationId, entryId), { state: next, quality, updatedAt: now });
        batch.audit(known(batch, organizationId), auditBody, now);
        return true;
      }),
    remove: (organizationId, entryId, { planId, leaseMs, at, auditBody }) =>
      write(batch => {
        const [row] = select(mine(organizationId, entryId));
        if (!row || row.state === 'taken' || row.state === 'given') return undefined;
        tables.delete(pools).where(eq(pools.id, row.id)).run();
        const leaseUntil = batch.time(at) + leaseMs;
        const plan = { id: planId, organizationId, agentId: `pool:${row.id}`, kind: 'pool' as const, making: false };
        tables
          .insert(plans)
          .values({ ...plan, rentals: rentalsOf(row), createdAt: at, leaseUntil })
          .run();
        batch.audit(known(batch, organizationId), auditBody, at);
        return toEntry(row);
      }),
    fill: (organizationId, now) => write(() => fill(tables, { organizationId, now, look: { mine, free, select } })),
    share: (organizationId, entryId, { agentId, smsLineId, voiceLineId, at, auditBody }) =>
      write(batch => {
        const [row] = select(and(free(organizationId), mine(organizationId, entryId)));
        if (row?.kind !== 'number') return undefined;
        const line = { organizationId, agentId, address: row.address, connection: row.connection };
        const both = [
          { ...line, id: smsLineId, channel: 'sms' as const },
          { ...line, id: voiceLineId, channel: 'voice' as const },
        ];
        if (both.some(each => addressTaken(tables, each))) return undefined;
        change(mine(organizationId, entryId), { state: 'given', agentId, updatedAt: at });
        for (const each of both)
          tables
            .insert(lines)
            .values({ ...each, status: 'active', vendorId: row.vendorId, shared: true, createdAt: at })
            .run();
        batch.audit(known(batch, organizationId), auditBody, at);
        return toEntry(row);
      }),
  };
}

function createLook(tables: Tables) {
  return {
    mine: (organizationId: string, entryId: string) =>
      and(eq(pools.id, entryId), eq(pools.organizationId, organizationId)),
    free: (organizationId: string) => and(eq(pools.organizationId, organizationId), eq(pools.state, 'available')),
    select: (where: SQL | undefined) =>
      tables.select().from(pools).where(where).orderBy(asc(pools.createdAt), asc(pools.id)).all(),
  };
}

function known(batch: Batch, organizationId: string) {
  const organization = batch.meters.of(organizationId);
  if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
  return organization;
}

function making(tables: Tables, organizationId: string, planId: string) {
  const mine = and(eq(plans.id, planId), eq(plans.organizationId, organizationId), eq(plans.making, true));
  return tables.select().from(plans).where(mine).get();
}

function endPlan(tables: Tables, organizationId: string, planId: string): boolean {
  const mine = and(eq(plans.id, planId), eq(plans.organizationId, organizationId), eq(plans.making, true));
  return tables.delete(plans).where(mine).run().changes > 0;
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

function fill(
  tables: Tables,
  work: { readonly organizationId: string; readonly now: Date; readonly look: ReturnType<typeof createLook> },
): readonly Line[] {
  const { organizationId, now, look } = work;
  const waiting = and(
    eq(lines.organizationId, organizationId),
    eq(lines.channel, 'whatsapp'),
    eq(lines.status, 'pending'),
  );
  const pending = () => tables.select().from(lines).where(waiting).orderBy(lines.createdAt, lines.id).all();
  for (const line of pending()) {
    if (line.address !== waitingAddress(line.agentId)) continue;
    const [sender] = look.select(and(look.free(organizationId), eq(pools.kind, 'sender')));
    if (!sender) break;
    const { address, connection, senderId: vendorId, id } = sender;
    tables
      .update(pools)
      .set({ state: 'taken', agentId: line.agentId, updatedAt: now })
      .where(look.mine(organizationId, id))
      .run();
    tables.update(lines).set({ address, connection, vendorId }).where(eq(lines.id, line.id)).run();
  }
  return pending()
    .filter(line => line.address !== waitingAddress(line.agentId))
    .map(present);
}

function toEntry({ planId: _plan, ...row }: Row): PoolEntry {
  return present(row);
}

/** Ends what a plan took out of the pools: it is the agent's from now on. */
export function keepTaken(tables: Tables, planId: string, agentId: string): void {
  const ofPlan = eq(pools.planId, planId);
  const number = and(ofPlan, eq(pools.kind, 'number'));
  tables.update(pools).set({ state: 'given', agentId, planId: null }).where(number).run();
  tables.update(pools).set({ agentId, planId: null }).where(ofPlan).run();
}

/** Makes the senders of an ended agent available again. */
export function returnSenders(
  tables: Tables,
  ended: { readonly organizationId: string; readonly agentId: string; readonly at: Date },
): void {
  const its = and(
    eq(pools.organizationId, ended.organizationId),
    eq(pools.agentId, ended.agentId),
    eq(pools.kind, 'sender'),
    eq(pools.state, 'taken'),
  );
  tables.update(pools).set({ state: 'available', agentId: null, updatedAt: ended.at }).where(its).run();
}
