import type { Runtime } from '@buttdial/core';
import type { Conversation } from './conversation.ts';
import type { CallEffect, CallEvent, CallOutcome, Transfer } from './state.ts';

/** An answer of the law, or of whoever else has a say. */
export type Verdict = { readonly allowed: true } | { readonly allowed: false; readonly code: string };

/** What a session needs done at the carrier and by the house. What is absent cannot be done; a rejection counts as a failure. */
export interface CallLine {
  /** Judges the dialing. Absent: the call was judged before. */
  judge?(): Promise<Verdict>;
  /** Places the call. */
  dial?(): Promise<{ readonly accepted: true } | { readonly accepted: false; readonly code?: string }>;
  hangUp(): Promise<void>;
  /** Keys by the carrier's API; without it they go as tones or frames in the line. */
  sendDigits?(digits: string): Promise<void>;
  /** Judges a number that would ring, or keys that would be pressed, in the middle of a call. Absent: nothing is transferred. */
  judgeTransfer?(transfer: Transfer): Promise<Verdict>;
  judgeDigits?(digits: string): Promise<Verdict>;
  /** Hands the leg over (cold). @returns whether the other end answered. */
  redirect?(transfer: Transfer): Promise<boolean>;
  /** Calls a second party. @returns whether a person answered. */
  consult?(transfer: Transfer): Promise<boolean>;
  /** Joins both legs. */
  merge?(transfer: Transfer): Promise<boolean>;
  /** The other party wants no more calls, on any channel. */
  optOut?(): Promise<void>;
}

/** What is done at the carrier and takes time. */
export interface Outside {
  /** Does it, and reports what came of it. */
  perform(effect: OutsideEffect): void;
  /** Keys for the other end, if they may be pressed. */
  press(digits: string): void;
}

/** The effects that take time and may fail. */
export type OutsideEffect = Extract<CallEffect, { kind: keyof Doings }>;

/** What the outside is made of. */
export interface OutsideOptions {
  readonly runtime: Runtime;
  readonly line: CallLine;
  readonly conversation: () => Conversation;
  /** Sums the call up. */
  readonly wrapUp: () => Promise<CallOutcome | undefined>;
  dispatch(event: CallEvent): void;
}

type Doings = ReturnType<typeof doingsOf>;

/** Makes the side of a call that deals with the carrier. */
export function createOutside(options: OutsideOptions): Outside {
  const { runtime, line, conversation, dispatch } = options;
  const doings = doingsOf(options);

  async function pressJudged(digits: string): Promise<void> {
    const verdict = await (line.judgeDigits?.(digits) ?? allowed);
    if (!verdict.allowed) conversation().tell('These keys may not be pressed.');
    else if (line.sendDigits) await line.sendDigits(digits);
    else conversation().sendDigits(digits);
  }

  const failed = (effect: string, reason: unknown) =>
    runtime.log.warn('voice.effect-failed', { effect, cause: reason instanceof Error ? reason.name : 'unknown' });
  return {
    perform(effect) {
      doings[effect.kind](effect as never).catch(reason => {
        failed(effect.kind, reason);
        const failure = failures[effect.kind];
        if (failure) dispatch(failure);
      });
    },
    press: digits => void pressJudged(digits).catch(reason => failed('digits', reason)),
  };
}

function doingsOf({ line, wrapUp, dispatch }: OutsideOptions) {
  const answer = (isDone: boolean | undefined, event: CallEvent) =>
    dispatch(isDone ? event : { kind: 'transfer-failed' });
  return {
    judge: async () => dispatch(asEvent(await (line.judge?.() ?? allowed))),
    dial: async () => {
      const dialed = await (line.dial?.() ?? { accepted: false as const, code: 'no-carrier' });
      const code = dialed.accepted || dialed.code === undefined ? {} : { code: dialed.code };
      dispatch(dialed.accepted ? { kind: 'dialed' } : { kind: 'refused', ...code });
    },
    'hang-up': async () => line.hangUp(),
    'judge-transfer': async ({ transfer }: { readonly transfer: Transfer }) =>
      answer((await (line.judgeTransfer?.(transfer) ?? denied)).allowed, { kind: 'transfer-allowed' }),
    // Who is handed over is gone; that the other end answered is reported later, by `transferEnded`.
    redirect: async ({ transfer }: { readonly transfer: Transfer }) => {
      if (!(await line.redirect?.(transfer))) dispatch({ kind: 'transfer-failed' });
    },
    consult: async ({ transfer }: { readonly transfer: Transfer }) =>
      answer(await line.consult?.(transfer), { kind: 'consult-answered' }),
    merge: async ({ transfer }: { readonly transfer: Transfer }) =>
      answer(await line.merge?.(transfer), { kind: 'transferred' }),
    'opt-out': async () => line.optOut?.(),
    'wrap-up': async () => {
      const outcome = await wrapUp();
      dispatch({ kind: 'wrapped', ...(outcome && { outcome }) });
    },
  };
}

const allowed: Verdict = { allowed: true };
const denied: Verdict = { allowed: false, code: 'nobody-judges' };

const failures: Readonly<Record<string, CallEvent>> = {
  judge: { kind: 'denied', code: 'judgement-failed' },
  dial: { kind: 'refused', code: 'dialing-failed' },
  'judge-transfer': { kind: 'transfer-failed' },
  redirect: { kind: 'transfer-failed' },
  consult: { kind: 'transfer-failed' },
  merge: { kind: 'transfer-failed' },
  'wrap-up': { kind: 'wrapped' },
};

function asEvent(verdict: Verdict): CallEvent {
  return verdict.allowed ? { kind: 'allowed' } : { kind: 'denied', code: verdict.code };
}
