import type { AgentRoom, NewAgent } from '@buttdial/core';
import { and, eq, isNull } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import { agents, lines, meters, tokens } from '../schema.ts';
import type { Announce } from '../watch.ts';

export function agentRoom({ within }: Access, announce: Announce): AgentRoom {
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
    update: (organizationId, agentId, { displayName, blockedChannels, profile }) =>
      within(organizationId, async tables => {
        if (displayName !== undefined || blockedChannels !== undefined || profile !== undefined) {
          await tables
            .update(agents)
            .set({ displayName, blockedChannels, profile })
            .where(mine(organizationId, agentId));
        }
        return find(tables, organizationId, agentId);
      }),
    deprovision: async (organizationId, agentId, ...[at, auditBody]) => {
      const ended = await within(organizationId, async tables => {
        await lockOrganization(tables, organizationId);
        if (!(await end(tables, { organizationId, agentId, at }))) return false;
        await appendAudit(tables, { organizationId, body: auditBody, at });
        return true;
      });
      if (ended) announce([{ topic: 'tokens' }]);
      return ended;
    },
  };
}

// What is taken may be another organization's, which this transaction cannot see: the unique indexes know.
async function create(tables: Transaction, organizationId: string, agent: NewAgent): Promise<'created' | 'taken'> {
  if (agent.id === '' || !(await lockOrganization(tables, organizationId))) return 'taken';
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
  const live = and(eq(tokens.organizationId, organizationId), eq(tokens.agentId, agentId), isNull(tokens.revokedAt));
  await tables.update(tokens).set({ revokedAt: at }).where(live);
  return true;
}
