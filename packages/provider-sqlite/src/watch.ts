import type { Runtime, Wake } from '@buttdial/core';
import type { Connection } from './open.ts';

const pollMs = 200;

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
  const version = connection.prepare('pragma data_version').pluck();
  const lastPosition = connection.prepare('select coalesce(max(position), 0) from inbox').pluck();
  const arrivals = connection.prepare('select distinct agent_id from inbox where position > ?').pluck();
  let stop: AbortController | undefined;

  function announce(wakes: readonly Wake[]): void {
    for (const listener of listeners) for (const wake of wakes) listener(wake);
  }

  async function poll(signal: AbortSignal): Promise<void> {
    let seen = version.get();
    let position = lastPosition.get() as number;
    while (!signal.aborted) {
      await runtime.sleep(pollMs, signal);
      const current = version.get();
      if (current === seen) continue;
      seen = current;
      const agents = arrivals.all(position) as string[];
      position = lastPosition.get() as number;
      announce([
        { topic: 'outbox' },
        { topic: 'tokens' },
        ...agents.map(agentId => ({ topic: 'inbox' as const, agentId })),
      ]);
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
