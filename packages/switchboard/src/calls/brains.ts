import type { CallRecord, LanguageModel, RealtimeUsage } from '@buttdial/core';
import {
  type AgentBrain,
  agentBrain,
  askingBrain,
  askingToRecord,
  type BrainPart,
  createPipeline,
  fallback,
  llmBrain,
  missionInstructions,
  phrasesIn,
  type RecordingConsent,
  roamingSpeaker,
  type ScriptOptions,
  type Speaker,
  scriptBrain,
  type TextBrain,
  type TextSpeakerOptions,
  type Transfer,
  textSpeaker,
  withFloorHolder,
} from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import type { ModelUse } from '../model-prices.ts';
import { type Abilities, abilitiesOf } from './abilities.ts';
import { type Attended, attended } from './attended.ts';
import { nameOf } from './costs.ts';
import { loadSound } from './load-sound.ts';
import { metered } from './meter.ts';
import type { PlannedCall } from './planned.ts';
import type { Recorder } from './recorder.ts';

/** A call that needs somebody to talk in it. */
export interface Casting {
  readonly call: Pick<CallRecord, 'id' | 'organizationId' | 'agentId' | 'direction' | 'brain'>;
  readonly plan: PlannedCall;
  readonly agentName: string;
  /** What was said before this server took the call over. */
  readonly before?: string | undefined;
  /** The last event of that time. */
  readonly lastSequence?: number | undefined;
  volunteer(parts: readonly BrainPart[]): void;
  /** Records the call, after a yes to the question whether it may. */
  readonly recorder?: Pick<Recorder, 'what' | 'agreed' | 'tap' | 'tapRemote'> | undefined;
  /** Told what was used of a model of ours. */
  used(use: ModelUse): void;
  /** Told what was answered to the question of the plan. */
  answered(isYes: boolean): void;
}

/** Who talks, and the agent that may take the floor at any time. */
export interface Talkers {
  readonly speaker: Speaker;
  readonly agent: AgentBrain;
}

/** Puts together who talks in a call. */
export function castCall(deps: Deps, casting: Casting): Talkers {
  const abilities = abilitiesOf(deps, casting.call.organizationId);
  const { realtime, speech } = abilities;
  const isScripted = casting.plan.question !== undefined || casting.plan.onward !== undefined;
  if (casting.call.brain === 'realtime' && !isScripted && realtime && speech) {
    const voice = casting.plan.voice ?? '';
    const judge = abilities.language && llmOf(deps, ours(deps, abilities.language, casting), casting).wrapUp;
    const speaking = { realtime, speech, voice, speechVoice: voice, instructions: instructionsOf(casting) };
    const agent = agentOf(deps, casting);
    const { recorder } = casting;
    const recording = recorder && { tap: recorder.tap, tapRemote: recorder.tapRemote, consent: consentOf(casting) };
    const used = { onUsage: usageOf(deps, casting) };
    return { agent, speaker: roamingSpeaker({ ...speaking, ...used, ...recording, ...(judge && { wrapUp: judge }) }) };
  }
  const { brain, agent } = textBrainOf(deps, abilities, casting);
  const consent = consentOf(casting);
  const asking = consent ? askingToRecord(brain, consent) : brain;
  return { agent, speaker: textSpeaker(asking, liftOf(deps, abilities, casting)) };
}

function usageOf(deps: Deps, { call, used }: Casting): (usage: RealtimeUsage) => void {
  const name = nameOf(deps, call, 'realtime');
  return usage => used({ ...name, unit: 'tokens', ...usage });
}

/** The question whether the call may be recorded, where that is wanted. */
function consentOf({ recorder, plan }: Casting): RecordingConsent | undefined {
  if (recorder?.what !== 'call') return undefined;
  return { language: plan.language, answered: isYes => isYes && recorder.agreed() };
}

// What an agent has seen of an earlier server's part of the call is behind it: that had fewer than this for each event.
const visitsAnEvent = 1_000;

function agentOf({ runtime }: Deps, { volunteer, lastSequence = 0 }: Casting): AgentBrain {
  return agentBrain({ runtime, volunteer, after: lastSequence * visitsAnEvent });
}

/** How raw audio becomes a text line; empty where nothing hears and speaks. */
function liftOf(deps: Deps, { speech, transcription }: Abilities, casting: Casting): TextSpeakerOptions {
  if (!speech || !transcription) return {};
  const { runtime } = deps;
  const { recorder, plan } = casting;
  const { voice = '', language } = plan;
  const services = { transcription, speech, voice, language };
  return {
    lift(line) {
      const transport = recorder ? recorder.tap(line) : line;
      return createPipeline({ runtime, transport, ...services, loadAudio: url => loadSound(deps, url, line.format) });
    },
    liftRemote(line) {
      recorder?.tapRemote(line);
      return line.lift({ voice, language, loadAudio: url => loadSound(deps, url, line.format) });
    },
  };
}

function textBrainOf(deps: Deps, { language }: Abilities, casting: Casting): Attended {
  const { runtime, scripted } = deps;
  const { call, plan, agentName } = casting;
  const agent = agentOf(deps, casting);
  if (plan.question !== undefined) return { agent, brain: questionOf(casting, plan.question) };
  if (plan.onward !== undefined) return { agent, brain: onwardOf(plan.onward, plan.language) };
  if (plan.announcement !== undefined) return { agent, brain: announcementOf(deps, casting) };
  const machine = machineOf(casting);
  const model = language && llmOf(deps, ours(deps, language, casting), casting);
  if (call.brain === 'agent') return agentsOwn(deps, casting, { agent, others: model ? [model, machine] : [machine] });
  const script = scripted?.({ direction: call.direction, agentName, mission: plan.mission });
  const base = call.brain === 'llm' ? model : call.brain === 'script' ? script : undefined;
  return attended(agent, base ?? machine, runtime);
}

/** The agent itself: by its client's own model, into which it may break at any time, or turn by turn. */
function agentsOwn(
  deps: Deps,
  casting: Casting,
  { agent, others }: { readonly agent: AgentBrain; readonly others: readonly [TextBrain, ...TextBrain[]] },
): Attended {
  const { runtime, samplers } = deps;
  const lent = samplers?.of(casting.call.agentId);
  if (!lent) return { agent, brain: fallback(withFloorHolder(agent, { runtime }), ...others) };
  const sampled = withFloorHolder(llmOf(deps, lent, casting), { runtime });
  return attended(agent, fallback(sampled, ...others), runtime);
}

/** A model that we pay for; what an agent's own client lends is its own. */
function ours(deps: Deps, model: LanguageModel, { call, used }: Casting): LanguageModel {
  return metered(model, { ...nameOf(deps, call, 'language'), used });
}

function llmOf({ runtime }: Deps, model: LanguageModel, casting: Casting): TextBrain {
  const { successCriteria } = casting.plan;
  return llmBrain({
    runtime,
    model,
    instructions: instructionsOf(casting),
    // Whoever calls us has heard the greeting, which the line says.
    speaksFirst: casting.call.direction === 'outbound' && casting.before === undefined,
    ...(successCriteria !== undefined && { successCriteria }),
  });
}

/** What a model is told that talks in a call. */
export function instructionsOf({
  plan,
  agentName,
  call,
  before,
}: Pick<Casting, 'plan' | 'agentName' | 'before'> & { readonly call: Pick<CallRecord, 'direction'> }): string {
  const { mission, callerIdentity, successCriteria, context, systemPrompt, ivrHints } = plan;
  const answering = `You answer the telephone for ${agentName}. Find out what the caller wants, help, and write down what has to be passed on with take_note.`;
  const card = missionInstructions({
    mission: mission ?? 'talk with whoever answers.',
    callerIdentity,
    ...(successCriteria !== undefined && { successCriteria }),
    ...(context && { context }),
  });
  return [
    mission === undefined && call.direction === 'inbound' ? answering : card,
    ...(systemPrompt ? [systemPrompt] : []),
    ...(ivrHints ? [`If a menu answers: ${ivrHints}`] : []),
    ...(before ? [`The line broke and is there again. What was said before:\n${before}`] : []),
  ].join('\n\n');
}

/** What answers when nobody else does. */
function machineOf(casting: Casting): TextBrain {
  const { takeMessage, takeRecordedMessage, messageTaken, goodbye } = phrasesIn(casting.plan.language);
  if (casting.call.direction === 'outbound') return scriptBrain({ lastWords: goodbye });
  const onOpened = soundKeeper(casting);
  const opening = onOpened ? takeRecordedMessage : takeMessage;
  return scriptBrain({
    opening,
    answers: [messageTaken],
    lastWords: goodbye,
    takesMessage: true,
    ...(onOpened && { onOpened }),
  });
}

/** Begins to keep what is left for the agent, once whoever leaves it has heard that it is recorded. */
function soundKeeper({ recorder }: Casting): (() => void) | undefined {
  return recorder?.what === 'message' ? () => recorder.agreed() : undefined;
}

function questionOf({ plan, answered }: Casting, question: string): TextBrain {
  const { language, onward } = plan;
  const afterYes: BrainPart = onward
    ? { kind: 'transfer', transfer: onward }
    : { kind: 'text', text: phrasesIn(language).connecting };
  return askingBrain({ language, question, afterYes: [afterYes], answered });
}

/** Hands whoever is on the line over as soon as they know who speaks. */
function onwardOf(transfer: Transfer, language: string): TextBrain {
  const { goodbye } = phrasesIn(language);
  return {
    async *open() {
      yield { kind: 'transfer', transfer };
    },
    async *onTurn() {
      yield { kind: 'hang-up', lastWords: goodbye };
    },
  };
}

function announcementOf(deps: Deps, casting: Casting): TextBrain {
  const { language, announcement = '', takesResponse } = casting.plan;
  const { answerNow, answerRecorded, messageTaken, goodbye } = phrasesIn(language);
  const sound = soundOf(deps, casting);
  const text = sound ? [] : [announcement];
  if (!takesResponse) return scriptBrain({ ...(sound ? { sound } : { opening: announcement }), lastWords: goodbye });
  const onOpened = soundKeeper(casting);
  const opening = [...text, onOpened ? answerRecorded : answerNow].join(' ');
  // Nobody can talk over it: an answer to half a message is none.
  const script = { opening, answers: [messageTaken], lastWords: goodbye, takesMessage: true, ...(sound && { sound }) };
  return scriptBrain({ ...script, onOpened: onOpened ?? (() => undefined) });
}

const soundLinkSeconds = 3_600;

function soundOf({ archive }: Deps, { call, plan }: Casting): ScriptOptions['sound'] {
  if (!archive || !plan.announcementSound) return undefined;
  const { key, durationMs } = plan.announcementSound;
  return { url: archive.link(call.organizationId, key, soundLinkSeconds), durationMs };
}
