import { menu, screening, screeningReply, voicemailLeaving, voicemailWait } from './answering.ts';
import { beforeAnswer } from './before-answer.ts';
import { phrasesIn } from './phrases.ts';
import type { CallEvent, CallPhase, CallSettings, CallState, EndReason } from './state.ts';
import { finish, judged, type Step, say, sayGoodbye, settle, startTimer, stay, waits } from './steps.ts';
import { conversing, handedOver, reconnecting, transferring } from './talking.ts';

type Rule = (state: CallState, event: CallEvent, atMs: number) => Step;

/** A call that is about to be placed, or rings on one of our lines. */
export function beginCall(settings: CallSettings): Step {
  const isOutbound = settings.direction === 'outbound';
  const state: CallState = {
    phase: isOutbound ? 'policy-check' : 'ringing',
    settings,
    isConnected: false,
    isAgentSpeaking: false,
    digits: '',
    disclosure: 'due',
    isBrainOpen: false,
    silences: 0,
    brainFailures: 0,
    isVoiceHeard: false,
    hasTurn: false,
    greetingHeard: [],
  };
  if (!isOutbound) return [state, [startTimer('ring', settings.ringMs + waits.ringGrace)]];
  return [state, [startTimer('policy', waits.policy), { kind: 'judge' }]];
}

/**
 * One step of a call: pure, so that every course of a call can be tried. `ended` absorbs everything, and the step that
 * leads there holds the only `settle`.
 */
export function stepCall(state: CallState, event: CallEvent, atMs: number): Step {
  if (state.phase === 'ended') return stay(state);
  const known = observe(state, event);
  const whole =
    known.answeredAtMs !== undefined && !isLeaving(known.phase) ? inEveryPhase(known, event, atMs) : undefined;
  return whole ?? rules[known.phase](known, event, atMs);
}

const rules: Readonly<Record<CallPhase, Rule>> = {
  'policy-check': beforeAnswer,
  queued: beforeAnswer,
  dialing: beforeAnswer,
  ringing: beforeAnswer,
  screening,
  'screening-reply': screeningReply,
  'voicemail-wait': voicemailWait,
  'voicemail-leaving': voicemailLeaving,
  menu,
  conversing,
  'on-hold': conversing,
  transferring,
  consulting: transferring,
  bridged: stay,
  reconnecting,
  ending,
  'wrap-up': wrappingUp,
  ended: stay,
};

/** What is merely noted, in any phase. */
function observe(state: CallState, event: CallEvent): CallState {
  switch (event.kind) {
    case 'agent-speaking':
      return { ...state, isAgentSpeaking: event.on };
    case 'disclosed':
      return state.disclosure === 'speaking' ? { ...state, disclosure: event.isWhole ? 'done' : 'cut' } : state;
    case 'outcome':
      return judged(state, event.outcome);
    case 'line-lost':
      return { ...state, isConnected: false, isAgentSpeaking: false };
    default:
      return state;
  }
}

/** What ends or breaks an answered call, whatever it is doing. */
function inEveryPhase(state: CallState, event: CallEvent, atMs: number): Step | undefined {
  switch (event.kind) {
    case 'leg-ended':
      return finish(state, endOfLeg(state, event.by), { atMs, hangUp: false });
    case 'carrier-failed':
      return finish(state, { status: 'failed', by: 'carrier', why: 'carrier-failed' }, { atMs, hangUp: false });
    case 'cancel':
      return sayGoodbye(state, { reason: { status: 'hung-up-by-agent', by: 'agent', why: 'cancelled' }, atMs });
    case 'hang-up': {
      const status = event.by === 'brain' ? 'completed' : 'hung-up-by-agent';
      return sayGoodbye(state, {
        reason: { status, by: 'agent', why: 'goodbye' },
        lastWords: event.lastWords,
        speechMs: event.speechMs,
        atMs,
      });
    }
    case 'line-lost':
      return onLineLost(state);
    // Also of one that was called in, and of one whose line to us is gone already.
    case 'transferred':
      return isAsking(state) ? undefined : handedOver(state, atMs);
    case 'timer':
      return onLongTimer(state, event.name, atMs);
    default:
      return undefined;
  }
}

function isAsking({ phase }: CallState): boolean {
  return phase === 'transferring' || phase === 'consulting';
}

function endOfLeg(state: CallState, by: 'other-party' | 'us' | 'carrier' = 'other-party'): EndReason {
  if (state.phase.startsWith('voicemail')) return { status: 'voicemail-no-message', by, why: 'hung-up' };
  if (state.phase === 'bridged') return { status: 'completed', by, why: 'goodbye' };
  // A cold transfer takes the leg away from us: its end is the end of the other conversation.
  if (state.phase === 'transferring' && state.transfer?.mode === 'cold')
    return { status: 'transferred', by: 'agent', why: 'transferred' };
  return { status: 'hung-up-by-caller', by, why: 'hung-up' };
}

function onLineLost(state: CallState): Step {
  const isExpected = state.phase === 'bridged' || (state.phase === 'transferring' && state.transfer?.mode === 'cold');
  if (isExpected || state.phase === 'reconnecting') return stay(state);
  return [{ ...state, phase: 'reconnecting' }, [{ kind: 'hush-brain' }, startTimer('reconnect', waits.reconnect)]];
}

function onLongTimer(state: CallState, name: string, atMs: number): Step | undefined {
  const phrases = phrasesIn(state.settings.language);
  if (name === 'max-duration') {
    const reason = { status: 'timed-out', by: 'us', why: 'max-duration' } as const;
    return sayGoodbye(state, { reason, lastWords: phrases.timeIsUp, atMs });
  }
  if (name === 'warning' && state.phase === 'conversing') {
    return [
      state,
      [{ kind: 'tell-brain', note: 'The call ends in 30 seconds. Come to the point.' }, say(phrases.oneMinute)],
    ];
  }
  if (name === 'reconnect' && !state.isConnected && state.phase !== 'reconnecting') {
    return finish(state, { status: 'failed', by: 'carrier', why: 'line-lost' }, { atMs, hangUp: true });
  }
  return undefined;
}

/** The last words are being said. */
function ending(state: CallState, event: CallEvent, atMs: number): Step {
  const reason = state.ending!;
  const isGone = event.kind === 'leg-ended' || event.kind === 'carrier-failed';
  if (isGone) return finish(state, reason, { atMs, hangUp: false });
  if (event.kind === 'line-lost') return finish(state, reason, { atMs, hangUp: true });
  if (event.kind === 'timer' && event.name === 'last-words') return finish(state, reason, { atMs, hangUp: true });
  // A gap between two utterances is not the end of the last one.
  if (event.kind === 'agent-speaking' && !event.on) return [state, [startTimer('last-words', waits.speechGap)]];
  if (event.kind === 'agent-speaking') return [state, [startTimer('last-words', longestFarewellMs)]];
  return stay(state);
}

const longestFarewellMs = 20_000;

function wrappingUp(state: CallState, event: CallEvent, atMs: number): Step {
  if (event.kind === 'wrapped') return settle(judged(state, event.outcome), state.ending!, atMs);
  if (event.kind === 'timer' && event.name === 'wrap-up') return settle(state, state.ending!, atMs);
  return stay(state);
}

function isLeaving(phase: CallPhase): boolean {
  return phase === 'ending' || phase === 'wrap-up';
}
