import type { CallEvent } from './state.ts';

/** How long the other party waited for each answer, milliseconds from the end of their words to the first sound of ours. */
export interface Gaps {
  note(event: CallEvent, atMs: number): void;
  readonly gapsMs: readonly number[];
}

/** Measures what is heard on the line, never what a model claims for itself. Answers that cut in before the end count as zero. */
export function createGaps(): Gaps {
  const gapsMs: number[] = [];
  let quietSinceMs: number | undefined;
  let isTurn = false;

  function note(event: CallEvent, atMs: number): void {
    if (event.kind === 'caller-speaking') quietSinceMs = event.on ? undefined : atMs;
    if (event.kind === 'heard' && event.final) {
      quietSinceMs ??= atMs;
      isTurn = true;
    }
    if (event.kind !== 'agent-speaking' || !event.on || !isTurn) return;
    gapsMs.push(quietSinceMs === undefined ? 0 : atMs - quietSinceMs);
    isTurn = false;
    quietSinceMs = undefined;
  }

  return { note, gapsMs };
}
