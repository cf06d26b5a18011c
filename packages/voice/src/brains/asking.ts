import { agreementIn } from '../session/agreement.ts';
import { phrasesIn } from '../session/phrases.ts';
import type { BrainPart, TextBrain } from './brain.ts';

/** A question that is to be answered with yes or no. */
export interface AskingOptions {
  readonly language: string;
  /** Said first; ends with the question. */
  readonly question: string;
  /** Said and done after a yes. */
  readonly afterYes: readonly BrainPart[];
  /** Told once: by yes, by no, or after two answers that are neither. */
  answered(isYes: boolean): void;
}

/** Asks for a yes, which counts once the whole question was heard. Whoever says anything else twice has said no; then it hangs up. */
export function askingBrain({ language, question, afterYes, answered }: AskingOptions): TextBrain {
  const { yesOrNo, goodbye } = phrasesIn(language);
  let unclear = 0;
  let isAsked = false;
  let isAnswered = false;
  function tell(isYes: boolean): void {
    if (!isAnswered) answered(isYes);
    isAnswered = true;
  }
  return {
    async *open() {
      yield { kind: 'text', text: question };
    },
    async *onTurn({ text }) {
      if (isAnswered) return;
      // A yes to nothing is no yes.
      if (!isAsked) return yield { kind: 'text', text: question };
      const agreement = agreementIn(text);
      if (agreement === 'unclear' && ++unclear < 2) return yield { kind: 'text', text: `${yesOrNo} ${question}` };
      tell(agreement === 'yes');
      if (agreement === 'yes') yield* afterYes;
      else yield { kind: 'hang-up', lastWords: goodbye };
    },
    onHeard({ text, isInterrupted }) {
      isAsked ||= !isInterrupted && text.includes(question);
    },
  };
}
