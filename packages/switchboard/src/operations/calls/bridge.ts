import { type Agent, ButtdialError, type CallBridge, normalizeAddress } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../../audit.ts';
import type { CallParts } from '../../calls/calls.ts';
import type { Deps } from '../../deps.ts';
import type { Lines } from '../../lines.ts';
import { type Caller, defineOperation } from '../../operation.ts';
import { organizationScope } from '../../principal.ts';
import { organizationId } from '../fields.ts';
import { joinTwo } from './on-behalf.ts';

const phone = z.string().min(1).max(64);
const bridgeInput = z.object({
  organizationId,
  action: z.enum(['setup', 'remove', 'list', 'call']),
  localNumber: phone.optional().describe('A number of an agent of the organization.'),
  fromNumber: phone.optional().describe('setup: who calls, E.164; everybody when left out.'),
  destinationNumber: phone.optional().describe('With whom they are joined, E.164.'),
  callerNumber: phone.optional().describe('call: whom to call first.'),
  label: z.string().trim().min(1).max(120).optional(),
  bridgeId: z.string().min(1).max(64).optional(),
});
type BridgeInput = z.output<typeof bridgeInput>;

const route = z.object({
  id: z.string(),
  localNumber: z.string(),
  callerPattern: z.string(),
  destinationNumber: z.string(),
  label: z.string().nullable(),
  active: z.boolean(),
  createdAt: z.string(),
});
const recentCall = z.object({
  id: z.string(),
  bridgeId: z.string(),
  caller: z.string().nullable(),
  destination: z.string(),
  status: z.string(),
  duration: z.number().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});
const bridgeOutput = z.object({
  success: z.boolean(),
  bridgeId: z.string().optional(),
  localNumber: z.string().optional(),
  callerPattern: z.string().optional(),
  destinationNumber: z.string().optional(),
  label: z.string().nullable().optional(),
  description: z.string().optional(),
  removed: z.boolean().optional(),
  routes: z.array(route).optional(),
  recentCalls: z.array(recentCall).optional(),
  bridgeCallId: z.string().optional(),
  callSid: z.string().nullable().optional(),
  caller: z.string().optional(),
  destination: z.string().optional(),
  status: z.string().optional(),
});
type Answer = z.input<typeof bridgeOutput>;

interface Parts {
  readonly deps: Deps;
  readonly lines: Lines;
  readonly calls: CallParts;
}

/** The verb that joins callers with somebody else: by stored routes, or once and now. */
export function bridgeOperation(parts: Parts) {
  return defineOperation({
    name: 'calls.bridge',
    summary: 'Join two telephones: routes for callers of a number (setup, remove, list), or a call to both now.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/bridge-call' },
    input: bridgeInput,
    output: bridgeOutput,
    run: async (input, caller) => {
      const scope = await organizationScope(parts.deps.store, caller.principal, input);
      return acts[input.action](parts, { scope, input, caller });
    },
  });
}

interface Asked {
  readonly scope: string;
  readonly input: BridgeInput;
  readonly caller: Caller;
}

const acts: Readonly<Record<BridgeInput['action'], (parts: Parts, asked: Asked) => Promise<Answer>>> = {
  setup,
  remove,
  list,
  call,
};

async function setup({ deps }: Parts, { scope, input, caller }: Asked): Promise<Answer> {
  const { agent, number } = await ownerOf(deps, scope, required(input, 'localNumber'));
  const destinationNumber = e164(required(input, 'destinationNumber'), 'destinationNumber');
  const callerPattern =
    input.fromNumber === undefined || input.fromNumber === '*' ? '*' : e164(input.fromNumber, 'fromNumber');
  const bridges = agent.profile.calls?.bridges ?? [];
  const same = bridges.find(each => each.callerPattern === callerPattern);
  if (same)
    throw new ButtdialError('conflict', `There is a route for these callers: ${same.id}.`, {
      field: 'fromNumber',
      remedy: 'Remove it first.',
    });
  const createdAt = deps.runtime.now().toISOString();
  const label = input.label === undefined ? {} : { label: input.label };
  const bridge: CallBridge = { id: deps.runtime.newId(), callerPattern, destinationNumber, createdAt, ...label };
  await keep(deps, { agent, bridges: [...bridges, bridge], caller, event: 'bridge.set-up' });
  const description = `Calls from ${callerPattern === '*' ? 'everybody' : callerPattern} to ${number} are joined with ${destinationNumber}.`;
  return { success: true, bridgeId: bridge.id, ...shownOf(bridge, number), description };
}

async function remove({ deps }: Parts, { scope, input, caller }: Asked): Promise<Answer> {
  const id = required(input, 'bridgeId');
  for (const agent of await deps.store.agents.list(scope)) {
    const bridges = agent.profile.calls?.bridges ?? [];
    if (!bridges.some(bridge => bridge.id === id)) continue;
    await keep(deps, { agent, bridges: bridges.filter(bridge => bridge.id !== id), caller, event: 'bridge.removed' });
    return { success: true, removed: true };
  }
  throw new ButtdialError('not-found', 'There is no such route.', { field: 'bridgeId', remedy: 'List them.' });
}

async function list({ deps }: Parts, { scope }: Asked): Promise<Answer> {
  const routes: z.input<typeof route>[] = [];
  const recentCalls: z.input<typeof recentCall>[] = [];
  for (const agent of await deps.store.agents.list(scope)) {
    const bridges = agent.profile.calls?.bridges ?? [];
    if (bridges.length === 0) continue;
    const line = (await deps.store.lines.ofAgent(scope, agent.id)).find(each => each.channel === 'voice');
    for (const bridge of bridges)
      routes.push({
        id: bridge.id,
        active: true,
        createdAt: bridge.createdAt,
        ...shownOf(bridge, line?.address ?? ''),
      });
    recentCalls.push(...(await recent(deps, agent, bridges)));
  }
  return { success: true, routes, recentCalls: recentCalls.slice(0, 20) };
}

async function call(parts: Parts, { scope, input, caller }: Asked): Promise<Answer> {
  const { deps } = parts;
  const { agent } = await ownerOf(deps, scope, required(input, 'localNumber'));
  const first = e164(required(input, 'callerNumber'), 'callerNumber');
  const destination = e164(required(input, 'destinationNumber'), 'destinationNumber');
  const made = await joinTwo(parts, caller, {
    scope: { organizationId: scope, agentId: agent.id },
    first,
    second: { to: destination, name: input.label, briefing: '' },
    asked: {},
  });
  const { success, callId, callSid, status } = made;
  return { success, bridgeCallId: callId, callSid, caller: first, destination, status };
}

async function recent({ store }: Deps, agent: Agent, bridges: readonly CallBridge[]) {
  const calls = await store.calls.list(agent.organizationId, { agentId: agent.id }, { limit: 100 });
  return calls.flatMap(each => {
    const bridge = bridges.find(({ destinationNumber }) => each.brain === 'none' && each.to === destinationNumber);
    if (!bridge) return [];
    return [
      {
        id: each.id,
        bridgeId: bridge.id,
        caller: bridge.callerPattern === '*' ? null : bridge.callerPattern,
        destination: each.to,
        status: each.ending?.status ?? each.state,
        duration: each.talkMs === undefined ? null : Math.round(each.talkMs / 1_000),
        startedAt: each.createdAt.toISOString(),
        endedAt: each.endedAt?.toISOString() ?? null,
      },
    ];
  });
}

/** Whose number it is. */
async function ownerOf({ store }: Deps, scope: string, local: string): Promise<{ agent: Agent; number: string }> {
  const number = e164(local, 'localNumber');
  const line = await store.findLine('voice', number);
  const agent = line && line.organizationId === scope ? await store.agents.get(scope, line.agentId) : undefined;
  if (agent) return { agent, number };
  throw new ButtdialError('not-found', 'No agent of the organization has this number.', {
    field: 'localNumber',
    remedy: 'List the agents with GET /api/v1/agents.',
  });
}

interface Kept {
  readonly agent: Agent;
  readonly bridges: readonly CallBridge[];
  readonly caller: Caller;
  readonly event: string;
}

async function keep({ store, runtime }: Deps, { agent, bridges, caller, event }: Kept): Promise<void> {
  const calls = { ...agent.profile.calls, bridges };
  await store.agents.update(agent.organizationId, agent.id, { profilePatch: { calls } });
  const body = auditBody({ event, actor: caller.principal, target: agent.id, details: { routes: bridges.length } });
  await store.audit.append(agent.organizationId, body, runtime.now());
}

function shownOf({ callerPattern, destinationNumber, label }: CallBridge, localNumber: string) {
  return { localNumber, callerPattern, destinationNumber, label: label ?? null };
}

function required(
  input: BridgeInput,
  field: 'localNumber' | 'destinationNumber' | 'callerNumber' | 'bridgeId',
): string {
  const value = input[field];
  if (value !== undefined) return value;
  throw new ButtdialError('invalid-input', `${field} is required for ${input.action}.`, {
    field,
    remedy: `Give "${field}".`,
  });
}

function e164(text: string, field: string): string {
  const address = normalizeAddress('voice', text);
  if (address !== undefined) return address;
  throw new ButtdialError('invalid-input', `${field} is not a phone number in E.164 form.`, {
    field,
    remedy: 'Write it like +12125550123.',
  });
}
