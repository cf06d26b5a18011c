import type { Organization } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from './deps.ts';
import { inboxAgentId } from './names.ts';

export const poolShape = z.object({ maxAgents: z.int(), activeAgents: z.int(), slotsRemaining: z.int() });

/** How many agents an organization may have, and which take no place because they came with the installation. */
export function poolRules(
  deps: Deps,
  organization: Organization | undefined,
): { max: number; exempt: readonly string[] } {
  const { maxAgents, seededAgents } = organization?.settings ?? {};
  return {
    max: typeof maxAgents === 'number' ? maxAgents : deps.settings.agentPoolSize,
    exempt: [...(Array.isArray(seededAgents) ? seededAgents : []), inboxAgentId(organization?.id ?? '')],
  };
}

/** How many agents an organization may have, and has. */
export async function poolOf(deps: Deps, organizationId: string): Promise<z.output<typeof poolShape>> {
  const [organization, agents] = await Promise.all([
    deps.store.organizations.get(organizationId),
    deps.store.agents.list(organizationId),
  ]);
  const { max: maxAgents, exempt } = poolRules(deps, organization);
  const activeAgents = agents.filter(agent => agent.status === 'active' && !exempt.includes(agent.id)).length;
  return { maxAgents, activeAgents, slotsRemaining: Math.max(0, maxAgents - activeAgents) };
}
