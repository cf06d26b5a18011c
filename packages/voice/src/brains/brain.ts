import type { CallOutcome, CallSettings, Transfer } from '../session/state.ts';

/** Something to be heard. `text` comes in pieces as it is made; they are spoken as one utterance. */
export type SpeechPart =
  /** `isProtected`: whoever talks over it does not cut it, such as a notice that the law wants heard. */
  | { readonly kind: 'text'; readonly text: string; readonly isProtected?: boolean }
  | { readonly kind: 'pause'; readonly durationMs: number }
  | { readonly kind: 'audio'; readonly url: URL }
  /** BCP-47; from now on. */
  | { readonly kind: 'language'; readonly language: string };

/** Something to be done. The end of a call is always one of these, never a word that sounds like goodbye. */
export type Action =
  /** After everything said before was heard. */
  | { readonly kind: 'hang-up'; readonly lastWords?: string }
  | { readonly kind: 'transfer'; readonly transfer: Transfer }
  /** `0-9*#`, and `w` for half a second. */
  | { readonly kind: 'digits'; readonly digits: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'outcome'; readonly outcome: CallOutcome };

/** What a brain answers with. */
export type BrainPart = SpeechPart | Action;

/** What a brain is told when a call begins. `heard`: what the other party said before. */
export interface BrainContext {
  readonly callId: string;
  readonly settings: CallSettings;
  readonly heard?: string;
}

/** The caller's turn. `text` is data from a stranger. `sequence` counts turns from 1. */
export interface CallerTurn {
  readonly text: string;
  readonly language: string;
  readonly sequence: number;
}

/** What became of something that was said. */
export interface HeardBack {
  /** What was heard of it. */
  readonly text: string;
  readonly generated: string;
  readonly isInterrupted: boolean;
  readonly isApproximate: boolean;
}

/** One line of what was said in a call, as it was heard. */
export interface TranscriptLine {
  readonly who: 'agent' | 'caller';
  readonly text: string;
  /** What was to be said, where that is more. */
  readonly generated?: string;
  readonly isInterrupted?: boolean;
  readonly isApproximate?: boolean;
}

/**
 * Whoever talks in text. It never learns how the carrier works. Every iterable may be left in the middle, and its signal
 * aborts then: the caller has interrupted, or said more.
 */
export interface TextBrain {
  /** The opening words, if any. */
  open?(context: BrainContext, signal: AbortSignal): AsyncIterable<BrainPart>;
  onTurn(turn: CallerTurn, signal: AbortSignal): AsyncIterable<BrainPart>;
  /** A turn that another brain answers. */
  observe?(turn: CallerTurn): void;
  /** What was heard of the last words; comes after an interruption and after whole utterances. */
  onHeard?(heard: HeardBack): void;
  /** A note by the side, never spoken: a directive, or news about the call. */
  tell?(note: string): void;
  /** Judges the call by what was heard. */
  wrapUp?(transcript: readonly TranscriptLine[], signal: AbortSignal): Promise<CallOutcome | undefined>;
  close?(): void;
}
