import type { Runtime, Wake } from '@buttdial/core';
import type { Connection } from './open.ts';

const pollMs = 200;
const recentMs = 5_000;

export interface Watch {
  listen(listener: (wake: Wake) => void): () => void;
  /** To everybody who listens in this process. */
  announce(wakes: readonly Wake[]): void;
  close(): void;
}

/**
 * Wake-ups. What this process writes is told at once. Another process's writes show as a changed `data_version`, looked
 * at while somebody listens; what was written cannot be told from that, so whatever may wait is announced.
 */
export function createWatch(connection: Connection, runtime: Runtime): Watch {
  const listeners = new Set<(wake: Wake) => void>();
  const foreign = createForeign(connection, runtime.now);
  let stop: AbortController | undefined;

  function announce(wakes: readonly Wake[]): void {
    for (const listener of listeners) for (const wake of wakes) listener(wake);
  }

  async function poll(signal: AbortSignal): Promise<void> {
    const changed = foreign();
    while (!signal.aborted) {
      await runtime.sleep(pollMs, signal);
      announce(changed());
    }
  }

  function start(): void {
    const controller = new AbortController();
    stop = controller;
    poll(controller.signal).catch(error => {
      if (!controller.signal.aborted)
        runtime.log.warn('store.watch.failed', { kind: error instanceof Error ? error.name : 'unknown' });
    });
  }

  function end(): void {
    stop?.abort();
    stop = undefined;
  }

  return {
    listen: listener => {
      const own = (wake: Wake) => listener(wake);
      listeners.add(own);
      // What is kept in memory is nobody else's.
      if (!stop && !connection.memory) start();
      return () => {
        listeners.delete(own);
        if (listeners.size === 0) end();
      };
    },
    announce,
    close: () => {
      listeners.clear();
      end();
    },
  };
}

/** Looks for other processes' writes: each look answers what may have changed since the one before. */
function createForeign(connection: Connection, now: () => Date): () => () => readonly Wake[] {
  const version = connection.prepare('pragma data_version').pluck();
  const lastPosition = connection.prepare('select coalesce(max(position), 0) from inbox').pluck();
  // Whoever follows a call reads what is new in it; while none is under way there is nothing to follow.
  const callsUnderWay = connection.prepare(`select id from calls where state <> 'ended' or updated_at > ?`).pluck();
  const orders = connection.prepare('select distinct call_id from call_orders where updated_at > ?').pluck();
  const arrivals = connection.prepare('select distinct agent_id from inbox where position > ?').pluck();
  return () => {
    let seen = version.get();
    let position = lastPosition.get() as number;
    return () => {
      const current = version.get();
      if (current === seen) return [];
      seen = current;
      const agents = arrivals.all(position) as string[];
      position = lastPosition.get() as number;
      const recently = now().getTime() - recentMs;
      const calls = callsUnderWay.all(recently) as string[];
      const ordered = orders.all(recently) as string[];
      return [
        { topic: 'outbox' },
        { topic: 'tokens' },
        { topic: 'connections' },
        { topic: 'switches' },
        ...agents.map(agentId => ({ topic: 'inbox' as const, agentId })),
        ...calls.map(callId => ({ topic: 'call' as const, callId })),
        ...ordered.map(callId => ({ topic: 'order' as const, callId })),
      ];
    };
  };
}
