import { type Agent, type Channel, channels } from '@buttdial/core';
import { z } from 'zod';
import { callbackSecret } from '../callbacks.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { poolOf, poolShape } from '../pool.ts';
import { agentScope, organizationScope, unknownAgent } from '../principal.ts';
import { deprovision, provision } from '../provision.ts';
import { agentId } from './messages.ts';

const capabilitySet = z.object({ phone: z.boolean().default(false), whatsapp: z.boolean().default(false), email: z.boolean().default(false), voiceAi: z.boolean().default(false) });
const capabilityList = z.array(z.enum(['sms', 'phone', 'voice', 'voiceAi', 'email', 'whatsapp'])).transform(names => ({
  phone: names.includes('sms') || names.includes('phone'),
  whatsapp: names.includes('whatsapp'),
  email: names.includes('email'),
  voiceAi: names.includes('voice') || names.includes('voiceAi'),
}));

export const provisionInput = z.object({
  agentId: z.string().regex(/^[a-zA-Z0-9][\w.-]{0,63}$/, 'Use letters, digits, dot, dash and underscore, at most 64.').optional().describe('Made up when left out.'),
  displayName: z.string().min(1).max(100),
  capabilities: z.union([capabilitySet, capabilityList]),
  greeting: z.string().max(1000).optional(),
  systemPrompt: z.string().max(20_000).optional(),
  country: z.string().regex(/^[A-Z]{2}$/, 'Two capital letters, for example US.').default('US'),
  emailDomain: z.string().max(253).optional(),
  callbackUrl: z.string().max(2048).optional().describe('Where inbound messages are posted, signed.'),
  agentGender: z.enum(['male', 'female', 'neutral']).default('male'),
  organizationId: z.string().max(64).optional().describe('Only for the orchestrator.'),
});
export type ProvisionInput = z.output<typeof provisionInput>;

const lineState = z.object({ number: z.string(), status: z.string() }).nullable();
export const channelsShape = z.object({
  phone: lineState,
  whatsapp: z.object({ number: z.string().nullable(), senderSid: z.string().nullable(), status: z.string() }).nullable(),
  email: z.object({ address: z.string(), status: z.string() }).nullable(),
  voiceAi: z.object({ status: z.string(), usesPhoneNumber: z.string().nullable() }).nullable(),
});

const agentView = z.object({ agentId: z.string(), displayName: z.string(), status: z.string(), blockedChannels: z.array(z.enum(channels)), createdAt: z.string() });
const viewAgent = (agent: Agent) => ({ agentId: agent.id, displayName: agent.displayName, status: agent.status, blockedChannels: [...agent.blockedChannels], createdAt: agent.createdAt.toISOString() });

/** The verbs about agents. */
export function agentOperations(deps: Deps) {
  return {
    list: defineOperation({
      name: 'agents.list',
      summary: 'The agents of the organization.',
      access: 'organization',
      readOnly: true,
      rest: { method: 'get', path: '/agents' },
      input: z.object({ organizationId: z.string().max(64).optional().describe('Only for the orchestrator.') }),
      output: z.object({ agents: z.array(agentView) }),
      run: async (input, { principal }) => ({ agents: (await deps.store.agents.list(await organizationScope(deps.store, principal, input))).map(viewAgent) }),
    }),
    provision: defineOperation({
      name: 'agents.provision',
      summary: 'Make an agent with a phone number and a mailbox. Its token is shown once.',
      access: 'organization',
      readOnly: false,
      rest: { method: 'post', path: '/provision' },
      input: provisionInput,
      output: z.object({ success: z.literal(true), agentId: z.string(), displayName: z.string(), agentGender: z.string(), securityToken: z.string(), channels: channelsShape, pool: z.object({ slotsRemaining: z.int() }) }),
      run: async (input, caller) => provision(deps, await organizationScope(deps.store, caller.principal, { organizationId: input.organizationId }), { input, caller }),
    }),
    deprovision: defineOperation({
      name: 'agents.deprovision',
      summary: 'End an agent: its tokens are revoked, its numbers given back.',
      access: 'organization',
      readOnly: false,
      rest: { method: 'post', path: '/deprovision' },
      input: z.object({ agentId, releaseNumber: z.boolean().default(true) }),
      output: z.object({ success: z.literal(true), agentId: z.string(), status: z.literal('deprovisioned'), numberReleased: z.boolean(), whatsappReturned: z.boolean(), warnings: z.array(z.string()).optional() }),
      run: async (input, caller) => deprovision(deps, await agentScope(deps.store, caller.principal, input.agentId), { releaseNumber: input.releaseNumber, caller }),
    }),
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
        channels: z.array(z.object({ channel: z.enum(channels), address: z.string(), status: z.string(), waiting: z.int() })),
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
        const state = (channel: Channel, status: string) => (agent.blockedChannels.includes(channel) ? 'blocked' : status);
        return {
          agentId: agent.id,
          displayName: agent.displayName,
          status: agent.status,
          provisionedAt: agent.createdAt.toISOString(),
          blockedChannels: [...agent.blockedChannels],
          channels: lines.map(line => ({ channel: line.channel, address: line.address, status: state(line.channel, line.status), waiting: waiting[line.channel] ?? 0 })),
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
      run: async (input, { principal }) => ({ secret: callbackSecret(deps, await organizationScope(deps.store, principal, input)) }),
    }),
  };
}
