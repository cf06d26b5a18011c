import type { Agent, AgentRoom, NewAgent } from '@buttdial/core';
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Batch } from '../batch.ts';
import { agents, lines, meters, tokens } from '../schema.ts';
import { addressTaken } from './lines.ts';

export function agentRoom({ tables, write }: Access): AgentRoom {
  const mine = (organizationId: string, agentId: string) =>
    and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  const find = (organizationId: string, agentId: string): Agent | undefined =>
    tables.select().from(agents).where(mine(organizationId, agentId)).get();

  function isTaken(agent: NewAgent): boolean {
    const addresses = new Set(agent.lines.map(line => `${line.channel} ${line.address}`));
    const ids = [...new Set(agent.lines.map(line => line.id))];
    if (addresses.size < agent.lines.length || ids.length < agent.lines.length || agent.id === '') return true;
    if (tables.select({ id: agents.id }).from(agents).where(eq(agents.id, agent.id)).get()) return true;
    if (tables.select({ id: lines.id }).from(lines).where(inArray(lines.id, ids)).get()) return true;
    return agent.lines.some(line => addressTaken(tables, line));
  }

  function create(batch: Batch, organizationId: string, agent: NewAgent): 'created' | 'taken' {
    const organization = batch.meters.of(organizationId);
    if (!organization || isTaken(agent)) return 'taken';
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

  return {
    get: async (organizationId, agentId) => find(organizationId, agentId),
    list: async organizationId =>
      tables
        .select()
        .from(agents)
        .where(eq(agents.organizationId, organizationId))
        .orderBy(agents.createdAt, agents.id)
        .all(),
    create: (organizationId, agent) => write(batch => create(batch, organizationId, agent)),
    update: (organizationId, agentId, { displayName, blockedChannels, profile }) =>
      write(() => {
        if (displayName !== undefined || blockedChannels !== undefined || profile !== undefined) {
          tables
            .update(agents)
            .set({ displayName, blockedChannels, profile })
            .where(mine(organizationId, agentId))
            .run();
        }
        return find(organizationId, agentId);
      }),
    deprovision: (organizationId, agentId, at, auditBody) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        const ended = tables
          .update(agents)
          .set({ status: 'deprovisioned' })
          .where(and(mine(organizationId, agentId), eq(agents.status, 'active')))
          .run();
        if (!organization || ended.changes === 0) return false;
        tables
          .update(lines)
          .set({ status: 'released' })
          .where(and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId)))
          .run();
        const live = and(
          eq(tokens.organizationId, organizationId),
          eq(tokens.agentId, agentId),
          isNull(tokens.revokedAt),
        );
        tables.update(tokens).set({ revokedAt: at }).where(live).run();
        batch.audit(organization, auditBody, at);
        batch.wake({ topic: 'tokens' });
        return true;
      }),
  };
}
