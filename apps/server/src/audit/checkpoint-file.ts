import { createReadStream, existsSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Checkpoint, type CheckpointKey, type CheckpointShelf, readCheckpoint } from '@buttdial/switchboard';
import type { Config } from '../config.ts';

/** A file of signed checkpoints, one JSON object per line, only ever added to. */
export interface CheckpointFile extends CheckpointShelf {
  add(checkpoint: Checkpoint): Promise<void>;
  /** The last one of every organization. */
  latest(): Promise<Map<string, Checkpoint>>;
}

/** Where an installation keeps it. */
export function checkpointPath(config: Pick<Config, 'dataDir' | 'auditCheckpointsFile'>): string {
  return resolve(config.auditCheckpointsFile ?? join(config.dataDir, 'audit-checkpoints.jsonl'));
}

/** The file need not exist. A line that a crash cut short is passed over. */
export function openCheckpointFile(path: string, key: Pick<CheckpointKey, 'publicKey' | 'isGenuine'>): CheckpointFile {
  return {
    key,
    async add(checkpoint) {
      await mkdir(dirname(path), { recursive: true });
      // The line break comes first as well: a line cut short must not swallow the next one.
      await appendFile(path, `\n${JSON.stringify(checkpoint)}\n`, { mode: 0o600 });
    },
    async of(organizationId) {
      const found: Checkpoint[] = [];
      for await (const checkpoint of read(path))
        if (checkpoint.organizationId === organizationId) found.push(checkpoint);
      return found;
    },
    async latest() {
      const last = new Map<string, Checkpoint>();
      for await (const checkpoint of read(path))
        if (checkpoint.sequence >= (last.get(checkpoint.organizationId)?.sequence ?? 0) && key.isGenuine(checkpoint))
          last.set(checkpoint.organizationId, checkpoint);
      return last;
    },
  };
}

async function* read(path: string): AsyncGenerator<Checkpoint, void, void> {
  if (!existsSync(path)) return;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const checkpoint = line === '' ? undefined : readCheckpoint(line);
    if (checkpoint) yield checkpoint;
  }
}
