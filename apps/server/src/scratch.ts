import { mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Scratch } from '@buttdial/switchboard';

/**
 * Places on the disk for what is too much for the memory. Their files have no name from the first moment on, so that
 * nothing is left of them, however this process ends.
 * @param directory made when it is missing; on a disk with room for what passes through.
 */
export function createScratch(directory: string, newId: () => string): () => Promise<Scratch> {
  return async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, newId());
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return {
      write: bytes => file.appendFile(bytes),
      // The stream closes the file when it ends, fails or is cancelled.
      read: () => Readable.toWeb(file.createReadStream({ start: 0 })) as ReadableStream<Uint8Array>,
      drop: () => file.close(),
    };
  };
}
