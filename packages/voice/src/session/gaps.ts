import type { TranscriptLine } from '../brains/brain.ts';
import type { CallEvent } from './state.ts';

/** Whose voice is on the line right now. */
export type FloorHolder = 'agent' | 'caller' | 'both' | 'nobody';

/** How quickly a turn of the other party was answered, as heard on the line. Milliseconds. */
export interface TurnFigures {
  /** From the end of their words to the first sound of ours. */
  readonly gapMs: number;
  /** The part of it until it was clear what they had said. */
  readonly endpointMs: number;
  /** The part of it from then on: thinking, and the way to the line. */
  readonly answerMs: number;
  /** They spoke before the answer had been heard whole. */
  readonly isInterrupted?: boolean;
  /** How much of the answer was heard, from 0 to 1; absent while it is being said. */
  readonly heardRatio?: number;
}

/** How long the other party waited for each answer, milliseconds from the end of their words to the first sound of ours. */
export interface Gaps {
  note(event: CallEvent, atMs: number): void;
  /** Something was said, as it was heard. */
  line(said: TranscriptLine): void;
  readonly gapsMs: readonly number[];
  readonly holder: FloorHolder;
  /** The latest turn that was answered. */
  readonly lastTurn: TurnFigures | undefined;
}

/** Measures what is heard on the line, never what a model claims for itself. Answers that cut in before the end count as zero. */
export function createGaps(): Gaps {
  const gapsMs: number[] = [];
  const speaking = { agent: false, caller: false };
  let quietSinceMs: number | undefined;
  let finalAtMs: number | undefined;
  let lastTurn: TurnFigures | undefined;

  function note(event: CallEvent, atMs: number): void {
    follow(event);
    if (event.kind === 'caller-speaking') quietSinceMs = event.on ? undefined : atMs;
    if (event.kind === 'heard' && event.final) {
      quietSinceMs ??= atMs;
      finalAtMs = atMs;
    }
    if (event.kind !== 'agent-speaking' || !event.on || finalAtMs === undefined) return;
    const gapMs = quietSinceMs === undefined ? 0 : atMs - quietSinceMs;
    const answerMs = Math.min(gapMs, atMs - finalAtMs);
    gapsMs.push(gapMs);
    lastTurn = { gapMs, endpointMs: gapMs - answerMs, answerMs };
    finalAtMs = undefined;
    quietSinceMs = undefined;
  }

  function follow(event: CallEvent): void {
    if (event.kind === 'agent-speaking') speaking.agent = event.on;
    if (event.kind === 'caller-speaking') speaking.caller = event.on;
    // Not every carrier tells when somebody speaks: that words come in tells it too.
    if (event.kind === 'heard') speaking.caller = !event.final;
    if (event.kind === 'line-lost') speaking.agent = speaking.caller = false;
  }

  function line({ who, text, generated = text, isInterrupted }: TranscriptLine): void {
    if (who !== 'agent' || !lastTurn || lastTurn.heardRatio !== undefined) return;
    const heardRatio = generated.length === 0 ? 1 : Math.min(1, text.length / generated.length);
    lastTurn = { ...lastTurn, heardRatio, ...(isInterrupted && { isInterrupted }) };
  }

  return {
    note,
    line,
    gapsMs,
    get holder() {
      if (speaking.agent && speaking.caller) return 'both';
      return speaking.agent ? 'agent' : speaking.caller ? 'caller' : 'nobody';
    },
    get lastTurn() {
      return lastTurn;
    },
  };
}
