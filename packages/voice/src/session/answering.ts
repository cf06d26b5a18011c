import { speakingMs } from '../playback/heard.ts';
import { connect } from './before-answer.ts';
import { type AnsweredBy, soundsHuman, whoSays } from './listening.ts';
import { phrasesIn } from './phrases.ts';
import type { CallEffect, CallEvent, CallState, EndReason } from './state.ts';
import {
  beginConversation,
  disclosureOf,
  finish,
  type Step,
  say,
  startTimer,
  stay,
  stopTimer,
  waits,
} from './steps.ts';

const noMessage: EndReason = { status: 'voicemail-no-message', by: 'us', why: 'voicemail' };
const screened: EndReason = { status: 'no-answer', by: 'other-party', why: 'screened' };
const messageLeft: EndReason = { status: 'voicemail-left', by: 'us', why: 'voicemail' };

/** Somebody or something answered: a person, a machine, a screener or a menu. In doubt it is a person. */
export function screening(state: CallState, event: CallEvent, atMs: number): Step {
  switch (event.kind) {
    case 'connected':
      return state.isConnected ? stay(state) : connect(state);
    case 'answered-by':
      return event.who === 'machine'
        ? toVoicemail(state, atMs)
        : state.isConnected
          ? beginConversation(state)
          : stay(state);
    case 'caller-speaking':
      return onVoice(state, event.on, atMs);
    case 'heard':
      return onGreeting(state, event, atMs);
    case 'timer':
      return (event.name === 'hello' || event.name === 'screening') && state.isConnected
        ? onUnknown(state, atMs)
        : stay(state);
    default:
      return stay(state);
  }
}

/**
 * Time is up and nobody knows who answered. Whoever speaks longer than people do who answer a telephone is let finish, for as
 * long as a screener takes; and what they said last may be known in a moment.
 */
function onUnknown(state: CallState, atMs: number): Step {
  const { callerVoice: voice, answeredAtMs = atMs } = state;
  const isLong = voice !== undefined && spokenUntil(voice, atMs) >= waits.humanGreeting;
  const afterMs = !isLong ? 0 : voice.isOn ? waits.screening : voice.sinceMs + waits.greetingEnd - atMs;
  if (afterMs > 0 && atMs - answeredAtMs < waits.screeningReply) return [state, [startTimer('screening', afterMs)]];
  return beginConversation(state, state.greetingHeard.join(' '));
}

function onVoice(before: CallState, isOn: boolean, atMs: number): Step {
  const spokenMs = before.callerVoice ? spokenUntil(before.callerVoice, atMs) : 0;
  const state = { ...before, callerVoice: { isOn, sinceMs: atMs, spokenMs } };
  // Whoever was to come is there, when it stays quiet after the music.
  if (state.isHeld) return [state, [isOn ? stopTimer('screening') : startTimer('screening', waits.silence)]];
  return isOn ? voiceHeard(state) : stay(state);
}

function spokenUntil({ isOn, sinceMs, spokenMs }: NonNullable<CallState['callerVoice']>, atMs: number): number {
  return spokenMs + (isOn ? atMs - sinceMs : 0);
}

function onGreeting(state: CallState, { text, final }: Extract<CallEvent, { kind: 'heard' }>, atMs: number): Step {
  const window = [...state.greetingHeard, text].slice(-6);
  const next = final ? { ...state, greetingHeard: window } : state;
  const said = window.join(' ');
  const who = whoSays(said);
  if (who === 'machine' || (final && who !== 'unknown')) return takenFor(next, who, atMs);
  if (final && soundsHuman(text)) return beginConversation(next, said);
  // It sounds like no person, and has not finished: it is let finish.
  if (who !== 'unknown')
    return [{ ...next, isVoiceHeard: true }, [stopTimer('hello'), startTimer('screening', waits.screening)]];
  return voiceHeard(next);
}

// From the first sound on, and not again: noise must not put the conversation off for ever.
function voiceHeard(state: CallState): Step {
  if (state.isVoiceHeard) return stay(state);
  return [{ ...state, isVoiceHeard: true }, [stopTimer('hello'), startTimer('screening', waits.screening)]];
}

/** What to do once it is known who speaks. */
export function takenFor(state: CallState, who: AnsweredBy, atMs: number): Step {
  if (who === 'machine') return toVoicemail(state, atMs);
  if (who === 'screener') return toScreener(state);
  if (who === 'menu') return toMenu(state);
  // Music comes next, and some time a person: there is nobody to talk to before.
  if (who === 'hold')
    return [{ ...state, greetingHeard: [], isHeld: true }, [stopTimer('hello'), stopTimer('screening')]];
  return stay(state);
}

function toScreener(state: CallState): Step {
  const { language, callerIdentity, topic } = state.settings;
  const about = topic === undefined ? '' : `: ${topic}`;
  const reply = phrasesIn(language)
    .screeningReply.replace('{who}', () => callerIdentity)
    .replace('{about}', () => about);
  const effects = [
    stopTimer('hello'),
    stopTimer('screening'),
    stopTimer('silence'),
    { kind: 'hush-brain' } as const,
    say(reply, true),
  ];
  return [
    { ...state, phase: 'screening-reply', greetingHeard: [] },
    [...effects, startTimer('screening', waits.screeningReply)],
  ];
}

/** A screener was told who calls and why; the next voice is a person's, or a mailbox. */
export function screeningReply(state: CallState, event: CallEvent, atMs: number): Step {
  if (event.kind === 'timer' && event.name === 'screening') return finish(state, screened, { atMs, hangUp: true });
  if (event.kind !== 'heard' || !event.final) return stay(state);
  const who = whoSays(event.text);
  if (who === 'machine') return toVoicemail(state, atMs);
  // "Please stay on the line" is still the screener.
  return who === 'unknown' ? beginConversation(state, event.text) : stay(state);
}

function toMenu(state: CallState): Step {
  const menu = state.greetingHeard.join(' ');
  const open: readonly CallEffect[] = state.isBrainOpen ? [] : [{ kind: 'open-brain', heard: menu }];
  const effects: readonly CallEffect[] = [stopTimer('hello'), stopTimer('screening'), stopTimer('silence'), ...open];
  return [
    { ...state, phase: 'menu', isBrainOpen: true, greetingHeard: [] },
    [...effects, { kind: 'turn', text: menu }],
  ];
}

/** A menu is talking to the brain, which answers with keys. A person who takes over is told first who is speaking. */
export function menu(state: CallState, event: CallEvent, atMs: number): Step {
  if (event.kind !== 'heard' || !event.final) return stay(state);
  const who = whoSays(event.text);
  if (who === 'machine') return toVoicemail(state, atMs);
  if (who === 'unknown' && soundsHuman(event.text)) return withTurn(beginConversation(state), event.text);
  return [state, [{ kind: 'turn', text: event.text }]];
}

function withTurn([state, effects]: Step, text: string): Step {
  return [state, [...effects, { kind: 'turn', text }]];
}

/** A machine speaks: hang up, or wait for its beep. */
function toVoicemail(state: CallState, atMs: number): Step {
  if (state.settings.voicemail.policy === 'hang-up') return finish(state, noMessage, { atMs, hangUp: true });
  const stops = (['hello', 'screening', 'silence'] as const).map(stopTimer);
  const waiting = [startTimer('voicemail', waits.greetingEnd), startTimer('voicemail-cap', waits.voicemailCap)];
  return [{ ...state, phase: 'voicemail-wait' }, [...stops, { kind: 'hush-brain' }, ...waiting]];
}

/** The machine's greeting runs until it beeps or falls silent. */
export function voicemailWait(state: CallState, event: CallEvent): Step {
  if (event.kind === 'heard') return [state, [startTimer('voicemail', waits.greetingEnd)]];
  if (event.kind === 'caller-speaking')
    return [state, [event.on ? stopTimer('voicemail') : startTimer('voicemail', waits.greetingEnd)]];
  const isOver =
    event.kind === 'beep' || (event.kind === 'timer' && (event.name === 'voicemail' || event.name === 'voicemail-cap'));
  return isOver ? leaveMessage(state) : stay(state);
}

function leaveMessage(state: CallState): Step {
  const { settings } = state;
  if (settings.voicemail.policy !== 'leave') return stay(state);
  const text = `${disclosureOf(settings)} ${settings.voicemail.message}`;
  const effects: readonly CallEffect[] = [
    stopTimer('voicemail'),
    stopTimer('voicemail-cap'),
    { kind: 'say', text, isProtected: true, isDisclosure: true },
    startTimer('last-words', speakingMs(text) + waits.lastWords),
  ];
  return [{ ...state, phase: 'voicemail-leaving', disclosure: 'speaking' }, effects];
}

/** The message is being left. */
export function voicemailLeaving(state: CallState, event: CallEvent, atMs: number): Step {
  if (event.kind === 'agent-speaking') return [state, [lastWordsTimer(state, event.on)]];
  if (event.kind === 'timer' && event.name === 'last-words') return finish(state, messageLeft, { atMs, hangUp: true });
  return stay(state);
}

function lastWordsTimer({ settings }: CallState, isSpeaking: boolean): CallEffect {
  const message = settings.voicemail.policy === 'leave' ? settings.voicemail.message : '';
  // Two utterances leave a gap between them, which is not the end.
  return startTimer(
    'last-words',
    isSpeaking ? speakingMs(disclosureOf(settings) + message) * 2 + waits.lastWords : waits.speechGap,
  );
}
