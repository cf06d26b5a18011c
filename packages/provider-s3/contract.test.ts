import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type Runtime, systemRuntime } from '@buttdial/core';
import { createS3 as createSandbox, type S3 } from '@buttdial/sandbox';
import { type FakeWorld, fakeRuntime, testDefinition, testFiles } from '@buttdial/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import s3, { createS3, type S3Config } from './src/index.ts';

const key = { accessKeyId: 'canary-access-key-id', secretAccessKey: 'canary/secret+access=key' };
const call = { signal: new AbortController().signal };

testDefinition(s3, { config: { ...key, bucket: 'recordings' } });

// As the vendors' own guides have them, and as our README documents them.
const vendors: readonly { readonly name: string; readonly settings: S3Config; readonly basePath?: string }[] = [
  { name: 'Amazon S3', settings: { ...key, bucket: 'recordings', region: 'eu-central-1' } },
  {
    name: 'Cloudflare R2',
    settings: {
      ...key,
      bucket: 'recordings',
      region: 'auto',
      baseUrl: 'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com',
    },
    basePath: '',
  },
  {
    name: 'MinIO',
    settings: { ...key, bucket: 'recordings', region: 'us-east-1', baseUrl: 'http://127.0.0.1:9000' },
    basePath: '',
  },
  {
    name: 'Supabase Storage',
    settings: {
      ...key,
      bucket: 'recordings',
      region: 'eu-central-1',
      baseUrl: 'https://abcdefghijklmnopqrst.supabase.co/storage/v1/s3',
    },
    basePath: '/storage/v1/s3',
  },
];

// Amazon's pages have 1,000 objects; once is enough for so many.
for (const { name, settings, basePath } of vendors) {
  const pageSize = basePath === undefined ? 1000 : 20;
  describe(name, () => {
    const clock = { at: new Date('2026-03-01T12:00:00Z') };
    const now = () => clock.at;
    const world = { ...fakeRuntime(), now };
    const storage = createSandbox({
      runtime: world,
      key: { ...key, region: settings.region ?? 'us-east-1' },
      bucket: settings.bucket,
      ...(basePath === undefined ? {} : { basePath }),
      pageSize,
    });
    testFiles({
      create: (runtime: Runtime = { ...world, fetch: storage.fetch }) => createS3(settings, runtime),
      setTime: at => {
        clock.at = at;
      },
      follow: url => storage.fetch(url),
      pageSize,
    });
    it('leaves no upload unfinished, for they are paid for', () => {
      expect(storage.bucket.unfinished()).toBe(0);
    });
    it('asks at the documented address', async () => {
      const url = await createS3(settings, { ...world, fetch: storage.fetch }).files.link!('a/b', 60);
      expect(`${url.origin}${url.pathname}`).toBe(
        basePath === undefined
          ? 'https://recordings.s3.eu-central-1.amazonaws.com/a/b'
          : `${settings.baseUrl}/recordings/a/b`,
      );
    });
  });
}

describe('when the storage refuses', () => {
  const settings = { ...key, bucket: 'recordings', region: 'eu-central-1', baseUrl: 'http://127.0.0.1:9000' };
  const file = { key: 'a/b', contentType: 'audio/wav', body: new Uint8Array(3) };
  const runtime = fakeRuntime({ startAt: new Date('2026-03-01T12:00:00Z') });
  const storage = createSandbox({
    runtime,
    key: { ...key, region: 'eu-central-1' },
    bucket: 'recordings',
    basePath: '',
  });
  const asking = (changes: Partial<S3Config>, fetch: typeof globalThis.fetch = storage.fetch) =>
    createS3({ ...settings, ...changes }, { ...runtime, fetch });

  it('check tells what is wrong, or nothing', async () => {
    expect(await asking({}).check(call)).toBeUndefined();
    expect(await asking({ secretAccessKey: 'other' }).check(call)).toMatchObject({
      kind: 'credentials',
      vendorCode: 'SignatureDoesNotMatch',
    });
    expect(await asking({ accessKeyId: 'other' }).check(call)).toMatchObject({ vendorCode: 'InvalidAccessKeyId' });
    expect(await asking({ region: 'us-west-2' }).check(call)).toMatchObject({
      kind: 'credentials',
      vendorCode: 'AuthorizationHeaderMalformed',
    });
    expect(await asking({ bucket: 'missing' }).check(call)).toMatchObject({
      kind: 'invalid',
      vendorCode: 'NoSuchBucket',
    });
    const down = async () => Promise.reject(new TypeError('fetch failed'));
    expect(await asking({}, down).check(call)).toMatchObject({ kind: 'unavailable' });
  });

  it('a missing bucket is not a missing file', async () => {
    await expect(asking({ bucket: 'missing' }).files.get('a/b', call)).rejects.toMatchObject({ code: 'vendor-failed' });
    await expect(asking({ bucket: 'missing' }).files.delete('a/b', call)).rejects.toMatchObject({
      code: 'vendor-failed',
    });
  });

  it('one request is made and never repeated', async () => {
    const answers: readonly [number, string, object][] = [
      [500, '<Error><Code>InternalError</Code></Error>', { code: 'unavailable' }],
      [503, '<Error><Code>SlowDown</Code></Error>', { code: 'unavailable' }],
      [502, '<html>Bad gateway</html>', { code: 'unavailable' }],
      [403, '<Error><Code>AccessDenied</Code></Error>', { code: 'vendor-failed' }],
    ];
    for (const [status, body, error] of answers) {
      let requests = 0;
      const fetch = async () => {
        requests++;
        return new Response(body, { status, headers: { 'content-type': 'application/xml' } });
      };
      await expect(asking({}, fetch).files.put(file, call), body).rejects.toMatchObject(error);
      expect(requests).toBe(1);
    }
  });

  it('an answer that does not come is given up', async () => {
    const silent: typeof globalThis.fetch = (_input, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        void runtime.advance(20);
      });
    await expect(asking({ timeoutMs: 20 }, silent).files.put(file, call)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('nothing of a secret or a body is in an error or the log', async () => {
    const world: FakeWorld = { startAt: new Date('2026-03-01T12:00:00Z'), fetch: storage.fetch };
    const watched = fakeRuntime(world);
    const failing = createS3({ ...settings, secretAccessKey: 'canary-wrong' }, watched);
    const error = await failing.files
      .put({ ...file, body: Buffer.from('canary-body') }, call)
      .then(() => undefined, String);
    expect(error).toContain('secret access key is wrong');
    expect(JSON.stringify([error, watched.logs])).not.toMatch(/canary/);
  });
});

describe('over real sockets', () => {
  let storage: S3;
  const runtime = systemRuntime();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await storage.fetch(`http://${request.headers.host}${request.url}`, {
      method: request.method!,
      headers: request.headersDistinct as unknown as Record<string, string>,
      ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) Readable.fromWeb(answer.body as never).pipe(response);
    else response.end();
  });
  let files: ReturnType<typeof createS3>['files'];

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    storage = createSandbox({ runtime, key: { ...key, region: 'us-east-1' }, bucket: 'recordings', basePath: '' });
    files = createS3({ ...key, bucket: 'recordings', baseUrl: `http://127.0.0.1:${port}` }).files;
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));

  it('stores, gives back, lists, links and deletes', async () => {
    const body = new Uint8Array(9_000_000).fill(7);
    await files.put({ key: 'a/b', contentType: 'audio/wav', body: new Blob([body]).stream() }, call);
    const found = await files.get('a/b', call);
    expect(found?.sizeBytes).toBe(body.length);
    expect(Buffer.from(await new Response(found!.body as never).arrayBuffer()).equals(body)).toBe(true);
    const keys: string[] = [];
    for await (const one of files.list({ prefix: 'a/' }, call)) keys.push(one.key);
    expect(keys).toEqual(['a/b']);
    expect((await fetch(await files.link!('a/b', 60))).headers.get('content-type')).toBe('audio/wav');
    await files.delete('a/b', call);
    expect(await files.get('a/b', call)).toBeUndefined();
  });
});
