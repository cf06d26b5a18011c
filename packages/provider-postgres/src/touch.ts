import type { Runtime } from '@buttdial/core';
import type { Connection } from './open.ts';

const gatherMs = 2_000;

/** When tokens were last used: gathered for a while, then written together. Lost when the process dies, which is all right. */
export function createTouches(connection: Connection, runtime: Runtime) {
  const pending = new Map<string, number>();
  const closing = new AbortController();
  let gathering = false;

  async function save(): Promise<void> {
    const ids = [...pending.keys()];
    const moments = [...pending.values()];
    pending.clear();
    if (ids.length > 0) await connection`select store_touch(${ids}, ${moments}::bigint[])`;
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
      pending.set(tokenId, Math.max(at.getTime(), pending.get(tokenId) ?? 0));
      if (!gathering) void gather();
    },
    close: (): Promise<void> => {
      closing.abort();
      return save();
    },
  };
}
