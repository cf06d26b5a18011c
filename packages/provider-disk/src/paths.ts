import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of files that are still being written. */
export const UNFINISHED = 'unfinished';

/** The key's hash: no key leads out of the directory, none is too long for a file system, none shows in a path. */
export function pathOf(directory: string, key: string): string {
  const name = createHash('sha256').update(key).digest('hex');
  return join(directory, name.slice(0, 2), name);
}

export function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** When the file at a path was stored, in milliseconds since 1970; undefined when it is gone. */
export async function modified(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
