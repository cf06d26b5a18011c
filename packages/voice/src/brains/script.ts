import type { BrainPart, TextBrain } from './brain.ts';

/** What a script says. */
export interface ScriptOptions {
  readonly opening?: string;
  /** One after the other, an answer to each turn. */
  readonly answers?: readonly string[];
  /** Said after the last answer, before it hangs up. */
  readonly lastWords: string;
  /** Writes down what the caller says. */
  readonly takesMessage?: boolean;
}

/** Says what is written and hangs up: an announcement, a voice message, an answering machine. Never fails. */
export function scriptBrain({ opening, answers = [], lastWords, takesMessage = false }: ScriptOptions): TextBrain {
  let next = 0;
  const goodbye: BrainPart = { kind: 'hang-up', lastWords };
  return {
    async *open() {
      if (opening !== undefined) yield { kind: 'text', text: opening };
      if (answers.length === 0 && !takesMessage) yield goodbye;
    },
    async *onTurn({ text }) {
      if (takesMessage) yield { kind: 'note', text };
      const answer = answers[next];
      next += 1;
      yield answer === undefined ? goodbye : { kind: 'text', text: answer };
    },
  };
}
