import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeRuntime, testDefinition, testFiles } from '@buttdial/testing';
import { afterAll, describe, expect, it } from 'vitest';
import disk, { createDisk } from './src/index.ts';

const directory = await mkdtemp(join(tmpdir(), 'buttdial-disk-'));
afterAll(() => rmSync(directory, { recursive: true }));
const call = { signal: new AbortController().signal };

testDefinition(disk, {
  config: { directory },
  baseUrl: { notApplicable: 'the disk is no vendor' },
});

const clock = { at: new Date('2026-03-01T12:00:00Z') };
const runtime = { ...fakeRuntime(), now: () => clock.at };
const store = join(directory, 'suite');

testFiles({
  create: (other = runtime) => createDisk({ directory: store }, other),
  setTime: at => {
    clock.at = at;
  },
  inspect: async () => readdirSync(store, { recursive: true }).join('\n'),
});

describe('on the disk', () => {
  const pathsIn = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name));

  it('files are for their owner alone', async () => {
    const folder = join(directory, 'modes');
    const { files } = createDisk({ directory: folder }, runtime);
    await files.put({ key: 'a/b', contentType: 'text/plain', body: Buffer.from('x') }, call);
    for (const path of pathsIn(folder)) expect(statSync(path).mode & 0o077, path).toBe(0);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('nothing half written is left by a stream that breaks', async () => {
    const folder = join(directory, 'broken');
    const { files } = createDisk({ directory: folder }, runtime);
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(10));
        controller.error(new Error('gone'));
      },
    });
    await expect(files.put({ key: 'a', contentType: 'text/plain', body }, call)).rejects.toThrow('gone');
    expect(pathsIn(folder)).toEqual([]);
  });

  it('what a process that died left unfinished is swept a day later, by the first file stored', async () => {
    const folder = join(directory, 'left');
    await createDisk({ directory: folder }, runtime).files.put(
      { key: 'a', contentType: 'text/plain', body: Buffer.from('x') },
      call,
    );
    const [old, young] = [join(folder, 'unfinished', 'old'), join(folder, 'unfinished', 'young')];
    for (const [path, hours] of [
      [old, 25],
      [young, 23],
    ] as const) {
      writeFileSync(path, 'half');
      const at = new Date(clock.at.getTime() - hours * 3_600_000);
      utimesSync(path, at, at);
    }
    await createDisk({ directory: folder }, runtime).files.put(
      { key: 'b', contentType: 'text/plain', body: Buffer.from('x') },
      call,
    );
    expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  });

  it('a file that something else wrote is no file of ours', async () => {
    const folder = join(directory, 'strange');
    const { files } = createDisk({ directory: folder }, runtime);
    await files.put({ key: 'a', contentType: 'text/plain', body: Buffer.from('x') }, call);
    writeFileSync(pathsIn(folder)[0]!, 'no head');
    await expect(files.get('a', call)).rejects.toMatchObject({ code: 'broken-promise' });
  });

  it.runIf(existsSync('/proc/self/fd'))(
    'a content that is not read to its end lets go of its file when it is cancelled',
    async () => {
      const { files } = createDisk({ directory: join(directory, 'cancelled') }, runtime);
      await files.put({ key: 'a', contentType: 'text/plain', body: new Uint8Array(1_000_000) }, call);
      const found = await files.get('a', call);
      await found!.body.cancel();
      const open = readdirSync('/proc/self/fd').length;
      for (let round = 0; round < 20; round++) await (await files.get('a', call))!.body.cancel();
      await new Promise(resolve => setImmediate(resolve));
      expect(readdirSync('/proc/self/fd').length).toBeLessThan(open + 10);
    },
  );

  it('check says whether files can be written', async () => {
    expect(await createDisk({ directory: join(directory, 'new', 'deep') }, runtime).check()).toBeUndefined();
    const file = join(directory, 'no-directory');
    writeFileSync(file, '');
    expect(await createDisk({ directory: file }, runtime).check()).toMatchObject({ kind: 'unavailable' });
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});
