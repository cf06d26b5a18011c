import type { Runtime } from '@buttdial/core';
import type { TimerName } from './state.ts';

/** The timers of one call. */
export interface Timers {
  /** Runs a timer, in place of one of the same name. */
  start(name: TimerName, afterMs: number): void;
  stop(name: TimerName): void;
  stopAll(): void;
  /** Aborts with `stopAll`. */
  readonly signal: AbortSignal;
}

/** Makes timers that run on the runtime's clock. */
export function createTimers(runtime: Runtime, onDue: (name: TimerName) => void): Timers {
  const running = new Map<TimerName, AbortController>();
  const all = new AbortController();

  function start(name: TimerName, afterMs: number): void {
    stop(name);
    const timer = new AbortController();
    running.set(name, timer);
    runtime.sleep(afterMs, timer.signal).then(
      () => {
        if (timer.signal.aborted) return;
        running.delete(name);
        onDue(name);
      },
      () => timer.signal.aborted,
    );
  }

  function stop(name: TimerName): void {
    running.get(name)?.abort();
    running.delete(name);
  }

  return {
    start,
    stop,
    stopAll() {
      for (const name of [...running.keys()]) stop(name);
      all.abort();
    },
    signal: all.signal,
  };
}
