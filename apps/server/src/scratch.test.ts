import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScratch } from './scratch.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'buttdial-scratch-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a place on the disk', () => {
  it('gives back what was written, and has no name that anybody could find it by', async () => {
    const open = createScratch(join(folder, 'not', 'there', 'yet'), systemRuntime().newId);
    const [one, other] = [await open(), await open()];
    for (const part of ['first, ', 'second']) await one.write(Buffer.from(part));
    await other.write(Buffer.from('another'));
    expect(await readdir(join(folder, 'not', 'there', 'yet'))).toEqual([]);
    expect(await new Response(one.read()).text()).toBe('first, second');
    await other.drop();
  });
});
