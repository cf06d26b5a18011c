import type { Files, OpenedFile, Runtime, StoredFile } from '@buttdial/core';
import { describe, expect, it } from 'vitest';

/** A provider of files and what is needed to try it. Its store is empty at first, and is the suite's alone. */
export interface FilesSubject {
  /** The same store each time, also with another runtime. */
  create(runtime?: Runtime): { readonly files: Files };
  /** Makes the store's clock, and the provider's, show another time. */
  setTime(at: Date): void;
  /** Asks a link as somebody without credentials would; for stores that have links. */
  follow?(url: URL): Promise<Response>;
  /** How many files the store lists at once; 1,000 unless told. */
  readonly pageSize?: number;
  /** Everything that lies in the store as it lies there, names included; for stores whose medium can be looked at. */
  inspect?(): Promise<string>;
}

const call = { signal: new AbortController().signal };
const start = new Date('2026-03-01T12:00:00Z');

/** The laws of `files`. */
export function testFiles(subject: FilesSubject): void {
  describe('files', () => {
    lawsOfKeeping(subject);
    lawsOfFailing(subject);
    lawsOfListing(subject);
    const { follow } = subject;
    if (follow) lawsOfLinks(subject, follow);
    else
      it('has no links: the store has no door of its own', () => {
        expect(subject.create().files.link).toBeUndefined();
      });
  });
}

function lawsOfKeeping(subject: FilesSubject): void {
  const { files } = subject.create();
  const sizes = [0, 1, 2047, 65_536, 1_000_003];
  for (const size of sizes) {
    it(`gives back what was put, ${size} bytes of it`, async () => {
      const [key, body] = [`keeping/${size}`, noise(size)];
      await files.put({ key, contentType: 'audio/wav; rate=8000', body }, call);
      const found = await subject.create().files.get(key, call);
      expect(found).toMatchObject({ key, contentType: 'audio/wav; rate=8000', sizeBytes: size });
      expect(await bytesOf(found!)).toEqual(Buffer.from(body));
    });
  }
  it('takes a stream of uneven pieces, larger than one request', async () => {
    const pieces = [1, 700_000, 3, 5_500_000, 6_000_000, 17].map(size => noise(size));
    await files.put({ key: 'keeping/stream', contentType: 'audio/wav', body: streamOf(pieces) }, call);
    const found = await files.get('keeping/stream', call);
    expect(found?.sizeBytes).toBe(12_200_021);
    expect(Buffer.concat(pieces).equals(await bytesOf(found!))).toBe(true);
  });
  it('knows nothing of a file that is not there', async () => {
    expect(await files.get('keeping/nothing', call)).toBeUndefined();
  });
  it('puts a later file of the same key in place of the earlier', async () => {
    await put(files, 'keeping/twice', 'the first, which is longer');
    await put(files, 'keeping/twice', 'the second');
    expect(await textOf(files, 'keeping/twice')).toBe('the second');
  });
  it('deletes for good, and a second time without complaint', async () => {
    await put(files, 'keeping/gone', 'text');
    await files.delete('keeping/gone', call);
    await files.delete('keeping/gone', call);
    expect(await files.get('keeping/gone', call)).toBeUndefined();
    expect(await keysOf(files.list({ prefix: 'keeping/gone' }, call))).toEqual([]);
  });
  it('keeps files apart whose keys are nearly the same', async () => {
    const keys = ['near/a', 'near/A', 'near/a.b', 'near/a/b', 'near/a_b', 'near/a-b', 'nearer'];
    for (const key of keys) await put(files, key, key);
    for (const key of keys) expect(await textOf(files, key)).toBe(key);
  });
  it('serves many at once', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `many/${index}`);
    await Promise.all(keys.map(key => put(files, key, `content of ${key}`)));
    expect(await Promise.all(keys.map(key => textOf(files, key)))).toEqual(keys.map(key => `content of ${key}`));
  });
}

function lawsOfFailing(subject: FilesSubject): void {
  const { files } = subject.create();
  const strange = [
    '',
    '/',
    '../up',
    'a/../b',
    'a/./b',
    '.hidden',
    'a//b',
    'a/',
    '/a',
    'a\\b',
    'a\0b',
    'é',
    'x'.repeat(513),
  ];
  it('turns away what is not a key, before anything is asked or written', async () => {
    for (const key of strange) {
      await expect(put(files, key, 'text'), key).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(files.get(key, call), key).rejects.toMatchObject({ code: 'invalid-input' });
      await expect(files.delete(key, call), key).rejects.toMatchObject({ code: 'invalid-input' });
    }
  });
  it('turns away what is not a content type', async () => {
    for (const contentType of ['', 'text/plain\r\nx-evil: 1', 'text/plain\n', 'x'.repeat(201)])
      await expect(
        files.put({ key: 'failing/type', contentType, body: new Uint8Array(1) }, call),
      ).rejects.toMatchObject({ code: 'invalid-input' });
  });
  it('keeps nothing of a file whose stream breaks, and keeps the earlier one', async () => {
    const broken = () =>
      new ReadableStream<Uint8Array>({
        pull(controller) {
          if (controller.desiredSize === null) return;
          controller.enqueue(new Uint8Array(100_000));
          if (++pulls > 3) controller.error(new Error('the line is down'));
        },
      });
    let pulls = 0;
    await put(files, 'failing/replaced', 'the earlier');
    for (const key of ['failing/new', 'failing/replaced']) {
      pulls = 0;
      await expect(files.put({ key, contentType: 'text/plain', body: broken() }, call)).rejects.toThrow('line is down');
    }
    expect(await files.get('failing/new', call)).toBeUndefined();
    expect(await textOf(files, 'failing/replaced')).toBe('the earlier');
  });
  it('throws the signal’s reason when it is aborted, and keeps nothing', async () => {
    const reason = new Error('no longer wanted');
    const aborted = { signal: AbortSignal.abort(reason) };
    const file = { key: 'failing/aborted', contentType: 'text/plain', body: new Uint8Array(3) };
    await expect(files.put(file, aborted)).rejects.toBe(reason);
    await expect(files.get(file.key, aborted)).rejects.toBe(reason);
    await expect(files.delete(file.key, aborted)).rejects.toBe(reason);
    expect(await files.get(file.key, call)).toBeUndefined();
    const stopping = new AbortController();
    const long = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1_000_000));
        if (++pulls === 8) stopping.abort(reason);
        if (pulls === 16) controller.close();
      },
    });
    let pulls = 0;
    await expect(files.put({ ...file, body: long }, { signal: stopping.signal })).rejects.toBe(reason);
    expect(await files.get(file.key, call)).toBeUndefined();
  });
}

function lawsOfListing(subject: FilesSubject): void {
  const { files } = subject.create();
  it('lists what begins alike, each once, with its size and its time', async () => {
    subject.setTime(start);
    await put(files, 'listing/one', 'four');
    await put(files, 'listing/two', 'seven..');
    await put(files, 'listing-elsewhere', 'x');
    const found: StoredFile[] = [];
    for await (const file of files.list({ prefix: 'listing/' }, call)) found.push(file);
    expect(found.sort((a, b) => a.key.localeCompare(b.key))).toEqual([
      { key: 'listing/one', sizeBytes: 4, storedAt: start },
      { key: 'listing/two', sizeBytes: 7, storedAt: start },
    ]);
  });
  it('lists only what was stored earlier than asked', async () => {
    const later = new Date(start.getTime() + 60_000);
    subject.setTime(start);
    await put(files, 'ages/old', 'x');
    await put(files, 'ages/renewed', 'x');
    subject.setTime(later);
    await put(files, 'ages/renewed', 'y');
    await put(files, 'ages/young', 'x');
    expect(await keysOf(files.list({ prefix: 'ages/', storedBefore: later }, call))).toEqual(['ages/old']);
    expect(await keysOf(files.list({ prefix: 'ages/', storedBefore: start }, call))).toEqual([]);
  });
  it('lists more than fit on a page, and lets them be deleted on the way', async () => {
    const keys = Array.from(
      { length: Math.ceil((subject.pageSize ?? 1000) * 1.1) },
      (_, index) => `pages/${String(index).padStart(4, '0')}`,
    );
    for (let first = 0; first < keys.length; first += 50)
      await Promise.all(keys.slice(first, first + 50).map(key => put(files, key, 'x')));
    expect(await keysOf(files.list({ prefix: 'pages/' }, call))).toEqual(keys);
    for await (const { key } of files.list({ prefix: 'pages/' }, call)) await files.delete(key, call);
    expect(await keysOf(files.list({ prefix: 'pages/' }, call))).toEqual([]);
  }, 120_000);
  const { inspect } = subject;
  if (!inspect) return;
  it('shows no key in the names it gives on its medium', async () => {
    await put(files, 'canary-of-names/one', 'x');
    expect(await inspect()).not.toContain('canary-of-names');
  });
}

function lawsOfLinks(subject: FilesSubject, follow: NonNullable<FilesSubject['follow']>): void {
  const { files } = subject.create();
  const link = async () => {
    subject.setTime(start);
    await put(files, 'linked/one', 'for whoever has the link');
    return files.link!('linked/one', 600);
  };
  it('gives a link that anybody may read at until it expires', async () => {
    const url = await link();
    const answer = await follow(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'for whoever has the link']);
    subject.setTime(new Date(start.getTime() + 599_000));
    expect((await follow(url)).status).toBe(200);
    subject.setTime(new Date(start.getTime() + 601_000));
    expect((await follow(url)).status).toBeGreaterThanOrEqual(400);
  });
  it('lets nobody make more of a link than it is', async () => {
    const url = await link();
    const changed = [
      new URL(url.href.replace('linked/one', 'linked/two')),
      ...[...url.searchParams.keys()].map(name => {
        const other = new URL(url);
        const value = other.searchParams.get(name)!;
        other.searchParams.set(
          name,
          /^\d+$/.test(value) ? `${value}0` : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`,
        );
        return other;
      }),
      new URL(url.pathname, url),
    ];
    for (const other of changed) expect((await follow(other)).status, other.href).toBeGreaterThanOrEqual(400);
  });
}

function put(files: Files, key: string, text: string): Promise<void> {
  return files.put({ key, contentType: 'text/plain', body: Buffer.from(text) }, call);
}

async function textOf(files: Files, key: string): Promise<string | undefined> {
  const found = await files.get(key, call);
  return found && (await bytesOf(found)).toString();
}

async function bytesOf({ body }: OpenedFile): Promise<Buffer> {
  return Buffer.from(await new Response(body as NonNullable<RequestInit['body']>).arrayBuffer());
}

async function keysOf(list: AsyncIterable<StoredFile>): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of list) keys.push(key);
  return keys.sort();
}

/** Bytes without a pattern, the same in every run. */
function noise(size: number): Uint8Array<ArrayBuffer> {
  let state = size + 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

function streamOf(pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}
