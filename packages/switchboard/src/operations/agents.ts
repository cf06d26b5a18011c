import { type Agent, channels } from '@buttdial/core';
import { z } from 'zod';
import { deprovision } from '../deprovision.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { provision } from '../provision.ts';
import { provisionInput } from '../provision-input.ts';
import { agentId } from './fields.ts';

const lineState = z.object({ number: z.string(), status: z.string() }).nullable();
export const channelsShape = z.object({
  phone: lineState,
  whatsapp: z
    .object({ number: z.string().nullable(), senderSid: z.string().nullable(), status: z.string() })
    .nullable(),
  email: z.object({ address: z.string(), status: z.string() }).nullable(),
  voiceAi: z.object({ status: z.string(), usesPhoneNumber: z.string().nullable() }).nullable(),
});

const agentView = z.object({
  agentId: z.string(),
  displayName: z.string(),
  status: z.string(),
  blockedChannels: z.array(z.enum(channels)),
  createdAt: z.string(),
});
const viewAgent = (agent: Agent) => ({
  agentId: agent.id,
  displayName: agent.displayName,
  status: agent.status,
  blockedChannels: [...agent.blockedChannels],
  createdAt: agent.createdAt.toISOString(),
});

/** The verbs about agents. */
export function agentOperations(deps: Deps) {
  return { list: listAgents(deps), provision: provisionAgent(deps), deprovision: deprovisionAgent(deps) };
}

function listAgents(deps: Deps) {
  return defineOperation({
    name: 'agents.list',
    summary: 'The agents of the organization.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/agents' },
    input: z.object({ organizationId: z.string().max(64).optional().describe('Only for the orchestrator.') }),
    output: z.object({ agents: z.array(agentView) }),
    run: async (input, { principal }) => ({
      agents: (await deps.store.agents.list(await organizationScope(deps.store, principal, input))).map(viewAgent),
    }),
  });
}

function provisionAgent(deps: Deps) {
  return defineOperation({
    name: 'agents.provision',
    summary: 'Make an agent with a phone number, a mailbox and a WhatsApp sender. Its token is shown once.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/provision' },
    input: provisionInput,
    output: z.object({
      success: z.literal(true),
      agentId: z.string(),
      displayName: z.string(),
      agentGender: z.string(),
      securityToken: z.string(),
      channels: channelsShape,
      pool: z.object({ slotsRemaining: z.int() }),
    }),
    run: async (input, caller) =>
      provision(deps, await organizationScope(deps.store, caller.principal, { organizationId: input.organizationId }), {
        input,
        caller,
      }),
  });
}

function deprovisionAgent(deps: Deps) {
  return defineOperation({
    name: 'agents.deprovision',
    summary: 'End an agent: its tokens are revoked, its numbers given back.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/deprovision' },
    input: z.object({ agentId, releaseNumber: z.boolean().default(true) }),
    output: z.object({
      success: z.literal(true),
      agentId: z.string(),
      status: z.literal('deprovisioned'),
      numberReleased: z.boolean(),
      whatsappReturned: z.boolean(),
      warnings: z.array(z.string()).optional(),
    }),
    run: async (input, caller) =>
      deprovision(deps, await agentScope(deps.store, caller.principal, input.agentId), {
        releaseNumber: input.releaseNumber,
        caller,
      }),
  });
}
