import { ButtdialError, channels } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { publicUrl } from '../guard.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { poolOf, poolRules, poolShape } from '../pool.ts';
import { agentScope, organizationScope, unknownAgent, unknownOrganization } from '../principal.ts';
import { checkedRouteDuplication, routeDuplicationInput } from '../route-duplication.ts';
import { organizationId } from './fields.ts';

/** The verbs that change agents, and how many there may be. */
export function agentEditOperations(deps: Deps) {
  return { edit: editAgent(deps), block: blockChannels(deps), expand: expandPool(deps) };
}

const agentId = z.string().min(1).max(64);
const profile = z.object({
  displayName: z.string().min(1).max(100).optional(),
  greeting: z.string().max(1000).nullable().optional(),
  systemPrompt: z.string().max(20_000).nullable().optional(),
  voice: z.string().max(200).nullable().optional(),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'A language is written like en-US.')
    .nullable()
    .optional(),
  agentGender: z.enum(['male', 'female', 'neutral']).optional(),
  callbackUrl: z.string().max(2048).nullable().optional().describe('Where inbound messages are posted, signed.'),
  routeDuplication: routeDuplicationInput
    .nullable()
    .optional()
    .describe('Where copies of its traffic go, all of it anew.'),
});

function editAgent(deps: Deps) {
  const { store } = deps;
  return defineOperation({
    name: 'agents.edit',
    summary: 'Change how an agent presents itself. Only what is named changes; null takes something out.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'patch', path: '/agents/:agentId' },
    input: z.object({ agentId, ...profile.shape }),
    output: z.object({ success: z.literal(true), agentId, displayName: z.string(), changed: z.array(z.string()) }),
    run: async (input, caller) => {
      const scope = await agentScope(store, caller.principal, input.agentId);
      const { agentId: id, displayName, agentGender: gender, ...rest } = input;
      if (rest.callbackUrl) await publicUrl(rest.callbackUrl, 'callbackUrl', deps.resolveHost);
      if (rest.routeDuplication) await checkedRouteDuplication(deps, rest.routeDuplication);
      const named = Object.entries({ ...rest, gender }).filter(([, value]) => value !== undefined);
      const agent = await store.agents.update(scope.organizationId, id, {
        ...(displayName === undefined ? {} : { displayName }),
        ...(named.length > 0 ? { profilePatch: Object.fromEntries(named) } : {}),
      });
      if (!agent) throw unknownAgent();
      const changed = [...named.map(([field]) => field), ...(displayName === undefined ? [] : ['displayName'])];
      await note(deps, scope.organizationId, { event: 'agent.edited', target: id, caller, what: changed.join(' ') });
      return { success: true as const, agentId: id, displayName: agent.displayName, changed };
    },
  });
}

function blockChannels(deps: Deps) {
  const { store } = deps;
  return defineOperation({
    name: 'agents.block',
    summary:
      'Switch channels of an agent off, all others on. On a blocked one nothing leaves, and what comes in is dropped.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/agents/:agentId/blocked-channels' },
    input: z.object({ agentId, blockedChannels: z.array(z.enum(channels)).max(channels.length) }),
    output: z.object({ success: z.literal(true), agentId, blockedChannels: z.array(z.enum(channels)) }),
    run: async (input, caller) => {
      const scope = await agentScope(store, caller.principal, input.agentId);
      const blockedChannels = [...new Set(input.blockedChannels)];
      const agent = await store.agents.update(scope.organizationId, input.agentId, { blockedChannels });
      if (!agent) throw unknownAgent();
      const what = blockedChannels.join(' ') || 'none';
      await note(deps, scope.organizationId, { event: 'agent.blocked', target: input.agentId, caller, what });
      return { success: true as const, agentId: input.agentId, blockedChannels };
    },
  });
}

function expandPool(deps: Deps) {
  const { store } = deps;
  return defineOperation({
    name: 'pool.expand',
    summary: 'Set how many agents the organization may have at once; not below those that are active.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/agent-pool' },
    input: z.object({ organizationId, maxAgents: z.int().min(1).max(10_000) }),
    output: z.object({ success: z.literal(true), pool: z.object({ ...poolShape.shape, previousMax: z.int() }) }),
    run: async ({ maxAgents, ...named }, caller) => {
      const scope = await organizationScope(store, caller.principal, named);
      const [organization, pool] = await Promise.all([store.organizations.get(scope), poolOf(deps, scope)]);
      if (!organization) throw unknownOrganization();
      if (maxAgents < pool.activeAgents)
        throw new ButtdialError('invalid-input', `maxAgents: ${pool.activeAgents} agents are active.`, {
          field: 'maxAgents',
          remedy: 'Deprovision some of them first.',
        });
      await store.organizations.update(scope, { settingsPatch: { maxAgents } });
      await note(deps, scope, { event: 'pool.expanded', target: scope, caller, what: String(maxAgents) });
      const previousMax = poolRules(deps, organization).max;
      return { success: true as const, pool: { ...(await poolOf(deps, scope)), previousMax } };
    },
  });
}

interface Noted {
  readonly event: string;
  readonly target: string;
  readonly caller: Caller;
  readonly what: string;
}

async function note({ store, runtime }: Deps, organizationId: string, { event, target, caller, what }: Noted) {
  const body = auditBody({ event, actor: caller.principal, target, details: { what } });
  await store.audit.append(organizationId, body, runtime.now());
}
