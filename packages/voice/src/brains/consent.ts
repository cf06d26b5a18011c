import { agreementIn } from '../session/agreement.ts';
import { phrasesIn } from '../session/phrases.ts';
import type { BrainContext, BrainPart, TextBrain } from './brain.ts';

const mostTimes = 4;

/** A question of the line's own before somebody else talks. */
export interface RecordingConsent {
  /** BCP-47. */
  readonly language: string;
  /** Told once: a yes that was said after the whole question was heard, or anything else. */
  answered(isYes: boolean): void;
}

/**
 * Asks whether the call may be recorded, then lets the brain talk, whatever the answer was. The question and the reading of
 * the answer are the line's: no model has a say in it.
 */
export function askingToRecord(brain: TextBrain, { language, answered }: RecordingConsent): TextBrain {
  const { mayIRecord, yesOrNo } = phrasesIn(language);
  let context: BrainContext | undefined;
  let isAsked = false;
  let isAnswered = false;
  let unclear = 0;
  let times = 0;

  function* ask(before = ''): Generator<BrainPart> {
    times += 1;
    yield { kind: 'text', text: `${before}${mayIRecord}` };
  }

  return {
    ...brain,
    async *open(opening) {
      context = opening;
      yield* ask();
    },
    async *onTurn(turn, signal) {
      if (isAnswered) return yield* brain.onTurn(turn, signal);
      // A yes to a question that was not heard is no yes.
      const agreement = isAsked ? agreementIn(turn.text) : 'unclear';
      const isOpen = times < mostTimes && (!isAsked || ++unclear < 2);
      if (agreement === 'unclear' && isOpen) return yield* ask(isAsked ? `${yesOrNo} ` : '');
      isAnswered = true;
      answered(agreement === 'yes');
      let hasSpoken = false;
      if (brain.open && context)
        for await (const part of brain.open(context, signal)) {
          hasSpoken = true;
          yield part;
        }
      // Whoever waits to be spoken to answers what was said; it may be more than a yes or no.
      if (hasSpoken) brain.observe?.(turn);
      else yield* brain.onTurn(turn, signal);
    },
    onHeard(heard) {
      isAsked ||= !heard.isInterrupted && heard.text.includes(mayIRecord);
      brain.onHeard?.(heard);
    },
  };
}
