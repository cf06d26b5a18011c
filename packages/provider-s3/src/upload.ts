import type { NewFile } from '@buttdial/core';
import type { Hands } from './api.ts';

// S3 takes no part below 5 MiB but the last, and 10,000 of them: 80 GB.
const PART_BYTES = 8 * 1024 * 1024;

/** One request for what fits into a part; more than that goes part by part and appears when the last is there. */
export async function upload(hands: Hands, file: NewFile): Promise<void> {
  if (file.body instanceof Uint8Array) return putWhole(hands, file, file.body);
  const parts = partsOf(file.body);
  const first = await parts.next();
  const second = first.done ? first : await parts.next();
  if (second.done) return putWhole(hands, file, first.value ?? new Uint8Array());
  await putInParts(hands, file, joined([first.value as Uint8Array, second.value], parts));
}

async function putWhole({ sdk, client, bucket, options }: Hands, file: NewFile, body: Uint8Array): Promise<void> {
  const { key, contentType } = file;
  await client.send(
    new sdk.PutObjectCommand({ Bucket: bucket, Key: key, ContentType: contentType, Body: body }),
    options,
  );
}

async function putInParts(hands: Hands, file: NewFile, bodies: AsyncIterable<Uint8Array>): Promise<void> {
  const { sdk, client, bucket, options } = hands;
  const place = { Bucket: bucket, Key: file.key };
  const begun = await client.send(
    new sdk.CreateMultipartUploadCommand({ ...place, ContentType: file.contentType }),
    options,
  );
  const upload = { ...place, UploadId: begun.UploadId };
  try {
    const parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];
    for await (const body of bodies) {
      const PartNumber = parts.length + 1;
      const { ETag } = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body: body }), options);
      parts.push({ PartNumber, ETag });
    }
    await client.send(
      new sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: parts } }),
      options,
    );
  } catch (error) {
    await giveBack(hands, upload);
    throw error;
  }
}

/** Parts that nobody completes are stored, and paid for, until they are aborted. */
async function giveBack(
  { sdk, client, timeout }: Hands,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined },
): Promise<void> {
  const command = new sdk.AbortMultipartUploadCommand(upload);
  // The caller's signal may be what ended the upload. What went wrong first is what the caller hears of.
  await client.send(command, { abortSignal: timeout(10_000) }).catch(() => undefined);
}

/** The stream in pieces of one part's size; the last may be shorter. Nothing for an empty stream. */
async function* partsOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    let rest = chunk;
    while (size + rest.length > PART_BYTES) {
      const fitting = PART_BYTES - size;
      yield Buffer.concat([...pieces, rest.subarray(0, fitting)]);
      rest = rest.subarray(fitting);
      pieces = [];
      size = 0;
    }
    pieces.push(rest);
    size += rest.length;
  }
  if (size > 0) yield Buffer.concat(pieces);
}

async function* joined<Item>(first: readonly Item[], rest: AsyncIterable<Item>): AsyncIterable<Item> {
  yield* first;
  yield* rest;
}
