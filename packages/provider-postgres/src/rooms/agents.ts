import type { AgentRoom, NewAgent } from '@buttdial/core';
import { and, count, eq, isNull, notInArray, sql } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import type { Clock } from '../outbox.ts';
import { patched } from '../rows.ts';
import { agents, lines, meters, tokens } from '../schema.ts';
import { plans } from '../schema-tenants.ts';
import type { Announce } from '../watch.ts';
import { keepTaken, returnSenders } from './pools.ts';

export function agentRoom(
  { within }: Access,
  { clock, announce }: { readonly clock: Clock; readonly announce: Announce },
): AgentRoom {
  const mine = (organizationId: string, agentId: string) =>
    and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  const find = async (tables: Transaction, organizationId: string, agentId: string) =>
    (await tables.select().from(agents).where(mine(organizationId, agentId))).at(0);

  return {
    get: (organizationId, agentId) => within(organizationId, tables => find(tables, organizationId, agentId)),
    list: organizationId =>
      within(organizationId, tables =>
        tables
          .select()
          .from(agents)
          .where(eq(agents.organizationId, organizationId))
          .orderBy(agents.createdAt, agents.id),
      ),
    create: (organizationId, agent) =>
      within(organizationId, tables => create(tables, organizationId, agent)).catch(error => {
        if (isTaken(error)) return 'taken';
        throw error;
      }),
    update: async (organizationId, agentId, { displayName, blockedChannels, profile: whole, profilePatch }) => {
      const updated = await within(organizationId, async tables => {
        if (profilePatch) await lockOrganization(tables, organizationId);
        const before = profilePatch && (await find(tables, organizationId, agentId));
        const profile = profilePatch ? patched(before?.profile, profilePatch) : whole;
        if (displayName !== undefined || blockedChannels !== undefined || profile !== undefined) {
          await tables
            .update(agents)
            .set({ displayName, blockedChannels, profile })
            .where(mine(organizationId, agentId));
        }
        return find(tables, organizationId, agentId);
      });
      if (whole ?? profilePatch) announce([{ topic: 'switches' }]);
      return updated;
    },
    deprovision: async (organizationId, agentId, ...[at, auditBody, plan]) => {
      const ended = await within(organizationId, async tables => {
        await lockOrganization(tables, organizationId);
        if (!(await end(tables, { organizationId, agentId, at }))) return false;
        if (plan) {
          const { id, rentals } = plan;
          const leaseUntil = sql<number>`store_clock(${clock(at)}::bigint) + ${plan.leaseMs}::bigint`;
          await tables
            .insert(plans)
            .values({ id, organizationId, agentId, making: false, rentals, createdAt: at, leaseUntil });
        }
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return true;
      });
      if (ended) announce([{ topic: 'tokens' }]);
      return ended;
    },
  };
}

/** How many agents take a place of the pool. */
export async function activeAgents(
  tables: Transaction,
  organizationId: string,
  exempt: readonly string[],
): Promise<number> {
  const active = and(eq(agents.organizationId, organizationId), eq(agents.status, 'active'));
  const counted = and(active, notInArray(agents.id, [...exempt]));
  const [row] = await tables.select({ agents: count() }).from(agents).where(counted);
  return row?.agents ?? 0;
}

/** True when the plan was still there. */
async function endPlan(tables: Transaction, organizationId: string, planId: string): Promise<boolean> {
  const making = and(eq(plans.id, planId), eq(plans.organizationId, organizationId), eq(plans.making, true));
  return (await tables.delete(plans).where(making).returning()).length > 0;
}

// What is taken may be another organization's, which this transaction cannot see: the unique indexes know.
async function create(
  tables: Transaction,
  organizationId: string,
  agent: NewAgent,
): Promise<'created' | 'taken' | 'lapsed'> {
  if (agent.id === '' || !(await lockOrganization(tables, organizationId))) return 'taken';
  if (agent.planId !== undefined) {
    if (!(await endPlan(tables, organizationId, agent.planId))) return 'lapsed';
    await keepTaken(tables, agent.planId, agent.id);
  }
  const { id, displayName, profile, createdAt } = agent;
  await tables
    .insert(agents)
    .values({ id, organizationId, displayName, status: 'active', blockedChannels: [], profile, createdAt });
  await tables.insert(meters).values({ organizationId, agentId: id, ...agent.limits });
  for (const line of agent.lines) await tables.insert(lines).values({ ...line, organizationId, agentId: id });
  if (agent.token) await tables.insert(tokens).values({ ...agent.token, kind: 'agent', organizationId, agentId: id });
  await appendAudit(tables, { organizationId, body: agent.auditBody, at: createdAt });
  return 'created';
}

/** False when it is not an active agent of the organization. */
async function end(
  tables: Transaction,
  { organizationId, agentId, at }: { readonly organizationId: string; readonly agentId: string; readonly at: Date },
): Promise<boolean> {
  const active = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId), eq(agents.status, 'active'));
  const rows = await tables.update(agents).set({ status: 'deprovisioned' }).where(active).returning({ id: agents.id });
  if (rows.length === 0) return false;
  const itsLines = and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId));
  await tables.update(lines).set({ status: 'released' }).where(itsLines);
  await returnSenders(tables, { organizationId, agentId, at });
  const live = and(eq(tokens.organizationId, organizationId), eq(tokens.agentId, agentId), isNull(tokens.revokedAt));
  await tables.update(tokens).set({ revokedAt: at }).where(live);
  return true;
}
