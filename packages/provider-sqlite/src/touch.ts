import type { Runtime } from '@buttdial/core';
import type { Committer } from './committer.ts';
import type { Connection } from './open.ts';

const gatherMs = 2_000;

/** When tokens were last used: gathered for a while, then written together. Lost when the process dies, which is all right. */
export function createTouches(connection: Connection, committer: Committer, runtime: Runtime) {
  const write = connection.prepare('update tokens set last_used_at = max(coalesce(last_used_at, 0), ?) where id = ?');
  const pending = new Map<string, number>();
  const closing = new AbortController();
  let gathering = false;

  function save(): Promise<void> {
    const touched = [...pending];
    pending.clear();
    if (touched.length === 0) return Promise.resolve();
    return committer.write(() => {
      for (const [id, at] of touched) write.run(at, id);
    });
  }

  async function gather(): Promise<void> {
    gathering = true;
    try {
      await runtime.sleep(gatherMs, closing.signal);
      await save();
    } catch (error) {
      if (!closing.signal.aborted)
        runtime.log.warn('store.touch.failed', { kind: error instanceof Error ? error.name : 'unknown' });
    } finally {
      gathering = false;
    }
  }

  return {
    touch: (tokenId: string, at: Date): void => {
      pending.set(tokenId, at.getTime());
      if (!gathering) void gather();
    },
    close: (): Promise<void> => {
      closing.abort();
      return save();
    },
  };
}
