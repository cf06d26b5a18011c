import { type Agent, type Channel, channels, type Line, type UsageRow, waitingAddress } from '@buttdial/core';
import { z } from 'zod';
import { callbackSecret } from '../callbacks.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { poolOf, poolShape } from '../pool.ts';
import { agentScope, organizationScope, unknownAgent } from '../principal.ts';
import { agentId } from './fields.ts';

/** What an agent and its application need to know about itself. */
export function agentStatusOperations(deps: Deps) {
  return { status: status(deps), callbackSecret: secret(deps) };
}

const lineView = z.object({
  channel: z.enum(channels),
  address: z.string(),
  status: z.string(),
  /** Messages in the inbox that nobody has acknowledged. */
  waiting: z.int(),
});
const counted = { status: z.string(), messageCount: z.int() };
const statusOutput = z.object({
  agentId: z.string(),
  displayName: z.string(),
  status: z.string(),
  provisionedAt: z.string(),
  blockedChannels: z.array(z.enum(channels)),
  channels: z.object({
    phone: z.object({ number: z.string(), ...counted }).nullable(),
    whatsapp: z.object({ senderSid: z.string().nullable(), ...counted }).nullable(),
    email: z.object({ address: z.string(), ...counted }).nullable(),
    voiceAi: z.object({ voiceId: z.string().nullable(), status: z.string() }).nullable(),
  }),
  lines: z.array(lineView),
  pool: poolShape,
});

function status(deps: Deps) {
  return defineOperation({
    name: 'agents.status',
    summary: "An agent's lines, what waits in its inbox, and the organization's free slots.",
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/channel-status' },
    input: z.object({ agentId }),
    output: statusOutput,
    run: async (input, { principal }) => {
      const { organizationId, agentId } = await agentScope(deps.store, principal, input.agentId);
      const { store, runtime } = deps;
      const ever = { agentId, since: new Date(0), until: runtime.now(), by: 'total' as const };
      const [agent, own, waiting, usage, pool, shared] = await Promise.all([
        store.agents.get(organizationId, agentId),
        store.lines.ofAgent(organizationId, agentId),
        store.inbox.waiting(organizationId, agentId),
        store.usage.summary(organizationId, ever),
        poolOf(deps, organizationId),
        store.lines.shared(organizationId),
      ]);
      if (!agent) throw unknownAgent();
      const lines = agent.profile.sharesNumber ? [...own.filter(line => !line.shared), ...shared] : own;
      return {
        agentId,
        displayName: agent.displayName,
        status: agent.status,
        provisionedAt: agent.createdAt.toISOString(),
        blockedChannels: [...agent.blockedChannels],
        channels: channelsOf(agent, lines, usage),
        lines: lines.map(line => ({
          channel: line.channel,
          address: isWaiting(line) ? '' : line.address,
          status: stateOf(agent, line),
          waiting: waiting[line.channel] ?? 0,
        })),
        pool,
      };
    },
  });
}

// A line that waits for a sender has no address yet.
function isWaiting({ address, agentId }: Line): boolean {
  return address === waitingAddress(agentId);
}

function stateOf(agent: Agent, line: Line): string {
  if (agent.blockedChannels.includes(line.channel)) return 'blocked';
  if (line.status === 'pending') return 'queued';
  return line.shared ? 'shared' : line.status;
}

/** One entry per kind of channel, as older clients read it. */
function channelsOf(
  agent: Agent,
  lines: readonly Line[],
  usage: readonly UsageRow[],
): z.output<typeof statusOutput>['channels'] {
  const counted = (channel: Channel) => {
    const line = lines.find(each => each.channel === channel && each.status !== 'released');
    const messageCount = usage.find(row => row.channel === channel)?.actions ?? 0;
    return line && { line, status: stateOf(agent, line), messageCount };
  };
  const [phone, whatsapp, email, voice] = [counted('sms'), counted('whatsapp'), counted('email'), counted('voice')];
  return {
    phone: phone ? { number: phone.line.address, status: phone.status, messageCount: phone.messageCount } : null,
    whatsapp: whatsapp
      ? { senderSid: whatsapp.line.vendorId ?? null, status: whatsapp.status, messageCount: whatsapp.messageCount }
      : null,
    email: email ? { address: email.line.address, status: email.status, messageCount: email.messageCount } : null,
    voiceAi: voice ? { voiceId: agent.profile.voice ?? null, status: voice.status } : null,
  };
}

function secret(deps: Deps) {
  return defineOperation({
    name: 'callbacks.secret',
    summary: 'The secret that callbacks to your application are signed with (Standard Webhooks).',
    access: 'organization',
    role: 'admin',
    readOnly: true,
    rest: { method: 'get', path: '/callback-secret' },
    input: z.object({ organizationId: z.string().max(64).optional().describe('Only for the orchestrator.') }),
    output: z.object({ secret: z.string() }),
    run: async (input, { principal }) => ({
      secret: callbackSecret(deps, await organizationScope(deps.store, principal, input)),
    }),
  });
}
