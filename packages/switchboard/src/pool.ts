import { z } from 'zod';
import type { Deps } from './deps.ts';

export const poolShape = z.object({ maxAgents: z.int(), activeAgents: z.int(), slotsRemaining: z.int() });

/** How many agents an organization may have, and has. Agents that came with the installation take no slot. */
export async function poolOf(deps: Deps, organizationId: string): Promise<z.output<typeof poolShape>> {
  const [organization, agents] = await Promise.all([
    deps.store.organizations.get(organizationId),
    deps.store.agents.list(organizationId),
  ]);
  const given = organization?.settings.maxAgents;
  const maxAgents = typeof given === 'number' ? given : deps.settings.agentPoolSize;
  const seeded = new Set(Array.isArray(organization?.settings.seededAgents) ? organization.settings.seededAgents : []);
  const activeAgents = agents.filter(agent => agent.status === 'active' && !seeded.has(agent.id)).length;
  return { maxAgents, activeAgents, slotsRemaining: Math.max(0, maxAgents - activeAgents) };
}
