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

/** The question whether a call may be recorded: when it is asked, and how what is said to it is read. */
export interface ConsentQuestion {
  /** The question, for the first time. */
  ask(): string;
  /** Something of ours was heard. */
  heard(text: string, isInterrupted: boolean): void;
  /** Reads what was said to it. @returns what to ask then; undefined once the matter is settled. */
  answer(text: string): string | undefined;
  isSettled(): boolean;
}

/** Makes the question. No model has a say in it. */
export function createConsentQuestion({ language, answered }: RecordingConsent): ConsentQuestion {
  const { mayIRecord, yesOrNo } = phrasesIn(language);
  let isAsked = false;
  let isSettled = false;
  let unclear = 0;
  let times = 0;

  function ask(before = ''): string {
    times += 1;
    return `${before}${mayIRecord}`;
  }

  return {
    ask: () => ask(),
    heard(text, isInterrupted) {
      isAsked ||= !isInterrupted && text.includes(mayIRecord);
    },
    answer(text) {
      // A yes to a question that was not heard is no yes.
      const agreement = isAsked ? agreementIn(text) : 'unclear';
      const isOpen = times < mostTimes && (!isAsked || ++unclear < 2);
      if (agreement === 'unclear' && isOpen) return ask(isAsked ? `${yesOrNo} ` : '');
      isSettled = true;
      answered(agreement === 'yes');
      return undefined;
    },
    isSettled: () => isSettled,
  };
}

/**
 * Asks whether the call may be recorded, then lets the brain talk, whatever the answer was. The question and the reading of
 * the answer are the line's: no model has a say in it.
 */
export function askingToRecord(brain: TextBrain, consent: RecordingConsent): TextBrain {
  const question = createConsentQuestion(consent);
  const spoken = (text: string): BrainPart => ({ kind: 'text', text });
  let context: BrainContext | undefined;

  return {
    ...brain,
    async *open(opening) {
      context = opening;
      yield spoken(question.ask());
    },
    async *onTurn(turn, signal) {
      if (question.isSettled()) return yield* brain.onTurn(turn, signal);
      const again = question.answer(turn.text);
      if (again !== undefined) return yield spoken(again);
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
      question.heard(heard.text, heard.isInterrupted);
      brain.onHeard?.(heard);
    },
  };
}
