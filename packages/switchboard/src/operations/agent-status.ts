import { type Channel, channels } from '@buttdial/core';
import { z } from 'zod';
import { callbackSecret } from '../callbacks.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { poolOf, poolShape } from '../pool.ts';
import { agentScope, organizationScope, unknownAgent } from '../principal.ts';
import { agentId } from './messages.ts';

/** What an agent and its application need to know about itself. */
export function agentStatusOperations(deps: Deps) {
  return {
    status: defineOperation({
      name: 'agents.status',
      summary: "An agent's lines, what waits in its inbox, and the organization's free slots.",
      access: 'agent',
      readOnly: true,
      rest: { method: 'get', path: '/channel-status' },
      input: z.object({ agentId }),
      output: z.object({
        agentId: z.string(),
        displayName: z.string(),
        status: z.string(),
        provisionedAt: z.string(),
        blockedChannels: z.array(z.enum(channels)),
        channels: z.array(
          z.object({ channel: z.enum(channels), address: z.string(), status: z.string(), waiting: z.int() }),
        ),
        pool: poolShape,
      }),
      run: async (input, { principal }) => {
        const scope = await agentScope(deps.store, principal, input.agentId);
        const [agent, lines, waiting, pool] = await Promise.all([
          deps.store.agents.get(scope.organizationId, scope.agentId),
          deps.store.lines.ofAgent(scope.organizationId, scope.agentId),
          deps.store.inbox.waiting(scope.organizationId, scope.agentId),
          poolOf(deps, scope.organizationId),
        ]);
        if (!agent) throw unknownAgent();
        const state = (channel: Channel, status: string) =>
          agent.blockedChannels.includes(channel) ? 'blocked' : status;
        return {
          agentId: agent.id,
          displayName: agent.displayName,
          status: agent.status,
          provisionedAt: agent.createdAt.toISOString(),
          blockedChannels: [...agent.blockedChannels],
          channels: lines.map(line => ({
            channel: line.channel,
            address: line.address,
            status: state(line.channel, line.status),
            waiting: waiting[line.channel] ?? 0,
          })),
          pool,
        };
      },
    }),
    callbackSecret: defineOperation({
      name: 'callbacks.secret',
      summary: 'The secret that callbacks to your application are signed with (Standard Webhooks).',
      access: 'organization',
      readOnly: true,
      rest: { method: 'get', path: '/callback-secret' },
      input: z.object({ organizationId: z.string().max(64).optional().describe('Only for the orchestrator.') }),
      output: z.object({ secret: z.string() }),
      run: async (input, { principal }) => ({
        secret: callbackSecret(deps, await organizationScope(deps.store, principal, input)),
      }),
    }),
  };
}
