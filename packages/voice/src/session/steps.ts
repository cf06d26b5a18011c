import { speakingMs } from '../playback/heard.ts';
import { phrasesIn } from './phrases.ts';
import type { CallEffect, CallOutcome, CallSettings, CallState, EndReason, TimerName } from './state.ts';

/** The next state, and what is to be done. */
export type Step = readonly [state: CallState, effects: readonly CallEffect[]];

/** How long the line waits for this and that, in milliseconds. */
export const waits = {
  policy: 30_000,
  ringGrace: 5_000,
  hello: 1_500,
  screening: 4_000,
  /** How long people speak, at the most, who answer a telephone. */
  humanGreeting: 2_500,
  screeningReply: 25_000,
  greetingEnd: 1_500,
  voicemailCap: 30_000,
  silence: 7_000,
  /** After a turn of theirs that nobody answers. */
  unanswered: 15_000,
  digits: 1_500,
  warningBefore: 30_000,
  transfer: 45_000,
  connect: 10_000,
  reconnect: 5_000,
  lastWords: 3_000,
  speechGap: 1_200,
  wrapUp: 20_000,
  /** After it, nobody is taken for a machine any more. */
  unsureAfterAnswer: 30_000,
} as const;

/** Nothing happens. */
export function stay(state: CallState): Step {
  return [state, []];
}

/** Runs a timer, in place of one of the same name. */
export function startTimer(name: TimerName, afterMs: number): CallEffect {
  return { kind: 'start-timer', name, afterMs };
}

/** Stops a timer, if it runs. */
export function stopTimer(name: TimerName): CallEffect {
  return { kind: 'stop-timer', name };
}

/** The line itself says something. Protected words cannot be interrupted. */
export function say(text: string, isProtected = false): CallEffect {
  return { kind: 'say', text, isProtected };
}

/** The end of a call: exactly one `settle`, and nothing after it. */
export function settle(state: CallState, reason: EndReason, atMs: number): Step {
  const { answeredAtMs, outcome } = state;
  const disclosure = state.disclosure === 'speaking' ? 'cut' : state.disclosure;
  const result = {
    ...reason,
    talkMs: answeredAtMs === undefined ? 0 : Math.max(0, atMs - answeredAtMs),
    isDisclosed: disclosure === 'done',
    ...(outcome && { outcome }),
  };
  return [{ ...state, phase: 'ended', disclosure, ending: reason }, [{ kind: 'settle', result }]];
}

/** The conversation is over. What was talked is summed up first; what was never answered settles at once. */
export function finish(
  state: CallState,
  reason: EndReason,
  { atMs, hangUp }: { readonly atMs: number; readonly hangUp: boolean },
): Step {
  const leaving: readonly CallEffect[] = hangUp ? [{ kind: 'hang-up' }] : [];
  if (state.answeredAtMs === undefined) {
    const [ended, effects] = settle(state, reason, atMs);
    return [ended, [...leaving, ...effects]];
  }
  const timers: readonly TimerName[] = [
    'hello',
    'screening',
    'voicemail',
    'voicemail-cap',
    'silence',
    'digits',
    'warning',
    'max-duration',
    'transfer',
    'reconnect',
    'last-words',
  ];
  const wrapUp: readonly CallEffect[] = [
    { kind: 'hush-brain' },
    { kind: 'wrap-up' },
    startTimer('wrap-up', waits.wrapUp),
  ];
  return [{ ...state, phase: 'wrap-up', ending: reason }, [...timers.map(stopTimer), ...leaving, ...wrapUp]];
}

/** How a call is brought to its end by us. `speechMs`: how long what is being said will still take. */
export interface Farewell {
  readonly reason: EndReason;
  readonly lastWords?: string | undefined;
  readonly speechMs?: number | undefined;
  readonly atMs: number;
}

/** Lets the last words be heard, then hangs up; at once where there are none. */
export function sayGoodbye(state: CallState, { reason, lastWords = '', speechMs = 0, atMs }: Farewell): Step {
  if (!state.isConnected || (lastWords === '' && speechMs === 0 && !state.isAgentSpeaking)) {
    return finish(state, reason, { atMs, hangUp: true });
  }
  // Whoever has heard nothing yet hears first that an AI speaks.
  const isDue = state.settings.disclose && state.disclosure === 'due';
  const spoken = lastWords !== '' && isDue ? `${disclosureOf(state.settings)} ${lastWords}` : lastWords;
  const words: readonly CallEffect[] = spoken === '' ? [] : [say(spoken, true)];
  const timers = (['silence', 'max-duration', 'warning', 'hello', 'screening'] as const).map(stopTimer);
  const waitMs = speechMs + speakingMs(spoken) + waits.lastWords;
  const effects: readonly CallEffect[] = [
    ...timers,
    { kind: 'hush-brain' },
    ...words,
    startTimer('last-words', waitMs),
  ];
  return [{ ...state, phase: 'ending', ending: reason }, effects];
}

/** What is said first on every call. */
export function disclosureOf({ language, direction, callerIdentity, topic }: CallSettings): string {
  const phrases = phrasesIn(language);
  if (direction === 'inbound') return phrases.inboundDisclosure;
  const template = topic === undefined ? phrases.disclosure : phrases.disclosureAbout;
  // By function: a dollar sign in a name is no pattern.
  return template.replace('{who}', () => callerIdentity).replace('{topic}', () => topic ?? '');
}

/** The conversation begins: who we are, protected, before anything else; then the greeting; then the brain. */
export function beginConversation(state: CallState, heard?: string): Step {
  const { settings } = state;
  const isDue = settings.disclose && state.disclosure !== 'done';
  const effects: CallEffect[] = [stopTimer('hello'), stopTimer('screening')];
  if (isDue) effects.push({ kind: 'say', text: disclosureOf(settings), isProtected: true, isDisclosure: true });
  if (!state.isBrainOpen && settings.greeting) effects.push(say(settings.greeting));
  if (!state.isBrainOpen) effects.push({ kind: 'open-brain', ...(heard !== undefined && { heard }) });
  effects.push(startTimer('silence', waits.silence + speakingMs(disclosureOf(settings) + (settings.greeting ?? ''))));
  return [
    { ...state, phase: 'conversing', isBrainOpen: true, disclosure: isDue ? 'speaking' : state.disclosure },
    effects,
  ];
}

/** Adds effects before those of a step. */
export function after(first: readonly CallEffect[], [state, effects]: Step): Step {
  return [state, [...first, ...effects]];
}

/** Keeps what the brain or the agent thinks of the call. */
export function judged(state: CallState, outcome: CallOutcome | undefined): CallState {
  return outcome ? { ...state, outcome } : state;
}
