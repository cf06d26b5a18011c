import {
  assertFileKey,
  assertNewFile,
  type FileQuery,
  type Files,
  type FilesCall,
  type OpenedFile,
  type StoredFile,
} from '@buttdial/core';
import type { Api } from './api.ts';
import { upload } from './upload.ts';

export function createFiles(api: Api): Files {
  return {
    async put(file, call) {
      assertNewFile(file);
      await api.ask(call, hands => upload(hands, file));
    },
    async get(key, call) {
      assertFileKey(key);
      return get(api, key, call);
    },
    async delete(key, call) {
      assertFileKey(key);
      await api.ask(
        call,
        ({ sdk, client, bucket, options }) =>
          client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: key }), options),
        { missing: undefined },
      );
    },
    list: (query, call) => list(api, query, call),
    async link(key, expiresInSeconds) {
      assertFileKey(key);
      return api.presign(key, expiresInSeconds);
    },
  };
}

async function get(api: Api, key: string, call: FilesCall): Promise<OpenedFile | undefined> {
  const found = await api.ask(
    call,
    ({ sdk, client, bucket, options }) => client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }), options),
    { missing: undefined },
  );
  if (!found) return undefined;
  return {
    key,
    contentType: found.ContentType ?? 'application/octet-stream',
    sizeBytes: found.ContentLength ?? 0,
    storedAt: found.LastModified ?? new Date(0),
    body: found.Body?.transformToWebStream() ?? new Blob([]).stream(),
  };
}

async function* list(api: Api, query: FileQuery, call: FilesCall): AsyncIterable<StoredFile> {
  let next: string | undefined;
  do {
    const page = await api.ask(call, ({ sdk, client, bucket, options }) =>
      client.send(
        new sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: query.prefix, ContinuationToken: next }),
        options,
      ),
    );
    for (const { Key: key, Size: sizeBytes = 0, LastModified: storedAt } of page.Contents ?? []) {
      if (key === undefined || storedAt === undefined) continue;
      if (query.storedBefore && storedAt >= query.storedBefore) continue;
      yield { key, sizeBytes, storedAt };
    }
    next = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (next !== undefined);
}
