import type { Log } from '@buttdial/core';

/** Work that goes on after a request was answered: deliveries, callbacks, retries. */
export interface Background {
  /** Starts work; `signal` aborts it when the sandbox is reset or closed. A failure is logged, never thrown. */
  run(work: (signal: AbortSignal) => Promise<void>): void;
  /** Resolves once nothing runs any more, waits and retries included. */
  settled(): Promise<void>;
  /** Aborts everything under way. Work started afterwards runs normally. */
  abort(): void;
}

/** Keeps track of everything that runs behind the answers. */
export function createBackground(log: Log): Background {
  let stop = new AbortController();
  const running = new Set<Promise<void>>();
  const run = (work: (signal: AbortSignal) => Promise<void>) => {
    const { signal } = stop;
    const task = work(signal)
      .catch((cause: unknown) => {
        // The name alone: a message could hold an address.
        if (!signal.aborted)
          log.error('sandbox.background-failed', { error: cause instanceof Error ? cause.name : 'unknown' });
      })
      .finally(() => running.delete(task));
    running.add(task);
  };
  const settled = async () => {
    while (running.size > 0) await Promise.all(running);
  };
  const abort = () => {
    stop.abort(new Error('the sandbox was reset or closed'));
    stop = new AbortController();
  };
  return { run, settled, abort };
}
