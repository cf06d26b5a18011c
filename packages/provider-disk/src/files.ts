import { opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  assertFileKey,
  assertNewFile,
  type FileQuery,
  type Files,
  type Runtime,
  type StoredFile,
} from '@buttdial/core';
import { isMissing, pathOf, UNFINISHED } from './paths.ts';
import { openFile, readHead } from './reading.ts';
import { createWriter } from './writing.ts';

/** @param directory made by the first file. */
export function createFiles(directory: string, runtime: Runtime): Files {
  const write = createWriter(directory, runtime);
  return {
    async put(file, { signal }) {
      assertNewFile(file);
      signal.throwIfAborted();
      await write(file, signal);
    },
    async get(key, { signal }) {
      assertFileKey(key);
      signal.throwIfAborted();
      return openFile(pathOf(directory, key));
    },
    async delete(key, { signal }) {
      assertFileKey(key);
      signal.throwIfAborted();
      await rm(pathOf(directory, key), { force: true });
    },
    list: (query, { signal }) => list(directory, query, signal),
  };
}

async function* list(directory: string, query: FileQuery, signal: AbortSignal): AsyncIterable<StoredFile> {
  for await (const folder of entries(directory)) {
    if (folder === UNFINISHED) continue;
    for await (const name of entries(join(directory, folder))) {
      signal.throwIfAborted();
      const head = await readHead(join(directory, folder, name), query.storedBefore);
      if (head?.key.startsWith(query.prefix))
        yield { key: head.key, sizeBytes: head.sizeBytes, storedAt: head.storedAt };
    }
  }
}

/** Names in a folder; none where there is no folder, or no longer. */
async function* entries(path: string): AsyncIterable<string> {
  try {
    for await (const entry of await opendir(path)) yield entry.name;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
