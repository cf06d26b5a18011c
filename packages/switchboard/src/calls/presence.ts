import type { Runtime } from '@buttdial/core';

/** Which agents wait for a call to ring, in this process. */
export interface Presence {
  isWaiting(agentId: string): boolean;
  /** A call rings for the agent. */
  ring(agentId: string, callId: string): void;
  /** Waits for the next call of an agent; undefined when none came in time. @throws the signal's reason when aborted. */
  next(agentId: string, waitMs: number, signal: AbortSignal): Promise<string | undefined>;
}

// Between two visits of a client that waits again and again.
const graceMs = 5_000;

export function createPresence(runtime: Runtime): Presence {
  const waiting = new Map<string, Set<(callId: string) => void>>();
  const lastSeenMs = new Map<string, number>();

  return {
    isWaiting(agentId) {
      const seen = lastSeenMs.get(agentId) ?? Number.NEGATIVE_INFINITY;
      return (waiting.get(agentId)?.size ?? 0) > 0 || runtime.now().getTime() - seen < graceMs;
    },
    ring(agentId, callId) {
      for (const wake of waiting.get(agentId) ?? []) wake(callId);
    },
    async next(agentId, waitMs, signal) {
      const mine = waiting.get(agentId) ?? new Set();
      waiting.set(agentId, mine);
      const rung = new AbortController();
      let found: string | undefined;
      const wake = (callId: string) => {
        found = callId;
        rung.abort();
      };
      mine.add(wake);
      try {
        await runtime.sleep(waitMs, AbortSignal.any([rung.signal, signal])).catch(reason => {
          if (!rung.signal.aborted) throw reason;
        });
        return found;
      } finally {
        mine.delete(wake);
        if (mine.size === 0) waiting.delete(agentId);
        lastSeenMs.set(agentId, runtime.now().getTime());
      }
    },
  };
}
