import { type Runtime, systemRuntime } from '@buttdial/core';

/** A runtime whose clock starts at a moment of the test's choice and runs on from there. */
export interface SetClock {
  readonly runtime: Runtime;
  /** Puts the clock forward. */
  advance(milliseconds: number): void;
}

export function clockAt(start: string, base: Runtime = systemRuntime()): SetClock {
  let offsetMs = new Date(start).getTime() - base.now().getTime();
  return {
    runtime: { ...base, now: () => new Date(base.now().getTime() + offsetMs) },
    advance(milliseconds) {
      offsetMs += milliseconds;
    },
  };
}
