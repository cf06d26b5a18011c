import type { Runtime } from '@buttdial/core';
import { phrasesIn } from '../session/phrases.ts';
import type { BrainPart, CallerTurn, TextBrain } from './brain.ts';

/** How the line is kept warm while a brain thinks. */
export interface FloorHolderOptions {
  readonly runtime: Runtime;
  /** Silence that is filled; 700 ms unless told. */
  readonly afterMs?: number;
  /**
   * A fast co-brain that fills it, under a contract: acknowledge, repeat back, ask to hold; no commitments, no facts.
   * Without it a short phrase in the language of the call is said.
   */
  readonly fast?: (turn: CallerTurn, signal: AbortSignal) => AsyncIterable<BrainPart>;
}

const defaultAfterMs = 700;
const yesNoQuestion =
  /\b(is|are|was|do|does|did|can|could|would|will|shall|have|has|right|correct|okay)\b[^.!?]*\?\s*$/i;

/** Fills the gap before a slow brain's first words: once a turn, never in two turns running, never after a yes-or-no question of ours. */
export function withFloorHolder(
  slow: TextBrain,
  { runtime, afterMs = defaultAfterMs, fast }: FloorHolderOptions,
): TextBrain {
  let lastWords = '';
  let hasJustHeld = false;
  let phrase = 0;

  async function* hold(turn: CallerTurn, signal: AbortSignal): AsyncGenerator<BrainPart> {
    if (fast) return yield* fast(turn, signal);
    const { oneMoment } = phrasesIn(turn.language);
    yield { kind: 'text', text: `${oneMoment[phrase % oneMoment.length]} ` };
    phrase += 1;
  }

  return {
    ...slow,
    onHeard(heard) {
      lastWords = heard.text;
      slow.onHeard?.(heard);
    },
    async *onTurn(turn, signal) {
      const mayHold = !hasJustHeld && !yesNoQuestion.test(lastWords);
      const answer = slow.onTurn(turn, signal)[Symbol.asyncIterator]();
      const first = answer.next();
      hasJustHeld = mayHold && !(await isWithin(first, { runtime, afterMs, signal }));
      if (hasJustHeld) yield* hold(turn, signal);
      try {
        for (let next = await first; !next.done; next = await answer.next()) yield next.value;
      } finally {
        await answer.return?.();
      }
    },
  };
}

interface Patience {
  readonly runtime: Runtime;
  readonly afterMs: number;
  readonly signal: AbortSignal;
}

/** Whether something comes, or fails, in time. */
async function isWithin(awaited: Promise<unknown>, { runtime, afterMs, signal }: Patience): Promise<boolean> {
  const done = new AbortController();
  const came = awaited.then(
    () => true,
    () => true,
  );
  const tooLate = runtime.sleep(afterMs, AbortSignal.any([signal, done.signal])).then(
    () => false,
    () => true,
  );
  const result = await Promise.race([came, tooLate]);
  done.abort();
  return result;
}
