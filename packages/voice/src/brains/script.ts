import type { BrainPart, TextBrain } from './brain.ts';

/** What a script says. */
export interface ScriptOptions {
  readonly opening?: string;
  /** Played before it. */
  readonly sound?: { readonly url: URL; readonly durationMs: number };
  /** One after the other, an answer to each turn. */
  readonly answers?: readonly string[];
  /** Said after the last answer, before it hangs up. */
  readonly lastWords: string;
  /** Writes down what the caller says. */
  readonly takesMessage?: boolean;
  /** Told once, when the whole opening was heard; nobody can talk over it then. */
  onOpened?(): void;
}

/** Says what is written and hangs up: an announcement, a voice message, an answering machine. Never fails. */
export function scriptBrain(script: ScriptOptions): TextBrain {
  const { opening, sound, answers = [], lastWords, takesMessage = false } = script;
  let next = 0;
  let isOpening = false;
  /** How often the opening may still be said; it can be cut while something before it is said. */
  let openings = 3;
  let isCut = false;
  let isSounding = false;
  const isProtected = script.onOpened !== undefined;
  const goodbye: BrainPart = { kind: 'hang-up', lastWords };
  function* begin(): Generator<BrainPart> {
    if (sound) {
      isSounding = true;
      yield { kind: 'audio', url: sound.url };
      yield { kind: 'pause', durationMs: sound.durationMs };
    }
    yield* sayOpening();
  }
  function* sayOpening(): Generator<BrainPart> {
    isSounding = false;
    if (opening === undefined) return;
    isOpening = isProtected;
    openings -= 1;
    yield { kind: 'text', text: opening, ...(isProtected && { isProtected }) };
  }
  return {
    async *open() {
      yield* begin();
      if (answers.length === 0 && !takesMessage) yield goodbye;
    },
    async *onTurn({ text }) {
      if (takesMessage) yield { kind: 'note', text };
      // They are told what to do just now.
      if (isOpening) return;
      // Who talks over a sound has cut it.
      if (isSounding && isProtected) return yield* sayOpening();
      if (isCut && openings > 0) return yield* sayOpening();
      const answer = answers[next];
      next += 1;
      yield answer === undefined ? goodbye : { kind: 'text', text: answer };
    },
    onHeard({ text, generated, isInterrupted }) {
      if (!isOpening || opening === undefined || !generated.includes(opening)) return;
      isOpening = false;
      isCut = isInterrupted || !text.includes(opening);
      if (!isCut) script.onOpened?.();
    },
  };
}
