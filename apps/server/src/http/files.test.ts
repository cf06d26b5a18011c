import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { createS3 } from '@buttdial/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';
import { loadStorage } from '../load-providers.ts';
import { readProduction, startProduction } from '../production.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-files-'));
let house: Installation;
beforeAll(async () => {
  house = await install({ dataDir });
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true });
});

const call = { signal: new AbortController().signal };
const content = Buffer.from('RIFF and what was said, the canary in it: 5d41402a');

async function linkTo(contentType: string, expiresInSeconds = 60): Promise<string> {
  const { archive } = house.demo;
  const { key } = await archive.put('default', { kind: 'recording', contentType, body: content }, call);
  return archive.link('default', key, expiresInSeconds).href;
}
const get = (url: string, headers: Record<string, string> = {}, method = 'GET') => fetch(url, { method, headers });

describe('a link to a file', () => {
  it('is read by anybody, without a login, and kept by nobody', async () => {
    const answer = await get(await linkTo('audio/wav'));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(content);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'audio/wav',
      'content-length': String(content.length),
      'content-disposition': 'inline',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
    });
  });

  it('is no page, whatever was stored', async () => {
    for (const type of ['text/html', 'image/svg+xml', 'application/pdf'])
      expect((await get(await linkTo(type))).headers.get('content-disposition')).toBe('attachment');
  });

  it('gives the parts that a player asks for', async () => {
    const url = await linkTo('audio/wav');
    const size = content.length;
    const parts: readonly [string, number, string | null, Uint8Array][] = [
      ['bytes=0-3', 206, `bytes 0-3/${size}`, content.subarray(0, 4)],
      ['bytes=5-', 206, `bytes 5-${size - 1}/${size}`, content.subarray(5)],
      ['bytes=-8', 206, `bytes ${size - 8}-${size - 1}/${size}`, content.subarray(-8)],
      ['bytes=10-9999', 206, `bytes 10-${size - 1}/${size}`, content.subarray(10)],
      ['bytes=-9999', 206, `bytes 0-${size - 1}/${size}`, content],
      ['bytes=9999-', 416, `bytes */${size}`, Buffer.alloc(0)],
      ['bytes=7-3', 200, null, content],
      ['bytes=0-1,4-5', 200, null, content],
      ['lines=1-2', 200, null, content],
    ];
    for (const [range, status, contentRange, expected] of parts) {
      const answer = await get(url, { range });
      expect([answer.status, answer.headers.get('content-range')], range).toEqual([status, contentRange]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(expected), range).toBe(true);
    }
  });

  it('tells its size to whoever asks only for that', async () => {
    const answer = await get(await linkTo('audio/wav'), {}, 'HEAD');
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      String(content.length),
      '',
    ]);
  });

  it('ends when it says, and a made-up one leads nowhere', async () => {
    const expired = await get(await linkTo('audio/wav', -1));
    expect([expired.status, ((await expired.json()) as { error: string }).error]).toEqual([
      404,
      'This link has expired.',
    ]);
    const url = await linkTo('audio/wav');
    for (const other of [`${url}x`, url.slice(0, -2), `${house.url}/files/x`])
      expect((await get(other)).status).toBe(404);
    expect((await get(url, {}, 'DELETE')).status).toBe(404);
  });

  it('leads nowhere once the file is swept', async () => {
    const url = await linkTo('audio/wav');
    const soon = new Date(Date.now() + 60_000);
    const keep = { recording: soon, voicemail: soon, 'voice-message': soon, media: soon, body: soon };
    expect(await house.demo.archive.sweep(keep, call)).toBeGreaterThan(0);
    expect((await get(url)).status).toBe(404);
  });
});

describe('files in the folder of an installation', () => {
  it('are sealed, and tell neither whose they are nor what', async () => {
    await linkTo('audio/wav');
    const folder = join(dataDir, 'files');
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(readFileSync(path, 'latin1') + path).not.toMatch(/canary|5d41402a|default/);
  });
});

describe('the store of files that the operator names', () => {
  const runtime = systemRuntime();
  const key = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-the-test' };
  const r2 = {
    R2_ACCOUNT_ID: '0123456789abcdef0123456789abcdef',
    R2_ACCESS_KEY_ID: key.accessKeyId,
    R2_SECRET_ACCESS_KEY: key.secretAccessKey,
    R2_BUCKET: 'recordings',
  };

  it('is the disk unless told', async () => {
    expect((await loadStorage({}, { dataDir }, runtime)).storage?.name).toBe('disk');
    expect((await loadStorage({}, { dataDir, named: 'local' }, runtime)).storage?.name).toBe('disk');
  });

  it('is asked where the variables of R2 say', async () => {
    const cloud = createS3({ runtime, key: { ...key, region: 'auto' }, bucket: 'recordings', basePath: '' });
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      asked.push(new URL(String(input)).host);
      return cloud.fetch(input, init);
    };
    const { storage, problems } = await loadStorage(r2, { dataDir, named: 'r2' }, { ...runtime, fetch });
    expect(problems).toEqual([]);
    expect(await storage?.provider.check?.({ ...call, idempotencyKey: 'x' })).toBeUndefined();
    expect(asked).toEqual(['0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com']);
  });

  it('is named with everything that is missing', async () => {
    const problemsOf = async (env: Record<string, string>, named: string) =>
      (await loadStorage(env, { dataDir, named }, runtime)).problems;
    expect(await problemsOf({}, 's3')).toEqual([
      'AWS_ACCESS_KEY_ID: not set, s3 needs it.',
      'AWS_SECRET_ACCESS_KEY: not set, s3 needs it.',
      'S3_BUCKET: not set, s3 needs it.',
    ]);
    expect(await problemsOf({ R2_ACCOUNT_ID: 'x' }, 'r2')).toEqual([
      'R2_ACCESS_KEY_ID: not set, r2 needs it.',
      'R2_SECRET_ACCESS_KEY: not set, r2 needs it.',
      'R2_BUCKET: not set, r2 needs it.',
    ]);
    expect(await problemsOf({ ...r2, PROVIDER_R2_DISABLED: 'true' }, 'r2')).toEqual([
      'PROVIDER_STORAGE: r2 is switched off.',
    ]);
    expect(await problemsOf({ RESEND_API_KEY: 're_1' }, 'resend')).toEqual([
      'PROVIDER_STORAGE: resend offers no files.',
    ]);
    expect((await problemsOf({}, 'nowhere'))[0]).toContain('is not installed');
  });

  it('is tried at the start, and what is wrong with it is logged', async () => {
    const cloud = createS3({ runtime, key: { ...key, region: 'auto' }, bucket: 'recordings', basePath: '' });
    const { promise: told, resolve } = Promise.withResolvers<unknown>();
    const log = { ...runtime.log, error: (event: string, fields: object = {}) => resolve({ event, ...fields }) };
    const production = await readProduction(
      {
        ...r2,
        R2_SECRET_ACCESS_KEY: 'not-the-secret',
        PROVIDER_STORAGE: 'r2',
        PORT: '0',
        DATA_DIR: join(dataDir, 'production'),
        WEBHOOK_BASE_URL: 'http://127.0.0.1:3100',
        CREDENTIALS_ENCRYPTION_KEY: Buffer.from(runtime.randomBytes(32)).toString('hex'),
        ORCHESTRATOR_SECURITY_TOKEN: Buffer.from(runtime.randomBytes(32)).toString('hex'),
        RESEND_API_KEY: 're_of_the_test',
      },
      () => ({ ...runtime, fetch: cloud.fetch, log }),
    );
    expect(production.problems).toEqual([]);
    const server = await startProduction(production, {});
    expect(await told).toEqual({
      event: 'storage.unusable',
      name: 's3',
      kind: 'credentials',
      vendorCode: 'SignatureDoesNotMatch',
    });
    await server.close();
  });
});
