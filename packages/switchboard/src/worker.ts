import type { Wake } from '@buttdial/core';
import type { Deps } from './deps.ts';

/** A loop that takes leased work and does it. */
export interface Worker {
  start(): void;
  /** Takes nothing more and waits for what is under way. */
  stop(): Promise<void>;
  /** Does everything that is due now, once; answers how many. For virtual clocks and tests. */
  drain(): Promise<number>;
}

export interface Work<Item> {
  readonly name: string;
  /** Wakes the loop before its next poll. */
  readonly topic: Wake['topic'] | undefined;
  readonly pollMs: number;
  readonly concurrency: number;
  claim(limit: number): Promise<readonly Item[]>;
  handle(item: Item): Promise<unknown>;
}

/** Polling is the truth; wake-ups only make it quick. A failed round is logged and tried again, it never ends the loop. */
export function createWorker<Item>(deps: Pick<Deps, 'store' | 'runtime'>, work: Work<Item>): Worker {
  const { store, runtime } = deps;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let nudge = new AbortController();
  let loop: Promise<void> | undefined;
  let unwatch: (() => void) | undefined;

  async function once(item: Item): Promise<void> {
    try {
      await work.handle(item);
    } catch (error) {
      runtime.log.error('worker.item-failed', {
        worker: work.name,
        error: error instanceof Error ? error.name : typeof error,
      });
    }
  }

  async function take(): Promise<number> {
    const room = work.concurrency - underWay.size;
    const items = room > 0 ? await work.claim(room) : [];
    for (const item of items) {
      const job = once(item).finally(() => underWay.delete(job));
      underWay.add(job);
    }
    return items.length;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const taken = await take().catch(error => {
        runtime.log.error('worker.claim-failed', {
          worker: work.name,
          error: error instanceof Error ? error.name : typeof error,
        });
        return 0;
      });
      if (taken > 0 && underWay.size >= work.concurrency) await Promise.race(underWay);
      else if (taken === 0) await rest();
    }
  }

  async function rest(): Promise<void> {
    nudge = new AbortController();
    const either = AbortSignal.any([nudge.signal, stopping.signal]);
    await runtime.sleep(work.pollMs, either).catch(reason => {
      if (!either.aborted) throw reason;
    });
  }

  return {
    start() {
      if (work.topic) unwatch = store.watch(wake => wake.topic === work.topic && nudge.abort());
      loop ??= run();
    },
    async stop() {
      stopping.abort();
      unwatch?.();
      await loop;
      await Promise.all(underWay);
    },
    async drain() {
      let done = 0;
      for (let taken = await take(); taken > 0; taken = await take()) {
        done += taken;
        await Promise.all(underWay);
      }
      await Promise.all(underWay);
      return done;
    },
  };
}
