import type { Agent, CallAddition, CallBridge, CallPlan, IncomingCall } from '@buttdial/core';
import { normalizeAddress } from '@buttdial/core';
import { auditBody } from '../audit.ts';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import { meantBy } from '../identity.ts';
import { createIsSuspended } from '../suspension.ts';
import { type Answerer, abilitiesOf, castOf } from './abilities.ts';
import { answererOf } from './answering.ts';
import { type Carrier, connectPlan } from './carrier.ts';
import type { Desk } from './desk.ts';
import { mayKeepSound } from './message-sound.ts';
import { type PlannedCall, sealPlan } from './planned.ts';
import type { Presence } from './presence.ts';
import { defaultCallRules } from './rules.ts';

/** What answering needs. */
export interface Answering {
  readonly deps: Deps;
  readonly desk: Desk;
  readonly presence: Presence;
}

const reject: CallPlan = { kind: 'reject', reason: 'rejected' };

/** A call rings on one of our lines: it is written down, and somebody answers. Undefined when the line is not ours. */
export async function answerIncoming(
  { deps, desk, presence }: Answering,
  carrier: Carrier,
  incoming: IncomingCall,
): Promise<CallPlan | undefined> {
  const line = await deps.store.findLine('voice', incoming.to);
  if (!line || line.status === 'released') return undefined;
  const from = normalizeAddress('voice', incoming.from) ?? incoming.from;
  const key = contactKey(deps.sealer, line.organizationId, { channel: 'voice', address: from });
  const agent = line.shared ? await meantBy(deps, line, key) : await deps.store.findAgent(line.agentId);
  if (agent?.status !== 'active' || agent.blockedChannels.includes('voice')) return reject;
  if (await createIsSuspended(deps)(agent.organizationId)) return reject;
  const answerer = answererOf(agent, from, {
    now: deps.runtime.now(),
    isPresent:
      (await presence.isWaiting({ organizationId: agent.organizationId, agentId: agent.id })) ||
      deps.samplers?.of(agent.id) !== undefined,
  });
  if (answerer === 'reject') return reject;
  const plan = await plannedFor(deps, agent, from);
  const rung = { ...incoming, from, to: line.address };
  const answer = await written(deps, { agent, carrier, answerer, plan, incoming: rung });
  if (!('call' in answer) || answer.call.state === 'ended') return reject;
  const { call } = answer;
  // Asked again, perhaps at another server: the lease stays where it is until the carrier's socket says who goes on with it.
  if (answer.outcome === 'added') desk.begin(call, { plan, agentName: agent.displayName });
  return connectPlan(deps, call, plan);
}

interface Written {
  readonly agent: Agent;
  readonly carrier: Carrier;
  readonly answerer: Answerer;
  readonly plan: PlannedCall;
  readonly incoming: IncomingCall;
}

/** The row of it; the same one when the carrier asks again. */
function written(deps: Deps, { agent, carrier, answerer, plan, incoming }: Written): Promise<CallAddition> {
  const { store, runtime, settings, sealer } = deps;
  const { organizationId, id: agentId } = agent;
  const rules = settings.calls ?? defaultCallRules;
  const { lines } = carrier.provider.telephony;
  const abilities = abilitiesOf(deps, organizationId);
  const wanted = { direction: 'inbound', transport: rules.transport, lines } as const;
  const best = castOf(deps, abilities, { ...wanted, brain: answerer });
  const cast = 'missing' in best ? castOf(deps, abilities, { ...wanted, brain: 'machine' }) : best;
  const id = runtime.newId();
  const now = runtime.now();
  const { from, to, vendorId } = incoming;
  return store.addCall({
    id,
    organizationId,
    agentId,
    direction: 'inbound',
    state: 'ringing',
    from,
    to,
    contactKey: contactKey(sealer, organizationId, { channel: 'voice', address: from }),
    connection: carrier.name,
    vendorId,
    ...('missing' in cast ? { brain: 'machine', transport: 'relay' } : cast),
    sealedPlan: sealPlan(sealer, id, plan),
    maxSeconds: rules.maxSeconds,
    currency: 'USD',
    dueAt: now,
    now,
    lease: { owner: settings.owner, leaseMs: rules.leaseMs },
    auditBody: auditBody({ event: 'call.ringing', actor: 'vendor', target: id }),
  });
}

/** The stored route for a caller: one of their own before one for everybody. */
function onwardFrom(bridges: readonly CallBridge[], from: string): Pick<PlannedCall, 'onward'> {
  const bridge = bridges.find(each => each.callerPattern === from) ?? bridges.find(each => each.callerPattern === '*');
  return bridge ? { onward: { mode: 'cold', to: bridge.destinationNumber, briefing: '' } } : {};
}

/** How an agent answers its telephone. */
async function plannedFor(deps: Deps, agent: Agent, from: string): Promise<PlannedCall> {
  const { displayName, profile, organizationId, id: agentId } = agent;
  const rules = deps.settings.calls ?? defaultCallRules;
  const voice = profile.voice ?? rules.voice;
  const record = profile.routeDuplication?.recordCalls === true;
  // Where the whole call is recorded, whoever says no to that has said it of their message too.
  const keepsSound = !record && (await mayKeepSound(deps, { organizationId, agentId, from }));
  return {
    purpose: 'reply',
    callerIdentity: displayName,
    language: profile.language ?? rules.language,
    voicemail: { policy: 'hang-up' },
    record,
    ...(keepsSound && { keepsSound }),
    ...onwardFrom(profile.calls?.bridges ?? [], from),
    transferTo: profile.calls?.transferTo?.filter(to => to.startsWith('+')) ?? [],
    ...(voice !== undefined && { voice }),
    ...(profile.greeting !== undefined && { greeting: profile.greeting }),
    ...(profile.systemPrompt !== undefined && { systemPrompt: profile.systemPrompt }),
  };
}
