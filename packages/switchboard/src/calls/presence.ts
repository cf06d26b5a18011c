import type { CallRecord } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import type { AgentScope } from '../principal.ts';

/** Which agents wait for a call to ring, at any server. */
export interface Presence {
  isWaiting(agent: AgentScope): Promise<boolean>;
  /** Waits for the next call of an agent; undefined when none came in time. @throws the signal's reason when aborted. */
  next(agent: AgentScope, waitMs: number, signal: AbortSignal): Promise<string | undefined>;
}

// Between two visits of a client that waits again and again.
const graceMs = 5_000;
// Wake-ups may be lost.
const pollMs = 1_000;

export function createPresence({ store, runtime }: Pick<Deps, 'store' | 'runtime'>): Presence {
  // Calls that this server has told of.
  const told = new Map<string, Set<string>>();

  async function rung({ organizationId, agentId }: AgentScope, sinceMs: number): Promise<CallRecord | undefined> {
    const filter = { agentId, states: ['ringing', 'in-progress'] as const };
    const live = await store.calls.list(organizationId, filter, { limit: 20 });
    const before = told.get(agentId);
    told.set(agentId, new Set(live.map(call => call.id).filter(id => before?.has(id))));
    return live.find(
      call => call.direction === 'inbound' && call.createdAt.getTime() >= sinceMs && !before?.has(call.id),
    );
  }

  const expectedUntil = ({ organizationId, agentId }: AgentScope, untilMs: number) =>
    store.calls.expect(organizationId, agentId, new Date(untilMs));

  return {
    isWaiting: ({ organizationId, agentId }) => store.calls.isExpected(organizationId, agentId, runtime.now()),
    async next(agent, waitMs, signal) {
      const nowMs = runtime.now().getTime();
      const untilMs = nowMs + waitMs;
      let nudge = new AbortController();
      const unwatch = store.watch(wake => wake.topic === 'call' && nudge.abort());
      try {
        await expectedUntil(agent, untilMs + graceMs);
        for (;;) {
          const call = await rung(agent, nowMs - graceMs);
          if (call) told.get(agent.agentId)?.add(call.id);
          const leftMs = untilMs - runtime.now().getTime();
          if (call || leftMs <= 0) return call?.id;
          await runtime.sleep(Math.min(leftMs, pollMs), AbortSignal.any([nudge.signal, signal])).catch(reason => {
            if (!nudge.signal.aborted || signal.aborted) throw reason;
          });
          nudge = new AbortController();
        }
      } finally {
        unwatch();
        // Whoever left is not waited for as long as they had meant to stay.
        if (signal.aborted) await expectedUntil(agent, runtime.now().getTime() + graceMs);
      }
    },
  };
}
