import type { Agent, AgentRoom, NewAgent } from '@buttdial/core';
import { and, count, eq, inArray, isNull, notInArray } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Batch } from '../batch.ts';
import type { Meter } from '../meters.ts';
import type { Tables } from '../open.ts';
import { patched } from '../rows.ts';
import { agents, lines, meters, tokens } from '../schema.ts';
import { plans } from '../schema-tenants.ts';
import { addressTaken } from './lines.ts';
import { keepTaken, returnSenders } from './pools.ts';

export function agentRoom({ tables, write }: Access): AgentRoom {
  const mine = (organizationId: string, agentId: string) =>
    and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  const find = (organizationId: string, agentId: string): Agent | undefined =>
    tables.select().from(agents).where(mine(organizationId, agentId)).get();

  return {
    get: async (organizationId, agentId) => find(organizationId, agentId),
    list: async organizationId =>
      tables
        .select()
        .from(agents)
        .where(eq(agents.organizationId, organizationId))
        .orderBy(agents.createdAt, agents.id)
        .all(),
    create: (organizationId, agent) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        return organization ? create({ tables, organization }, batch, agent) : 'taken';
      }),
    update: (organizationId, agentId, { displayName, blockedChannels, profile: whole, profilePatch }) =>
      write(batch => {
        const profile = profilePatch ? patched(find(organizationId, agentId)?.profile, profilePatch) : whole;
        if (displayName !== undefined || blockedChannels !== undefined || profile !== undefined) {
          tables
            .update(agents)
            .set({ displayName, blockedChannels, profile })
            .where(mine(organizationId, agentId))
            .run();
          if (profile !== undefined) batch.wake({ topic: 'switches' });
        }
        return find(organizationId, agentId);
      }),
    deprovision: (organizationId, agentId, ...[at, auditBody, plan]) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        if (!organization || !end(tables, { organizationId, agentId, at })) return false;
        if (plan) {
          const { id, rentals, leaseMs } = plan;
          const leaseUntil = batch.time(at) + leaseMs;
          tables
            .insert(plans)
            .values({ id, organizationId, agentId, making: false, rentals, createdAt: at, leaseUntil })
            .run();
        }
        batch.audit(organization, auditBody, at);
        batch.wake({ topic: 'tokens' });
        return true;
      }),
  };
}

function isTaken(tables: Tables, agent: NewAgent): boolean {
  const addresses = new Set(agent.lines.map(line => `${line.channel} ${line.address}`));
  const ids = [...new Set(agent.lines.map(line => line.id))];
  if (addresses.size < agent.lines.length || ids.length < agent.lines.length || agent.id === '') return true;
  if (tables.select({ id: agents.id }).from(agents).where(eq(agents.id, agent.id)).get()) return true;
  if (tables.select({ id: lines.id }).from(lines).where(inArray(lines.id, ids)).get()) return true;
  return agent.lines.some(line => addressTaken(tables, line));
}

/** How many agents take a place of the pool. */
export function activeAgents(tables: Tables, organizationId: string, exempt: readonly string[]): number {
  const active = and(eq(agents.organizationId, organizationId), eq(agents.status, 'active'));
  const counted = and(active, notInArray(agents.id, [...exempt]));
  return tables.select({ agents: count() }).from(agents).where(counted).get()?.agents ?? 0;
}

/** True when the plan was still there. */
function endPlan(tables: Tables, organizationId: string, planId: string): boolean {
  const making = and(eq(plans.id, planId), eq(plans.organizationId, organizationId), eq(plans.making, true));
  return tables.delete(plans).where(making).run().changes > 0;
}

function create(
  { tables, organization }: { readonly tables: Tables; readonly organization: Meter },
  batch: Batch,
  agent: NewAgent,
): 'created' | 'taken' | 'lapsed' {
  if (isTaken(tables, agent)) return 'taken';
  const { organizationId } = organization;
  if (agent.planId !== undefined) {
    if (!endPlan(tables, organizationId, agent.planId)) return 'lapsed';
    keepTaken(tables, agent.planId, agent.id);
  }
  const { id, displayName, profile, createdAt } = agent;
  tables
    .insert(agents)
    .values({ id, organizationId, displayName, status: 'active', blockedChannels: [], profile, createdAt })
    .run();
  tables
    .insert(meters)
    .values({ organizationId, agentId: id, ...agent.limits })
    .run();
  for (const line of agent.lines)
    tables
      .insert(lines)
      .values({ ...line, organizationId, agentId: id })
      .run();
  if (agent.token)
    tables
      .insert(tokens)
      .values({ ...agent.token, kind: 'agent', organizationId, agentId: id })
      .run();
  batch.audit(organization, agent.auditBody, createdAt);
  return 'created';
}

/** False when it is not an active agent of the organization. */
function end(
  tables: Tables,
  { organizationId, agentId, at }: { readonly organizationId: string; readonly agentId: string; readonly at: Date },
): boolean {
  const active = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId), eq(agents.status, 'active'));
  if (tables.update(agents).set({ status: 'deprovisioned' }).where(active).run().changes === 0) return false;
  const itsLines = and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId));
  tables.update(lines).set({ status: 'released' }).where(itsLines).run();
  returnSenders(tables, { organizationId, agentId, at });
  const live = and(eq(tokens.organizationId, organizationId), eq(tokens.agentId, agentId), isNull(tokens.revokedAt));
  tables.update(tokens).set({ revokedAt: at }).where(live).run();
  return true;
}
