import { speakingMs } from '../playback/heard.ts';
import { takenFor } from './answering.ts';
import { isOptOut, whoSays } from './listening.ts';
import { phrasesIn } from './phrases.ts';
import type { CallEvent, CallState, Transfer } from './state.ts';
import {
  after,
  beginConversation,
  finish,
  type Step,
  say,
  sayGoodbye,
  startTimer,
  stay,
  stopTimer,
  waits,
} from './steps.ts';

/** A conversation, or the music between two parts of it. */
export function conversing(state: CallState, event: CallEvent, atMs: number): Step {
  switch (event.kind) {
    case 'heard':
      return onHeard(state, event, atMs);
    case 'digit':
      return onDigit(state, event.digit, atMs);
    case 'agent-speaking':
      return [state, [event.on ? stopTimer('silence') : startTimer('silence', waits.silence)]];
    case 'caller-speaking':
      return [
        state,
        event.on ? [stopTimer('silence')] : state.isAgentSpeaking ? [] : [startTimer('silence', waits.silence)],
      ];
    // The carrier takes its time to tell; whoever has talked with us is no machine.
    case 'answered-by':
      return event.who === 'machine' && !state.hasTurn ? takenFor(state, 'machine', atMs) : stay(state);
    case 'transfer':
      return askForTransfer(state, event.transfer);
    case 'brain-failed':
      return onBrainFailed(state, atMs);
    case 'timer':
      return onTimer(state, event.name, atMs);
    default:
      return stay(state);
  }
}

function onHeard(state: CallState, { text, final }: Extract<CallEvent, { kind: 'heard' }>, atMs: number): Step {
  if (!final) return [state, [stopTimer('silence')]];
  if (isOptOut(text)) return optOut(state, atMs);
  const who = whoSays(text);
  const isEarly = atMs - (state.answeredAtMs ?? atMs) < waits.unsureAfterAnswer;
  const isTheirs = state.settings.direction === 'outbound';
  if (isTheirs && isEarly && who !== 'unknown' && who !== 'hold') {
    return takenFor({ ...state, greetingHeard: [text] }, who, atMs);
  }
  if (isTheirs && who === 'hold') return [{ ...state, phase: 'on-hold' }, [stopTimer('silence')]];
  return [
    { ...state, phase: 'conversing', silences: 0, hasTurn: true },
    // Whoever is to answer may also say nothing.
    [startTimer('silence', waits.unanswered), { kind: 'turn', text }],
  ];
}

// Key 9 is the opt-out of calls that we make; everywhere else keys are for the brain, several at a time.
function onDigit(state: CallState, digit: string, atMs: number): Step {
  if (state.settings.direction === 'outbound' && digit === '9' && state.digits === '') return optOut(state, atMs);
  return [
    { ...state, silences: 0, digits: state.digits + digit },
    [stopTimer('silence'), startTimer('digits', waits.digits)],
  ];
}

function optOut(state: CallState, atMs: number): Step {
  const lastWords = phrasesIn(state.settings.language).optedOut;
  const reason = { status: 'completed', by: 'other-party', why: 'opted-out' } as const;
  return after([{ kind: 'opt-out' }], sayGoodbye(state, { reason, lastWords, atMs }));
}

function onBrainFailed(state: CallState, atMs: number): Step {
  const { trouble } = phrasesIn(state.settings.language);
  if (state.brainFailures === 0)
    return [{ ...state, brainFailures: 1 }, [say(trouble), startTimer('silence', waits.silence + speakingMs(trouble))]];
  return sayGoodbye(state, {
    reason: { status: 'failed', by: 'us', why: 'brain-failed' },
    lastWords: phrasesIn(state.settings.language).goodbyeSilence,
    atMs,
  });
}

function onTimer(state: CallState, name: string, atMs: number): Step {
  const phrases = phrasesIn(state.settings.language);
  if (name === 'digits' && state.digits !== '') {
    return [{ ...state, digits: '' }, [{ kind: 'turn', text: `[pressed ${state.digits}]` }]];
  }
  if (name !== 'silence' || state.phase === 'on-hold') return stay(state);
  if (state.silences < 2) {
    const waitMs = waits.silence + speakingMs(phrases.stillThere);
    return [{ ...state, silences: state.silences + 1 }, [say(phrases.stillThere), startTimer('silence', waitMs)]];
  }
  const reason = { status: 'timed-out', by: 'other-party', why: 'silence' } as const;
  return sayGoodbye(state, { reason, lastWords: phrases.goodbyeSilence, atMs });
}

// Every number that may ring is judged first, also one that comes up in the middle of a call.
function askForTransfer(state: CallState, transfer: Transfer): Step {
  const effects = [stopTimer('silence'), { kind: 'hush-brain' } as const, startTimer('transfer', waits.transfer)];
  return [{ ...state, phase: 'transferring', transfer }, [...effects, { kind: 'judge-transfer', transfer }]];
}

/** Somebody else is being called in. */
export function transferring(state: CallState, event: CallEvent, atMs: number): Step {
  const { transfer } = state;
  if (!transfer) return backToTalk(state);
  switch (event.kind) {
    case 'transfer-allowed': {
      const words = say(phrasesIn(state.settings.language).transferring, true);
      if (transfer.mode === 'cold') return [state, [words, { kind: 'redirect', transfer }]];
      return state.phase === 'transferring'
        ? [{ ...state, phase: 'consulting' }, [words, { kind: 'consult', transfer }]]
        : stay(state);
    }
    case 'consult-answered':
      return state.phase === 'consulting' ? [state, [{ kind: 'merge', transfer }]] : stay(state);
    case 'transferred':
      return transfer.stay ? [{ ...state, phase: 'bridged' }, [stopTimer('transfer')]] : handedOver(state, atMs);
    // The carrier came back to us, so the other end did not answer.
    case 'connected':
    case 'transfer-failed':
      return backToTalk(state);
    case 'timer':
      return event.name === 'transfer' ? backToTalk(state) : stay(state);
    default:
      return stay(state);
  }
}

/** Somebody else talks with them now, without us. */
export function handedOver(state: CallState, atMs: number): Step {
  return finish(state, { status: 'transferred', by: 'agent', why: 'transferred' }, { atMs, hangUp: false });
}

function backToTalk({ transfer, ...state }: CallState): Step {
  const { transferFailed } = phrasesIn(state.settings.language);
  const effects = [
    stopTimer('transfer'),
    say(transferFailed),
    startTimer('silence', waits.silence + speakingMs(transferFailed)),
  ];
  return [
    { ...state, phase: 'conversing' },
    [...effects, { kind: 'tell-brain', note: 'The transfer failed: nobody could be reached there.' }],
  ];
}

/** The line to the carrier's audio broke while the call goes on. */
export function reconnecting(state: CallState, event: CallEvent, atMs: number): Step {
  if (event.kind === 'connected') {
    const back = { ...state, isConnected: true };
    const [next, effects] = beginConversation(back);
    return [next, [stopTimer('reconnect'), ...effects]];
  }
  const isOver = event.kind === 'timer' && event.name === 'reconnect';
  const lost = { status: 'failed', by: 'carrier', why: 'line-lost' } as const;
  return isOver ? finish(state, lost, { atMs, hangUp: true }) : stay(state);
}
