import type { Files, OpenedFile } from '@buttdial/core';
import { fakeRuntime } from '@buttdial/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer } from '../seal.ts';
import { type ArchiveKind, archiveKinds, createArchive } from './archive.ts';
import { openedSize, opening, sealing } from './seal-stream.ts';

const call = { signal: new AbortController().signal };
const startAt = new Date('2026-03-01T12:00:00Z');
const masterKey = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');

/** A store of files that lets the test look at, and change, what lies in it. */
function shelf(now: () => Date) {
  const stored = new Map<string, { contentType: string; content: Buffer; storedAt: Date }>();
  const files: Files = {
    async put({ key, contentType, body }) {
      const content = Buffer.from(await new Response(body as never).arrayBuffer());
      stored.set(key, { contentType, content, storedAt: now() });
    },
    async get(key) {
      const found = stored.get(key);
      if (!found) return undefined;
      const { contentType, content, storedAt } = found;
      const body = new Blob([Uint8Array.from(content)]).stream();
      return { key, contentType, storedAt, sizeBytes: content.length, body } satisfies OpenedFile;
    },
    async delete(key) {
      stored.delete(key);
    },
    async *list({ prefix, storedBefore }) {
      for (const [key, { content, storedAt }] of [...stored])
        if (key.startsWith(prefix) && (!storedBefore || storedAt < storedBefore))
          yield { key, sizeBytes: content.length, storedAt };
    },
  };
  return { stored, files };
}

function made() {
  const runtime = fakeRuntime({ startAt });
  const { stored, files } = shelf(runtime.now);
  const sealer = createSealer(masterKey, runtime);
  const archive = createArchive({ files, sealer, runtime, publicUrl: new URL('https://buttdial.example/base/') });
  const put = (organizationId: string, kind: ArchiveKind = 'recording', text = 'said in confidence') =>
    archive.put(organizationId, { kind, contentType: 'audio/wav', body: Buffer.from(text) }, call);
  return { runtime, stored, archive, put };
}

const textOf = async (file: { readonly body: ReadableStream<Uint8Array> } | 'expired' | undefined) =>
  file && file !== 'expired' ? new Response(file.body as never).text() : file;

describe('the archive', () => {
  it('gives back what was put, with its type and size', async () => {
    const { archive, put } = made();
    const { key } = await put('organization-1');
    const found = await archive.get('organization-1', key, call);
    expect(found).toMatchObject({ contentType: 'audio/wav', sizeBytes: 18, storedAt: startAt });
    expect(await textOf(found)).toBe('said in confidence');
  });

  it('stores nothing that can be read, and no name in its keys', async () => {
    const { stored, put } = made();
    await put('organization-1');
    const [key, { content }] = [...stored][0]!;
    expect(content.includes('confidence')).toBe(false);
    expect(key).toMatch(/^recording\/[0-9a-f]{20}\/[0-9a-f-]{36}$/);
    expect(key).not.toContain('organization');
  });

  it('is a wall between organizations, also for whoever knows the key', async () => {
    const { archive, put, stored } = made();
    const { key } = await put('organization-1');
    expect(await archive.get('organization-2', key, call)).toBeUndefined();
    await archive.delete('organization-2', key, call);
    expect(stored.size).toBe(1);
    const token = archive.link('organization-2', key, 60).pathname.split('/').at(-1)!;
    expect(await archive.follow(token, call)).toBeUndefined();
    await archive.delete('organization-1', key, call);
    expect(await archive.get('organization-1', key, call)).toBeUndefined();
  });

  it('replaces a file that is put again under the same id', async () => {
    const { archive, stored } = made();
    for (const text of ['first', 'second'])
      await archive.put(
        'organization-1',
        { kind: 'voice-message', id: 'message-7', contentType: 'audio/wav', body: Buffer.from(text) },
        call,
      );
    expect([...stored.keys()].map(key => key.split('/').at(-1))).toEqual(['message-7']);
    await expect(
      archive.put('o', { kind: 'body', id: '../x', contentType: 'a/b', body: new Uint8Array() }, call),
    ).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('opens nothing that was changed, moved or given another type in the storage', async () => {
    const { archive, put, stored } = made();
    const [one, two] = [await put('organization-1'), await put('organization-1', 'recording', 'another file here')];
    const [first, second] = [stored.get(one.key)!, stored.get(two.key)!];
    const broken = async () => archive.get('organization-1', one.key, call).then(textOf);
    for (const changed of [
      { ...first, contentType: 'text/html' },
      second,
      { ...first, content: first.content.subarray(0, -1) },
      { ...first, content: Buffer.concat([first.content, Buffer.from('x')]) },
      { ...first, content: Buffer.alloc(0) },
    ]) {
      stored.set(one.key, changed);
      await expect(broken()).rejects.toMatchObject({ code: 'broken-promise' });
    }
  });

  it('links for as long as it says, and tells nothing in the address', async () => {
    const { archive, put, runtime } = made();
    const { key } = await put('organization-1');
    const url = archive.link('organization-1', key, 600);
    expect(url.href).toMatch(/^https:\/\/buttdial\.example\/base\/files\/[\w-]+$/);
    const token = url.pathname.split('/').at(-1)!;
    expect(Buffer.from(token, 'base64url').includes('organization')).toBe(false);
    await runtime.advance(600_000);
    expect(await textOf(await archive.follow(token, call))).toBe('said in confidence');
    await runtime.advance(1);
    expect(await archive.follow(token, call)).toBe('expired');
  });

  it('follows no token that it did not make', async () => {
    const { archive, put } = made();
    const token = archive
      .link('organization-1', (await put('organization-1')).key, 60)
      .pathname.split('/')
      .at(-1)!;
    const others = [...token].map(
      (letter, at) => `${token.slice(0, at)}${letter === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`,
    );
    // The last letter of base64url has bits that count for nothing.
    for (const other of ['', 'x', `${token}A`, token.slice(1), 'é', 'x'.repeat(3000), ...others.slice(0, -1)])
      expect(await archive.follow(other, call), other).toBeUndefined();
  });

  it('sweeps what is older than its kind is kept, and nothing else', async () => {
    const { archive, put, stored, runtime } = made();
    for (const kind of archiveKinds) await put('organization-1', kind);
    await runtime.advance(86_400_000);
    for (const kind of archiveKinds) await put('organization-2', kind);
    const before = (days: number) => new Date(runtime.now().getTime() - days * 86_400_000);
    const keep = {
      recording: before(2),
      voicemail: before(0.5),
      'voice-message': before(0.5),
      media: before(2),
      body: before(2),
    };
    expect(await archive.sweep(keep, call)).toBe(2);
    expect([...stored.keys()].filter(key => /^voice/.test(key))).toHaveLength(2);
    expect(stored.size).toBe(8);
  });

  it('forgets an organization, and only that one', async () => {
    const { archive, put, stored } = made();
    for (const kind of archiveKinds) await put('organization-1', kind);
    const kept = await put('organization-2');
    expect(await archive.forget('organization-1', call)).toBe(5);
    expect([...stored.keys()]).toEqual([kept.key]);
  });
});

describe('sealed streams', () => {
  const runtime = fakeRuntime();
  const through = async (bytes: Uint8Array, pieces: number, transform: TransformStream<Uint8Array, Uint8Array>) => {
    const size = Math.max(1, Math.ceil(bytes.length / pieces));
    const source = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
        controller.close();
      },
    });
    return Buffer.from(await new Response(source.pipeThrough(transform) as never).arrayBuffer());
  };
  const edges = [0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 131_071, 131_072, 131_073, 200_000];

  it('open to what was sealed, whatever the pieces they come in', async () => {
    const property = fc.asyncProperty(
      fc.constantFrom(...edges),
      fc.integer({ min: 1, max: 400 }),
      async (size, pieces) => {
        const plain = Buffer.alloc(size, `${size}`);
        const sealed = await through(plain, pieces, sealing(masterKey, 'a', runtime));
        expect(openedSize(sealed.length)).toBe(size);
        expect((await through(sealed, 401 - pieces, opening(masterKey, 'a'))).equals(plain)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('do not open with a byte changed, a part missing, chunks swapped or under another name', async () => {
    const plain = Buffer.alloc(200_000, 'x');
    const sealed = await through(plain, 3, sealing(masterKey, 'a', runtime));
    const flipped = (at: number) => {
      const copy = Buffer.from(sealed);
      copy[at]! ^= 1;
      return copy;
    };
    const [head, size] = [17, 65_552];
    const chunk = (index: number) => sealed.subarray(head + index * size, head + (index + 1) * size);
    const swapped = Buffer.concat([sealed.subarray(0, head), chunk(1), chunk(0), chunk(2), chunk(3)]);
    const cut = [0, 1, 16, 17, head + size, head + 2 * size, sealed.length - 1].map(at => sealed.subarray(0, at));
    const changed = [0, 1, 16, 17, 70_000, 150_000, sealed.length - 1].map(flipped);
    for (const other of [...cut, ...changed, swapped, Buffer.concat([sealed, chunk(0)])])
      await expect(through(other, 2, opening(masterKey, 'a'))).rejects.toMatchObject({ code: 'broken-promise' });
    await expect(through(sealed, 2, opening(masterKey, 'b'))).rejects.toMatchObject({ code: 'broken-promise' });
  });

  it('never seal the same way twice', async () => {
    const twice = await Promise.all([1, 2].map(() => through(Buffer.from('x'), 1, sealing(masterKey, 'a', runtime))));
    expect(twice[0]!.equals(twice[1]!)).toBe(false);
  });
});
