import { createHash } from 'node:crypto';
import type { Runtime } from '@buttdial/core';
import { S3Error } from './errors.ts';

/** An object of a bucket. */
export interface S3Object {
  readonly key: string;
  readonly contentType: string;
  readonly content: Uint8Array;
  /** In quotes, as on the wire. */
  readonly etag: string;
  readonly storedAt: Date;
}

interface Upload {
  readonly key: string;
  readonly contentType: string;
  readonly parts: Map<number, { readonly content: Uint8Array; readonly etag: string }>;
}

// S3 refuses an upload with a smaller part that is not its last.
const SMALLEST_PART = 5 * 1024 * 1024;

/** One bucket in memory. */
export function createBucket(runtime: Runtime) {
  const objects = new Map<string, S3Object>();
  const uploads = new Map<string, Upload>();

  function put(key: string, contentType: string, content: Uint8Array): S3Object {
    const object = { key, contentType, content, etag: etagOf(content), storedAt: runtime.now() };
    objects.set(key, object);
    return object;
  }
  function uploadOf(id: string, key: string): Upload {
    const upload = uploads.get(id);
    if (upload?.key !== key) throw new S3Error(404, 'NoSuchUpload');
    return upload;
  }

  return {
    put,
    get: (key: string) => objects.get(key),
    delete: (key: string) => void objects.delete(key),
    /** In the order of S3: by the bytes of the key. */
    list(prefix: string, after: string): readonly S3Object[] {
      const found = [...objects.values()].filter(one => one.key.startsWith(prefix) && one.key > after);
      return found.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    begin(key: string, contentType: string): string {
      const id = Buffer.from(runtime.randomBytes(24)).toString('base64url');
      uploads.set(id, { key, contentType, parts: new Map() });
      return id;
    },
    putPart(id: string, part: { readonly key: string; readonly number: number; readonly content: Uint8Array }): string {
      const etag = etagOf(part.content);
      uploadOf(id, part.key).parts.set(part.number, { content: part.content, etag });
      return etag;
    },
    complete(id: string, key: string, named: readonly { readonly number: number; readonly etag: string }[]): S3Object {
      const upload = uploadOf(id, key);
      const parts = named.map(({ number, etag }, index) => {
        const part = upload.parts.get(number);
        if (part?.etag !== etag) throw new S3Error(400, 'InvalidPart');
        if (index > 0 && named[index - 1]!.number >= number) throw new S3Error(400, 'InvalidPartOrder');
        if (index < named.length - 1 && part.content.length < SMALLEST_PART) throw new S3Error(400, 'EntityTooSmall');
        return part.content;
      });
      if (parts.length === 0) throw new S3Error(400, 'MalformedXML');
      uploads.delete(id);
      return put(key, upload.contentType, Buffer.concat(parts));
    },
    abort(id: string, key: string): void {
      uploadOf(id, key);
      uploads.delete(id);
    },
    /** Uploads that were begun and neither completed nor aborted: they cost money at S3. */
    unfinished: () => uploads.size,
  };
}
export type Bucket = ReturnType<typeof createBucket>;

function etagOf(content: Uint8Array): string {
  return `"${createHash('md5').update(content).digest('hex')}"`;
}
