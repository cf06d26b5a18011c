import { type FileHandle, mkdir, open, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Fault, NewFile, Runtime } from '@buttdial/core';
import { modified, pathOf, UNFINISHED } from './paths.ts';

// What a process that died left half written is of no use to anybody after this long.
const LEFT_BEHIND_MS = 86_400_000;

/** Writes files beside their place and moves them there when every byte is on the disk. */
export function createWriter(
  directory: string,
  runtime: Runtime,
): (file: NewFile, signal: AbortSignal) => Promise<void> {
  const unfinished = join(directory, UNFINISHED);
  let prepared: Promise<void> | undefined;
  return async (file, signal) => {
    prepared ??= prepare(unfinished, runtime).catch(error => {
      prepared = undefined;
      throw error;
    });
    await prepared;
    const [draft, place] = [join(unfinished, runtime.newId()), pathOf(directory, file.key)];
    try {
      await writeDraft(draft, file, { signal, storedAt: runtime.now() });
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      await rename(draft, place);
      await syncFolder(dirname(place));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  };
}

async function writeDraft(
  draft: string,
  file: NewFile,
  { signal, storedAt }: { readonly signal: AbortSignal; readonly storedAt: Date },
): Promise<void> {
  const handle = await open(draft, 'wx', 0o600);
  try {
    await writeAll(handle, Buffer.from(`${JSON.stringify({ key: file.key, contentType: file.contentType })}\n`));
    if (file.body instanceof Uint8Array) await writeAll(handle, file.body);
    else
      for await (const chunk of file.body) {
        signal.throwIfAborted();
        await writeAll(handle, chunk);
      }
    signal.throwIfAborted();
    // The installation's clock, not the disk's, says when it was stored: retention goes by it.
    await handle.utimes(storedAt, storedAt);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; )
    written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten;
}

async function prepare(unfinished: string, runtime: Runtime): Promise<void> {
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  for await (const { name } of await opendir(unfinished)) {
    const path = join(unfinished, name);
    const writtenAtMs = await modified(path);
    if (writtenAtMs !== undefined && writtenAtMs < runtime.now().getTime() - LEFT_BEHIND_MS)
      await rm(path, { force: true });
  }
}

/** A rename survives a power cut once its folder is on the disk. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders, and its renames need no help.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes, and takes away, one small file. Undefined means that files can be stored. */
export async function checkDirectory(directory: string, runtime: Runtime): Promise<Fault | undefined> {
  const unfinished = join(directory, UNFINISHED);
  const probe = join(unfinished, runtime.newId());
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o700 });
    await (await open(probe, 'wx', 0o600)).close();
    await rm(probe);
    return undefined;
  } catch (error) {
    const vendorCode = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    if (typeof vendorCode !== 'string') throw error;
    return { kind: 'unavailable', message: 'Files cannot be written to STORAGE_DIR.', vendorCode };
  }
}
