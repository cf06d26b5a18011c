import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { ButtdialError, type Runtime } from '@buttdial/core';

const VERSION = 1;
const SALT = 16;
const CHUNK = 65_536;
const TAG = 16;

/**
 * Seals a file as it streams by: AES-256-GCM in chunks of 64 KiB under a key of its own, each chunk bound to its place and
 * to being the last or not, so that nothing can be changed, moved, cut off or added (the STREAM construction, as age uses it).
 * @param bound what the file is; it opens only under the same words.
 */
export function sealing(key: Uint8Array, bound: string, runtime: Pick<Runtime, 'randomBytes'>): Chunks {
  const salt = runtime.randomBytes(SALT);
  const fileKey = fileKeyOf(key, salt, bound);
  let index = 0;
  const seal = (chunk: Uint8Array, isLast: boolean) => {
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonceOf(index++, isLast));
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  return chunked(CHUNK, seal, { start: Buffer.concat([Uint8Array.of(VERSION), salt]) });
}

/** Opens what `sealing` sealed. Errors with `broken-promise` at the first byte that differs, and at a missing end. */
export function opening(key: Uint8Array, bound: string): Chunks {
  let fileKey: Uint8Array | undefined;
  let index = 0;
  const open = (chunk: Uint8Array, isLast: boolean) => {
    try {
      const decipher = createDecipheriv('aes-256-gcm', fileKey!, nonceOf(index++, isLast));
      decipher.setAuthTag(chunk.subarray(-TAG));
      return Buffer.concat([decipher.update(chunk.subarray(0, -TAG)), decipher.final()]);
    } catch (cause) {
      throw unopened(cause);
    }
  };
  const head: Head = {
    length: 1 + SALT,
    read: bytes => {
      if (bytes.length < 1 + SALT || bytes[0] !== VERSION) throw unopened();
      fileKey = fileKeyOf(key, bytes.subarray(1), bound);
    },
  };
  return chunked(CHUNK + TAG, open, { head });
}

/** How long the content of a sealed file is. */
export function openedSize(sealedBytes: number): number {
  const chunks = sealedBytes - 1 - SALT;
  return Math.max(0, chunks - TAG * Math.ceil(chunks / (CHUNK + TAG)));
}

type Chunks = TransformStream<Uint8Array, Uint8Array>;
interface Head {
  readonly length: number;
  read(bytes: Uint8Array): void;
}

/** Cuts a stream into chunks of one size; only the last may be shorter, and there always is one. */
function chunked(
  size: number,
  turn: (chunk: Uint8Array, isLast: boolean) => Uint8Array,
  { start, head }: { readonly start?: Uint8Array; readonly head?: Head },
): Chunks {
  let waiting = Buffer.alloc(0);
  let isHeadRead = head === undefined;
  const takeHead = () => {
    if (isHeadRead) return;
    head!.read(waiting.subarray(0, head!.length));
    waiting = waiting.subarray(head!.length);
    isHeadRead = true;
  };
  return new TransformStream({
    start: controller => start && controller.enqueue(start),
    transform(bytes, controller) {
      waiting = Buffer.concat([waiting, bytes]);
      if (!isHeadRead && waiting.length < head!.length) return;
      takeHead();
      // More than a chunk, so that the one that goes is certainly not the last.
      while (waiting.length > size) {
        controller.enqueue(turn(waiting.subarray(0, size), false));
        waiting = waiting.subarray(size);
      }
    },
    flush(controller) {
      takeHead();
      const last = turn(waiting, true);
      if (last.length > 0) controller.enqueue(last);
    },
  });
}

function fileKeyOf(key: Uint8Array, salt: Uint8Array, bound: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, bound, 32));
}

// Eleven bytes that count and one that says whether it is the last chunk.
function nonceOf(index: number, isLast: boolean): Uint8Array {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

function unopened(cause?: unknown): ButtdialError {
  return new ButtdialError('broken-promise', 'A stored file cannot be opened with this key, or was changed.', {
    remedy: 'Start with the key that the file was sealed with.',
    ...(cause === undefined ? {} : { cause }),
  });
}
