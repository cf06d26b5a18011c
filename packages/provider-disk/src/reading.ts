import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { ButtdialError, type OpenedFile, type StoredFile } from '@buttdial/core';
import { z } from 'zod';
import { isMissing, modified } from './paths.ts';

/** The first line of every file; what follows is the content. */
const head = z.object({ key: z.string(), contentType: z.string() });
const LONGEST_HEAD = 2048;

type Head = StoredFile & { readonly contentType: string; readonly contentAt: number };

/** The file at a path with its content; undefined when there is none. */
export async function openFile(path: string): Promise<OpenedFile | undefined> {
  const handle = await openOrMissing(path);
  if (!handle) return undefined;
  try {
    const { contentAt, ...file } = await headOf(handle);
    // The stream closes the handle when it ends, fails or is cancelled.
    const content = handle.createReadStream({ start: contentAt });
    return { ...file, body: Readable.toWeb(content) as ReadableStream<Uint8Array> };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What is known about the file at a path; undefined when it is gone, or not stored before the given time. */
export async function readHead(path: string, storedBefore?: Date): Promise<StoredFile | undefined> {
  if (storedBefore && ((await modified(path)) ?? Infinity) >= storedBefore.getTime()) return undefined;
  const handle = await openOrMissing(path);
  if (!handle) return undefined;
  try {
    return await headOf(handle);
  } finally {
    await handle.close();
  }
}

async function headOf(handle: FileHandle): Promise<Head> {
  const start = Buffer.alloc(LONGEST_HEAD);
  const [{ bytesRead }, status] = await Promise.all([handle.read(start, 0, LONGEST_HEAD, 0), handle.stat()]);
  const end = start.subarray(0, bytesRead).indexOf('\n');
  const parsed = head.safeParse(end < 0 ? undefined : jsonOf(start.toString('utf8', 0, end)));
  if (!parsed.success) throw new ButtdialError('broken-promise', 'A stored file has no head: something else wrote it.');
  return { ...parsed.data, sizeBytes: status.size - end - 1, storedAt: status.mtime, contentAt: end + 1 };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function openOrMissing(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
