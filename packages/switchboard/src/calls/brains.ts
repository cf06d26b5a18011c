import type { CallRecord, LanguageModel } from '@buttdial/core';
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
  realtimeSpeaker,
  type Speaker,
  scriptBrain,
  type TextBrain,
  type TextSpeakerOptions,
  type Transfer,
  textSpeaker,
  withFloorHolder,
} from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import { type Abilities, abilitiesOf } from './abilities.ts';
import { type Attended, attended } from './attended.ts';
import type { PlannedCall } from './planned.ts';
import type { Recorder } from './recorder.ts';

/** A call that needs somebody to talk in it. */
export interface Casting {
  readonly call: Pick<CallRecord, 'id' | 'organizationId' | 'agentId' | 'direction' | 'brain'>;
  readonly plan: PlannedCall;
  readonly agentName: string;
  /** What was said before this server took the call over. */
  readonly before?: string | undefined;
  volunteer(parts: readonly BrainPart[]): void;
  /** Records the call, after a yes to the question whether it may. */
  readonly recorder?: Pick<Recorder, 'agreed' | 'tap'> | undefined;
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
    const judge = abilities.language && llmOf(deps, abilities.language, casting).wrapUp;
    const speaking = { realtime, speech, voice, speechVoice: voice, instructions: instructionsOf(casting) };
    const agent = agentBrain({ runtime: deps.runtime, volunteer: casting.volunteer });
    return { agent, speaker: realtimeSpeaker({ ...speaking, ...(judge && { wrapUp: judge }) }) };
  }
  const { brain, agent } = textBrainOf(deps, abilities, casting);
  const { recorder, plan } = casting;
  const answered = (isYes: boolean) => isYes && recorder?.agreed();
  const asking = recorder ? askingToRecord(brain, { language: plan.language, answered }) : brain;
  return { agent, speaker: textSpeaker(asking, liftOf(deps, abilities, casting)) };
}

/** How raw audio becomes a text line; empty where nothing hears and speaks. */
function liftOf({ runtime }: Deps, { speech, transcription }: Abilities, casting: Casting): TextSpeakerOptions {
  if (!speech || !transcription) return {};
  const { recorder, plan } = casting;
  const { voice = '', language } = plan;
  const services = { transcription, speech, voice, language };
  return {
    lift: line => createPipeline({ runtime, transport: recorder ? recorder.tap(line) : line, ...services }),
  };
}

function textBrainOf(deps: Deps, { language }: Abilities, casting: Casting): Attended {
  const { runtime, scripted } = deps;
  const { call, plan, agentName } = casting;
  const agent = agentBrain({ runtime, volunteer: casting.volunteer });
  if (plan.question !== undefined) return { agent, brain: questionOf(casting, plan.question) };
  if (plan.onward !== undefined) return { agent, brain: onwardOf(plan.onward, plan.language) };
  if (plan.announcement !== undefined) return { agent, brain: announcementOf(plan.announcement, plan.language) };
  const machine = machineOf(casting);
  const model = language && llmOf(deps, language, casting);
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

function instructionsOf({ plan, agentName, call, before }: Casting): string {
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
function machineOf({ call, plan }: Casting): TextBrain {
  const { takeMessage, messageTaken, goodbye } = phrasesIn(plan.language);
  if (call.direction === 'outbound') return scriptBrain({ lastWords: goodbye });
  return scriptBrain({ opening: takeMessage, answers: [messageTaken], lastWords: goodbye, takesMessage: true });
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

function announcementOf(text: string, language: string): TextBrain {
  return scriptBrain({ opening: text, lastWords: phrasesIn(language).goodbye });
}
