import {
  assertFileKey,
  ButtdialError,
  type Files,
  type FilesCall,
  type OpenedFile,
  type Runtime,
} from '@buttdial/core';
import type { Sealer } from '../seal.ts';
import { openedSize, opening, sealing } from './seal-stream.ts';

/** What can be kept; each kind has a retention of its own. */
export const archiveKinds = ['recording', 'voicemail', 'voice-message', 'media', 'body'] as const;
/** One of `archiveKinds`. */
export type ArchiveKind = (typeof archiveKinds)[number];

/** A file to keep. With an `id` of the caller's (letters, digits, `-`, `_`, `.`) a repeated put replaces itself. */
export interface NewArchivedFile {
  readonly kind: ArchiveKind;
  readonly contentType: string;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
  readonly id?: string;
}

/** A kept file, opened. Whoever takes the body reads it to its end or cancels it. */
export type ArchivedFile = Omit<OpenedFile, 'key'>;

/** Files of all organizations, sealed one by one. A key belongs into a row of whoever put the file; there is no list of files. */
export interface Archive {
  /** @throws ButtdialError `unavailable` or `vendor-failed` when the storage does not take it; then nothing is kept. */
  put(organizationId: string, file: NewArchivedFile, call: FilesCall): Promise<{ readonly key: string }>;
  /** Undefined when there is no such file, no longer, or it is another organization's. */
  get(organizationId: string, key: string, call: FilesCall): Promise<ArchivedFile | undefined>;
  delete(organizationId: string, key: string, call: FilesCall): Promise<void>;
  /** An address below `/files` where anybody may read the file until it expires; nothing can be told from it. */
  link(organizationId: string, key: string, expiresInSeconds: number): URL;
  /** What a link leads to; undefined when nobody here made it, or the file is gone. */
  follow(token: string, call: FilesCall): Promise<ArchivedFile | 'expired' | undefined>;
  /** Deletes what was stored before the time of its kind. @returns how many files. */
  sweep(storedBefore: Readonly<Record<ArchiveKind, Date>>, call: FilesCall): Promise<number>;
  /** Deletes every file of an organization. @returns how many. */
  forget(organizationId: string, call: FilesCall): Promise<number>;
}

/** What an archive is made of. */
export interface ArchiveParts {
  readonly files: Files;
  readonly sealer: Sealer;
  readonly runtime: Runtime;
  /** Where links lead. */
  readonly publicUrl: URL;
}

/** An archive over any store of files. */
export function createArchive(parts: ArchiveParts): Archive {
  const { files, sealer, runtime } = parts;
  const fileKey = sealer.derive('files');
  // The name of an organization in keys: the same always, and nobody without our key can tell whose it is.
  const tagOf = (organizationId: string) => sealer.fingerprint(`files\n${organizationId}`).slice(0, 20);
  const isOf = (organizationId: string, key: string) => key.split('/')[1] === tagOf(organizationId);

  async function get(organizationId: string, key: string, call: FilesCall): Promise<ArchivedFile | undefined> {
    if (!isOf(organizationId, key)) return undefined;
    const sealed = await files.get(key, call);
    if (!sealed) return undefined;
    const { contentType, storedAt, sizeBytes, body } = sealed;
    const plain = body.pipeThrough(opening(fileKey, boundTo(organizationId, key, contentType)));
    return { contentType, storedAt, sizeBytes: openedSize(sizeBytes), body: plain };
  }
  async function deleteAll(query: Parameters<Files['list']>[0], call: FilesCall): Promise<number> {
    let count = 0;
    for await (const { key } of files.list(query, call)) {
      await files.delete(key, call);
      count++;
    }
    return count;
  }

  return {
    get,
    async put(organizationId, { kind, contentType, body, id = runtime.newId() }, call) {
      const key = `${kind}/${tagOf(organizationId)}/${id}`;
      if (id.includes('/')) throw new ButtdialError('invalid-input', 'This is not the id of a file.', { field: 'id' });
      assertFileKey(key);
      const plain = body instanceof Uint8Array ? new Blob([Uint8Array.from(body)]).stream() : body;
      const sealed = plain.pipeThrough(sealing(fileKey, boundTo(organizationId, key, contentType), runtime));
      await files.put({ key, contentType, body: sealed }, call);
      return { key };
    },
    async delete(organizationId, key, call) {
      if (isOf(organizationId, key)) await files.delete(key, call);
    },
    link: (organizationId, key, expiresInSeconds) =>
      linkTo(parts, { organizationId, key, untilMs: runtime.now().getTime() + expiresInSeconds * 1000 }),
    async follow(token, call) {
      const named = readLink(sealer, token);
      if (!named) return undefined;
      if (runtime.now().getTime() > named.untilMs) return 'expired';
      return get(named.organizationId, named.key, call);
    },
    async sweep(storedBefore, call) {
      let count = 0;
      for (const kind of archiveKinds)
        count += await deleteAll({ prefix: `${kind}/`, storedBefore: storedBefore[kind] }, call);
      return count;
    },
    async forget(organizationId, call) {
      let count = 0;
      for (const kind of archiveKinds) count += await deleteAll({ prefix: `${kind}/${tagOf(organizationId)}/` }, call);
      return count;
    },
  };
}

// The content type too: nobody with access to the storage alone can make a page of what was a sound.
function boundTo(organizationId: string, key: string, contentType: string): string {
  return [organizationId, key, contentType].join('\n');
}

interface Named {
  readonly organizationId: string;
  readonly key: string;
  readonly untilMs: number;
}

const LINK = 'file-link';
const LONGEST_TOKEN = 2000;

// Sealed, not only signed: a link goes to vendors, into their logs and to whoever they show it.
function linkTo({ sealer, publicUrl }: ArchiveParts, { organizationId, key, untilMs }: Named): URL {
  const token = sealer.seal(Buffer.from(JSON.stringify([organizationId, key, untilMs])), LINK);
  const base = publicUrl.href.replace(/\/$/, '');
  return new URL(`${base}/files/${Buffer.from(token).toString('base64url')}`);
}

function readLink(sealer: Sealer, token: string): Named | undefined {
  if (token.length > LONGEST_TOKEN || !/^[\w-]+$/.test(token)) return undefined;
  const opened = openedLink(sealer, Buffer.from(token, 'base64url'));
  if (opened === undefined) return undefined;
  const [organizationId, key, untilMs] = JSON.parse(opened) as [string, string, number];
  return { organizationId, key, untilMs };
}

function openedLink(sealer: Sealer, token: Uint8Array): string | undefined {
  try {
    return Buffer.from(sealer.open(token, LINK)).toString();
  } catch {
    // Whoever guesses tokens is told as little as whoever mistypes one.
    return undefined;
  }
}
