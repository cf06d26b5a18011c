import { ButtdialError, type PlanRoom, type Plans } from '@buttdial/core';
import { and, asc, count, eq, inArray, sql } from 'drizzle-orm';
import { type Access, lockOrganization, type Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import type { Clock } from '../outbox.ts';
import { plans } from '../schema-tenants.ts';
import { activeAgents } from './agents.ts';

const columns = {
  id: plans.id,
  organizationId: plans.organizationId,
  agentId: plans.agentId,
  rentals: plans.rentals,
  createdAt: plans.createdAt,
};

export function planRoom({ within, connection }: Access, clock: Clock): PlanRoom {
  const mine = (organizationId: string, planId: string) =>
    and(eq(plans.id, planId), eq(plans.organizationId, organizationId));
  const lease = (now: Date, leaseMs: number) => sql<number>`store_clock(${clock(now)}::bigint) + ${leaseMs}::bigint`;
  return {
    begin: async (organizationId, { id, agentId, now, leaseMs, pool, kind = 'agent' }) => {
      // The id may be another organization's agent, which a transaction of this one cannot see.
      const [known] = await connection`select id from store_find_agent(${agentId})`;
      if (known) return 'taken';
      return within(organizationId, async tables => {
        if (!(await lockOrganization(tables, organizationId)))
          throw new ButtdialError('not-found', 'There is no such organization.');
        if (kind === 'agent' && (await placesUsed(tables, organizationId, pool.exempt)) >= pool.max)
          return 'full' as const;
        const leaseUntil = lease(now, leaseMs);
        await tables
          .insert(plans)
          .values({ id, organizationId, agentId, kind, making: true, rentals: [], createdAt: now, leaseUntil });
        return 'begun' as const;
      }).catch(error => {
        if (isTaken(error)) return 'taken' as const;
        throw error;
      });
    },
    note: (organizationId, planId, { rentals, now, leaseMs }) =>
      within(organizationId, async tables => {
        const change = { rentals, leaseUntil: lease(now, leaseMs) };
        return (await tables.update(plans).set(change).where(mine(organizationId, planId)).returning()).length > 0;
      }),
    end: (organizationId, planId) =>
      within(
        organizationId,
        async tables => (await tables.delete(plans).where(mine(organizationId, planId)).returning()).length > 0,
      ),
    list: organizationId =>
      within(organizationId, tables =>
        tables
          .select(columns)
          .from(plans)
          .where(eq(plans.organizationId, organizationId))
          .orderBy(plans.createdAt, plans.id),
      ),
  };
}

async function placesUsed(tables: Transaction, organizationId: string, exempt: readonly string[]): Promise<number> {
  const making = and(eq(plans.organizationId, organizationId), eq(plans.making, true), eq(plans.kind, 'agent'));
  const [reserved] = await tables.select({ plans: count() }).from(plans).where(making);
  return (await activeAgents(tables, organizationId, exempt)) + (reserved?.plans ?? 0);
}

export function createPlans({ within }: Access, clock: Clock): Plans {
  return {
    claimPlans: ({ now, leaseMs, limit }) =>
      within('*', async tables => {
        const at = sql`store_clock(${clock(now)}::bigint)`;
        const over = await tables
          .select(columns)
          .from(plans)
          .where(sql`${plans.leaseUntil} <= ${at}`)
          .orderBy(asc(plans.leaseUntil))
          .limit(limit)
          .for('update', { skipLocked: true });
        if (over.length === 0) return [];
        const ids = over.map(plan => plan.id);
        // What is taken over will not become an agent any more.
        const change = { leaseUntil: sql<number>`${at} + ${leaseMs}::bigint`, making: false };
        await tables.update(plans).set(change).where(inArray(plans.id, ids));
        return over;
      }),
  };
}
