import type { Runtime } from '@buttdial/core';
import type { BrainPart } from '../brains/brain.ts';

/** What is done with what a brain makes. */
export interface GenerationOptions {
  readonly runtime: Runtime;
  perform(part: BrainPart, signal: AbortSignal): void | Promise<void>;
  /** It came to its end, or was stopped. */
  onEnd(): void;
  onFailed(): void;
}

/** One answer of a brain at a time. */
export interface Generation {
  /** Stops the answer before and begins the next. */
  run(source: (signal: AbortSignal) => AsyncIterable<BrainPart>): void;
  stop(): void;
}

/** Makes a place where one answer is made at a time. After a stop nothing more of the old one is performed, however late it comes. */
export function createGeneration({ runtime, perform, onEnd, onFailed }: GenerationOptions): Generation {
  let current = new AbortController();

  function stop(): void {
    current.abort();
    current = new AbortController();
    onEnd();
  }

  async function follow(source: (signal: AbortSignal) => AsyncIterable<BrainPart>, signal: AbortSignal): Promise<void> {
    try {
      for await (const part of source(signal)) {
        if (signal.aborted) return;
        await perform(part, signal);
        if (part.kind === 'hang-up') return;
      }
    } catch (reason) {
      if (signal.aborted) return;
      runtime.log.warn('voice.brain-failed', { cause: reason instanceof Error ? reason.name : 'unknown' });
      onFailed();
    } finally {
      if (!signal.aborted) onEnd();
    }
  }

  return {
    run(source) {
      stop();
      void follow(source, current.signal);
    },
    stop,
  };
}
