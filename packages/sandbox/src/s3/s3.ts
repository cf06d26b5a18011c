import type { Runtime } from '@buttdial/core';
import { type Bucket, createBucket } from './bucket.ts';
import { S3Error } from './errors.ts';
import { type S3Key, verifySignature } from './signature.ts';

/** How to make a simulated S3. */
export interface S3Options {
  readonly runtime: Runtime;
  readonly key: S3Key;
  readonly bucket: string;
  /** Below which path it is reached, `/storage/v1/s3`. Buckets are named in the host where it is absent, else in the path. */
  readonly basePath?: string;
  /** How many objects one answer lists at most; 1,000 unless given, as at Amazon. */
  readonly pageSize?: number;
}

/** A simulated S3 with one bucket: it checks every signature, and knows nothing that not every storage of this kind knows. */
export interface S3 {
  /** Answers a request in this process, without sockets. */
  readonly fetch: typeof globalThis.fetch;
  readonly bucket: Pick<Bucket, 'get' | 'list' | 'unfinished'>;
}

interface Asked {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Makes a simulated S3 in this process. */
export function createS3(options: S3Options): S3 {
  const bucket = createBucket(options.runtime);
  return {
    bucket,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      const body = new Uint8Array(await request.arrayBuffer());
      const { method, headers } = request;
      const url = new URL(request.url);
      try {
        verifySignature({ method, url, headers, body }, options.key, options.runtime.now());
        const key = keyOf(url, options);
        const asked = { method, key, query: url.searchParams, headers, body };
        return key === '' ? ofBucket(bucket, asked, options) : ofObject(bucket, asked, options.bucket);
      } catch (error) {
        if (error instanceof S3Error) return refusal(error);
        throw error;
      }
    },
  };
}

function keyOf({ hostname, pathname }: URL, { basePath, bucket }: S3Options): string {
  const path = decodeURIComponent(pathname);
  if (basePath === undefined) {
    if (!hostname.startsWith(`${bucket}.`)) throw new S3Error(404, 'NoSuchBucket');
    return path.slice(1);
  }
  const place = `${basePath}/${bucket}`;
  if (path !== place && !path.startsWith(`${place}/`)) throw new S3Error(404, 'NoSuchBucket');
  return path.slice(place.length + 1);
}

function ofBucket(bucket: Bucket, { method, query }: Asked, options: S3Options): Response {
  const { bucket: name, pageSize = 1000 } = options;
  if (method !== 'GET' || query.get('list-type') !== '2') throw new S3Error(405, 'MethodNotAllowed');
  const [prefix, after] = [query.get('prefix') ?? '', fromToken(query.get('continuation-token'))];
  const most = Math.min(Number(query.get('max-keys') ?? pageSize), pageSize);
  const all = bucket.list(prefix, after);
  const page = all.slice(0, most);
  const isTruncated = page.length < all.length;
  const contents = page.map(
    one =>
      `<Contents><Key>${escapeXml(one.key)}</Key><LastModified>${one.storedAt.toISOString()}</LastModified><ETag>${escapeXml(one.etag)}</ETag><Size>${one.content.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next = isTruncated ? `<NextContinuationToken>${toToken(page.at(-1)!.key)}</NextContinuationToken>` : '';
  return xml(
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${name}</Name><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${most}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  );
}

function ofObject(bucket: Bucket, asked: Asked, name: string): Response {
  const upload = asked.query.get('uploadId');
  if (asked.method === 'POST' && asked.query.has('uploads')) return begin(bucket, asked, name);
  if (upload !== null) return ofUpload(bucket, asked, upload);
  if (asked.method === 'PUT') {
    const { etag } = bucket.put(asked.key, typeOf(asked), asked.body);
    return new Response(null, { headers: { etag } });
  }
  if (asked.method === 'DELETE') {
    bucket.delete(asked.key);
    return new Response(null, { status: 204 });
  }
  if (asked.method !== 'GET' && asked.method !== 'HEAD') throw new S3Error(405, 'MethodNotAllowed');
  const found = bucket.get(asked.key);
  if (!found) throw new S3Error(404, 'NoSuchKey');
  const headers = {
    'content-type': found.contentType,
    'content-length': String(found.content.length),
    'last-modified': found.storedAt.toUTCString(),
    etag: found.etag,
  };
  return new Response(asked.method === 'HEAD' ? null : Uint8Array.from(found.content), { headers });
}

function begin(bucket: Bucket, asked: Asked, name: string): Response {
  const id = bucket.begin(asked.key, typeOf(asked));
  return xml(
    `<InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Bucket>${name}</Bucket><Key>${escapeXml(asked.key)}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
  );
}

function ofUpload(bucket: Bucket, { method, key, query, body }: Asked, upload: string): Response {
  if (method === 'PUT') {
    const number = Number(query.get('partNumber'));
    if (!Number.isInteger(number) || number < 1 || number > 10_000) throw new S3Error(400, 'InvalidArgument');
    return new Response(null, { headers: { etag: bucket.putPart(upload, { key, number, content: body }) } });
  }
  if (method === 'POST') {
    const { etag } = bucket.complete(upload, key, partsIn(Buffer.from(body).toString()));
    return xml(
      `<CompleteMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Key>${escapeXml(key)}</Key><ETag>${escapeXml(etag)}</ETag></CompleteMultipartUploadResult>`,
    );
  }
  if (method !== 'DELETE') throw new S3Error(405, 'MethodNotAllowed');
  bucket.abort(upload, key);
  return new Response(null, { status: 204 });
}

function partsIn(body: string): readonly { readonly number: number; readonly etag: string }[] {
  return [...body.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(part)?.[1]),
    etag: (/<ETag>(.*?)<\/ETag>/.exec(part)?.[1] ?? '').replaceAll('&quot;', '"'),
  }));
}

function typeOf({ headers }: Asked): string {
  return headers.get('content-type') ?? 'binary/octet-stream';
}

function toToken(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function fromToken(token: string | null): string {
  return token === null ? '' : Buffer.from(token, 'base64url').toString();
}

function refusal({ status, code }: S3Error): Response {
  return xml(`<Error><Code>${code}</Code><Message>${code}</Message><RequestId>1</RequestId></Error>`, status);
}

function xml(body: string, status = 200): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>${body}`, {
    status,
    headers: { 'content-type': 'application/xml' },
  });
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
