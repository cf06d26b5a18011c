import type { AuditRecord, Runtime, Store } from '@buttdial/core';
import { type Checkpoint, type CheckpointKey, createWalk, type Metrics } from '@buttdial/switchboard';
import type { CheckpointFile } from './checkpoint-file.ts';

/** Signs where every audit chain stands, again and again. */
export interface Signing {
  /** Signs what has grown since the last time; answers how many chains. A chain that does not hold is not signed. */
  signAll(): Promise<number>;
  /** Signs once more and ends. */
  stop(): Promise<void>;
}

interface Parts {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly metrics: Metrics;
  readonly key: CheckpointKey;
  readonly file: CheckpointFile;
}

const everyMs = 5 * 60_000;
const pageRows = 5_000;

/** Every five minutes, and when the server stops. What is cut off a chain before it was signed cannot be missed. */
export function startSigning(parts: Parts): Signing {
  const { runtime } = parts;
  const stopping = new AbortController();
  let latest: Promise<Map<string, Checkpoint>> | undefined;
  async function signAll(): Promise<number> {
    latest ??= parts.file.latest();
    const known = await latest;
    let signed = 0;
    for (const { id } of await parts.store.listOrganizations()) {
      const seen = await look(parts, id, known.get(id));
      if (!seen) continue;
      await parts.file.add(seen);
      known.set(id, seen);
      signed += 1;
    }
    return signed;
  }
  const attempt = () =>
    signAll().catch(error =>
      runtime.log.error('audit.signing-failed', { name: error instanceof Error ? error.name : typeof error }),
    );
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      await runtime.sleep(everyMs, stopping.signal).catch(reason => {
        if (!stopping.signal.aborted) throw reason;
      });
      await attempt();
    }
  })();
  return {
    signAll,
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

/** Walks on from the last checkpoint; undefined when nothing is new, or when what is there does not hold. */
async function look(
  parts: Parts,
  organizationId: string,
  last: Checkpoint | undefined,
): Promise<Checkpoint | undefined> {
  const { store, runtime } = parts;
  const from = last?.sequence ?? 1;
  let walk: ReturnType<typeof createWalk> | undefined;
  for (let next = from; ; ) {
    const page = await store.audit.list(organizationId, next, pageRows);
    walk ??= createWalk(last ? [last] : [], before(last, page[0]));
    for (const row of page) walk.step(row);
    const end = page.at(-1);
    if (!end || page.length < pageRows) break;
    next = end.sequence + 1;
    await runtime.sleep(0);
  }
  const { ok, head, problems } = walk.end();
  if (!ok) {
    parts.metrics.count('buttdial_audit_problems_total', { kind: problems[0]?.kind ?? 'unknown' });
    runtime.log.error('audit.broken', { organizationId, kind: problems[0]?.kind, sequence: problems[0]?.sequence });
    return undefined;
  }
  if (head.sequence === 0 || head.sequence === last?.sequence) return undefined;
  return parts.key.sign({ organizationId, ...head, at: runtime.now().toISOString() });
}

// The row that was signed last is read again: what came before it is believed, and it must still be the same.
function before(last: Checkpoint | undefined, first: AuditRecord | undefined) {
  return last && first ? { sequence: last.sequence - 1, hash: first.previousHash } : undefined;
}
