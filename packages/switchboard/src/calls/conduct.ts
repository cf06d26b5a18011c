import type { CallRecord } from '@buttdial/core';
import {
  type CallOptions,
  type CallResult,
  type CallSession,
  type CallUpdate,
  disclosureOf,
  type Speaker,
  startCall,
} from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import { castCall } from './brains.ts';
import { carrierOf } from './carrier.ts';
import type { Conducted, Opening } from './conducted.ts';
import { mergedUses } from './costs.ts';
import { happeningOf, type Kept, sealHappening } from './happenings.ts';
import { createLine } from './line.ts';
import { createMeter } from './meter.ts';
import { overBudget } from './model-budget.ts';
import { type PlannedCall, settingsOf } from './planned.ts';
import { recipesOf } from './recipes.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { defaultCallRules } from './rules.ts';

/** What the desk does for a call. */
export interface Hooks {
  readonly opening: Opening;
  /** Called once, unless it was dropped. */
  ended(result: CallResult, conducted: Conducted): void;
  readonly beside: Conducted['beside'];
}

/** Lets a call run: dials it, talks, and keeps what happens. `ended` is called once, unless it was dropped. */
export function conduct(deps: Deps, given: CallRecord, hooks: Hooks): Conducted {
  const { plan, agentName, resumed } = hooks.opening;
  let call = given;
  let isDropped = false;
  const { promise: agreed, resolve: agree } = Promise.withResolvers<boolean>();
  const recorder = recorderOf(deps, hooks.opening, () => call);
  const meter = createMeter(overBudget(deps, { call: given, plan }, () => session.hangUp()));
  const recipes = recipesOf(deps, call);
  if (recipes) deps.media?.expect();
  const { speaker, agent } = castCall(deps, {
    call,
    plan,
    agentName,
    before: resumed?.before,
    lastSequence: resumed?.lastSequence,
    recorder,
    volunteer: parts => session.volunteer(parts),
    answered: agree,
    used: meter.used,
  });
  const { beside } = hooks;
  const parts = { plan, agent, agreed, recipes, meter, beside, mayReach: reachableFrom(plan), dialing: {} };
  const conducted: Conducted = {
    ...parts,
    get session() {
      return session;
    },
    call: () => call,
    learn: news => {
      call = { ...call, ...news };
    },
    get recorded() {
      return recorded;
    },
    drop() {
      isDropped = true;
      session.hangUp();
    },
    get dropped() {
      return isDropped;
    },
    report: report => session.report(report),
  };
  const session: CallSession = startCall(optionsOf(deps, conducted, { opening: hooks.opening, speaker, recorder }));
  const recorded = session.ended.then(() => recorder?.ended());
  void session.ended.then(result => {
    agree(false);
    if (!isDropped) hooks.ended(result, conducted);
  });
  return conducted;
}

interface Beginning extends Pick<Hooks, 'opening'> {
  readonly speaker: Speaker;
  readonly recorder: Recorder | undefined;
}

function optionsOf(deps: Deps, conducted: Conducted, { opening, speaker, recorder }: Beginning): CallOptions {
  const { ringSeconds } = deps.settings.calls ?? defaultCallRules;
  const { plan, resumed } = opening;
  const call = conducted.call();
  return {
    id: call.id,
    runtime: deps.runtime,
    settings: settingsOf(
      shortened(deps, call),
      resumed?.isAnswered ? { ...plan, greeting: undefined } : plan,
      ringSeconds,
    ),
    line: createLine(deps, conducted, resumed !== undefined || call.direction === 'inbound'),
    speaker,
    taps: [update => keep(deps, conducted, update), ...(recorder ? [recorder.note] : [])],
  };
}

// One that was under way on another server was asked there, or not at all.
function recorderOf(deps: Deps, { plan, resumed }: Opening, call: () => CallRecord): Recorder | undefined {
  const carrier = carrierOf(deps, call());
  if (plan.keepsSound) return createRecorder(deps, { what: 'message', call, carrier });
  // What only says something, asks something or joins two people is no conversation of ours.
  const { announcement, question, onward } = plan;
  const isTalk = announcement === undefined && question === undefined && onward === undefined;
  return plan.record && isTalk && !resumed?.isAnswered
    ? createRecorder(deps, { what: 'call', call, carrier })
    : undefined;
}

function reachableFrom({ transferTo = [], onward }: PlannedCall): Set<string> {
  return new Set(onward ? [...transferTo, onward.to] : transferTo);
}

// What was talked before counts.
function shortened({ runtime }: Deps, call: CallRecord): CallRecord {
  if (!call.answeredAt) return call;
  const talkedSeconds = Math.floor((runtime.now().getTime() - call.answeredAt.getTime()) / 1_000);
  return { ...call, maxSeconds: Math.max(1, call.maxSeconds - talkedSeconds) };
}

/** Keeps what happened, and moves the row with it. */
async function keep(deps: Deps, conducted: Conducted, update: CallUpdate): Promise<void> {
  if (conducted.dropped) return;
  const { store, sealer } = deps;
  const { organizationId, id: callId } = conducted.call();
  const state = update.kind === 'phase' ? stateOf(update.phase) : undefined;
  if (state && update.kind === 'phase') {
    const moved = await store.moveCall({ organizationId, callId, now: update.at, state });
    if (moved?.answeredAt) conducted.learn({ answeredAt: moved.answeredAt });
  }
  if (update.kind === 'line') await noteDisclosure(deps, conducted, update);
  const happening = happeningOf(update);
  if (!happening) return;
  const uses = mergedUses(conducted.meter.take());
  const kept: readonly Kept[] = [...(uses.length > 0 ? [{ kind: 'usage', uses } as const] : []), happening];
  const sealed = kept.map(each => ({ at: update.at, sealed: sealHappening(sealer, callId, each) }));
  await store.calls.append(organizationId, callId, sealed);
}

function stateOf(phase: string): 'dialing' | 'ringing' | 'in-progress' | undefined {
  if (phase === 'policy-check' || phase === 'queued' || phase === 'ended') return undefined;
  return phase === 'dialing' || phase === 'ringing' ? phase : 'in-progress';
}

// The first words of ours that were heard whole and are the disclosure.
async function noteDisclosure(
  deps: Deps,
  conducted: Conducted,
  line: Extract<CallUpdate, { kind: 'line' }>,
): Promise<void> {
  const { answeredAt, disclosureHeardMs, organizationId, id, direction, maxSeconds } = conducted.call();
  if (line.who !== 'agent' || line.isInterrupted || disclosureHeardMs !== undefined || !answeredAt) return;
  const disclosure = disclosureOf(settingsOf({ direction, maxSeconds }, conducted.plan, 0));
  if (!line.text.startsWith(disclosure)) return;
  const heardMs = Math.max(0, line.at.getTime() - answeredAt.getTime());
  conducted.learn({ disclosureHeardMs: heardMs });
  await deps.store.moveCall({ organizationId, callId: id, now: line.at, disclosureHeardMs: heardMs });
}
