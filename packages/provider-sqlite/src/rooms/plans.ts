import { ButtdialError, type Plan, type PlanRoom, type Plans } from '@buttdial/core';
import { and, asc, count, eq, lte } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Tables } from '../open.ts';
import { agents } from '../schema.ts';
import { plans } from '../schema-tenants.ts';
import { activeAgents } from './agents.ts';

const columns = {
  id: plans.id,
  organizationId: plans.organizationId,
  agentId: plans.agentId,
  rentals: plans.rentals,
  createdAt: plans.createdAt,
};

export function planRoom({ tables, write }: Access): PlanRoom {
  const mine = (organizationId: string, planId: string) =>
    and(eq(plans.id, planId), eq(plans.organizationId, organizationId));
  return {
    begin: (organizationId, { id, agentId, now, leaseMs, pool, kind = 'agent' }) =>
      write(batch => {
        if (!batch.meters.of(organizationId)) throw new ButtdialError('not-found', 'There is no such organization.');
        const held = tables.select({ id: plans.id }).from(plans).where(eq(plans.agentId, agentId)).get();
        if (held || tables.select({ id: agents.id }).from(agents).where(eq(agents.id, agentId)).get()) return 'taken';
        if (kind === 'agent' && placesUsed(tables, organizationId, pool.exempt) >= pool.max) return 'full';
        const leaseUntil = batch.time(now) + leaseMs;
        const plan = { id, organizationId, agentId, kind, making: true, rentals: [], createdAt: now, leaseUntil };
        tables.insert(plans).values(plan).run();
        return 'begun';
      }),
    note: (organizationId, planId, { rentals, now, leaseMs }) =>
      write(batch => {
        const leaseUntil = batch.time(now) + leaseMs;
        const change = { rentals, leaseUntil };
        return tables.update(plans).set(change).where(mine(organizationId, planId)).run().changes > 0;
      }),
    end: (organizationId, planId) =>
      write(() => tables.delete(plans).where(mine(organizationId, planId)).run().changes > 0),
    list: async organizationId =>
      tables
        .select(columns)
        .from(plans)
        .where(eq(plans.organizationId, organizationId))
        .orderBy(plans.createdAt, plans.id)
        .all(),
  };
}

function placesUsed(tables: Tables, organizationId: string, exempt: readonly string[]): number {
  const making = and(eq(plans.organizationId, organizationId), eq(plans.making, true), eq(plans.kind, 'agent'));
  const reserved = tables.select({ plans: count() }).from(plans).where(making).get()?.plans ?? 0;
  return activeAgents(tables, organizationId, exempt) + reserved;
}

export function createPlans({ tables, write }: Access): Plans {
  return {
    claimPlans: ({ now, leaseMs, limit }) =>
      write((batch): readonly Plan[] => {
        const at = batch.time(now);
        const over = tables
          .select(columns)
          .from(plans)
          .where(lte(plans.leaseUntil, at))
          .orderBy(asc(plans.leaseUntil))
          .limit(limit)
          .all();
        for (const plan of over) {
          // What is taken over will not become an agent any more.
          const change = { leaseUntil: at + leaseMs, making: false };
          tables.update(plans).set(change).where(eq(plans.id, plan.id)).run();
        }
        return over;
      }),
  };
}
