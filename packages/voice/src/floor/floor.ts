import type { Interruptible } from '@buttdial/core';
import { countRealWords, wantsFloor } from './words.ts';

/** Who has the floor, and how far the caller's attempt to take it has come. Times are milliseconds of one clock. */
export interface FloorState {
  readonly isAgentSpeaking: boolean;
  /** What may cut the agent short now. `none`: a protected span. */
  readonly interruptible: Interruptible;
  readonly isCallerSpeaking: boolean;
  readonly isDucked: boolean;
  /** Speech of the caller in this attempt. */
  readonly speechMs: number;
  readonly quietMs: number;
  /** What this attempt was transcribed to so far. */
  readonly text: string;
}

/** What happens on the line. `frame`: one frame of the caller's audio, voice or not. */
export type FloorEvent =
  | { readonly kind: 'agent-started'; readonly interruptible: Interruptible }
  | { readonly kind: 'agent-stopped' }
  | { readonly kind: 'frame'; readonly isVoice: boolean; readonly durationMs: number }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'digit' };

/** `duck`: stop feeding, keep what is queued. `commit`: the caller has the floor. `resume`: it was nothing. */
export type FloorDecision = 'duck' | 'commit' | 'resume';

/** When an attempt becomes one. */
export interface FloorPolicy {
  readonly language: string;
  readonly duckAfterMs: number;
  readonly commitAfterMs: number;
  /** Speech that is transcribed as a mere "mhm" commits only after this long. */
  readonly backchannelMs: number;
  readonly commitWords: number;
  readonly dissolveAfterMs: number;
}

/** Duck after 120 ms, commit after 280 ms or two real words, forget after 600 ms of quiet. */
export const defaultFloorPolicy: FloorPolicy = {
  language: 'en-US',
  duckAfterMs: 120,
  commitAfterMs: 280,
  backchannelMs: 1000,
  commitWords: 2,
  dissolveAfterMs: 600,
};

/** Nobody speaks. */
export const quietFloor: FloorState = {
  isAgentSpeaking: false,
  interruptible: 'any',
  isCallerSpeaking: false,
  isDucked: false,
  speechMs: 0,
  quietMs: 0,
  text: '',
};

type Step = readonly [state: FloorState, decision?: FloorDecision];

/** One step of the floor: the next state, and what to do about it. Words count per attempt, never over a whole turn. */
export function stepFloor(state: FloorState, event: FloorEvent, policy: FloorPolicy = defaultFloorPolicy): Step {
  switch (event.kind) {
    case 'agent-started':
      return [{ ...state, ...forgotten, isAgentSpeaking: true, interruptible: event.interruptible }];
    case 'agent-stopped':
      return [{ ...state, ...forgotten, isAgentSpeaking: false, interruptible: 'any' }];
    case 'digit':
      return yieldsTo(state, 'digits') ? commit(state) : [state];
    case 'words':
      return decide({ ...state, text: event.text, quietMs: 0 }, policy);
    case 'frame':
      return onFrame(state, event, policy);
  }
}

const forgotten = { isDucked: false, speechMs: 0, quietMs: 0, text: '' } as const;

function onFrame(
  state: FloorState,
  { isVoice, durationMs }: Extract<FloorEvent, { kind: 'frame' }>,
  policy: FloorPolicy,
): Step {
  if (isVoice) {
    const speaking = { ...state, isCallerSpeaking: true, speechMs: state.speechMs + durationMs, quietMs: 0 };
    return decide(speaking, policy);
  }
  const quietMs = state.quietMs + durationMs;
  if (quietMs < policy.dissolveAfterMs) return [{ ...state, isCallerSpeaking: false, quietMs }];
  const silent = { ...state, ...forgotten, quietMs: policy.dissolveAfterMs, isCallerSpeaking: false };
  return state.isDucked ? [silent, 'resume'] : [silent];
}

function decide(state: FloorState, policy: FloorPolicy): Step {
  if (!state.isAgentSpeaking || !yieldsTo(state, 'speech')) return [state];
  if (isBargeIn(state, policy)) return commit(state);
  if (!state.isDucked && state.speechMs >= policy.duckAfterMs) return [{ ...state, isDucked: true }, 'duck'];
  return [state];
}

function isBargeIn({ text, speechMs }: FloorState, policy: FloorPolicy): boolean {
  if (text === '') return speechMs >= policy.commitAfterMs;
  if (wantsFloor(text, policy.language)) return true;
  const words = countRealWords(text, policy.language);
  if (words === 0) return speechMs >= policy.backchannelMs;
  return words >= policy.commitWords || speechMs >= policy.commitAfterMs;
}

function yieldsTo(state: FloorState, what: 'digits' | 'speech'): boolean {
  return state.isAgentSpeaking && (state.interruptible === 'any' || state.interruptible === what);
}

function commit(state: FloorState): Step {
  return [{ ...state, ...forgotten, isAgentSpeaking: false, interruptible: 'any' }, 'commit'];
}
