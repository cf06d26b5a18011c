import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../../testing/installation.ts';

const built = join(dirname(createRequire(import.meta.url).resolve('@buttdial/admin/package.json')), 'dist');
const read = (name: string) => readFileSync(join(built, name));
interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}
const manifest = JSON.parse(read('manifest.json').toString()) as Record<string, Chunk>;

let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${house.url}${path}`, { headers, redirect: 'manual' });

describe('the files of the admin app', () => {
  it('are the page at every address below /admin that is no file', async () => {
    for (const path of ['/admin', '/admin/', '/admin/messages', '/admin/agents/some.one', '/admin/setup']) {
      const page = await get(path);
      expect([path, page.status, page.headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
  });

  it('come under rules that let nothing foreign and nothing inline run', async () => {
    const page = await get('/admin');
    const rules = page.headers.get('content-security-policy') ?? '';
    expect(rules).toContain("default-src 'none'");
    expect(rules).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\son\w+=|style=/);
    expect(html).not.toMatch(/(src|href)="(?!\/admin\/)/);
  });

  it('are kept forever where their name holds their hash, and are asked about where not', async () => {
    const entry = Object.values(manifest).find(chunk => chunk.isEntry)?.file ?? '';
    const asset = await get(`/admin/${entry}`, { 'accept-encoding': 'identity' });
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(Buffer.from(await asset.arrayBuffer())).toEqual(read(entry));
    const page = await get('/admin');
    const again = await get('/admin', { 'if-none-match': page.headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it.each([
    ['br', 'br'],
    ['gzip', 'gz'],
  ])('were compressed once, with %s', async (encoding, ending) => {
    const entry = Object.values(manifest).find(chunk => chunk.isEntry)?.file ?? '';
    const answer = await raw(`/admin/${entry}`, { 'accept-encoding': encoding });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.body).toEqual(read(`${entry}.${ending}`));
  });

  it('are not there where they are not, instead of being a page', async () => {
    expect((await get('/admin/assets/index-gone.js')).status).toBe(404);
    expect((await get('/admin/api/nothing')).status).toBe(404);
    for (const path of [
      '/admin/..%2f..%2fpackage.json',
      '/admin/%2e%2e/%2e%2e/package.json',
      '/admin/assets/..%2f..%2fvite.config.ts',
    ])
      expect((await raw(path, {})).body.toString()).not.toContain('@buttdial');
  });

  it('lead older addresses to where things are now', async () => {
    expect((await get('/admin/api-docs/spec.json')).headers.get('location')).toBe('/api/v1/openapi.json');
  });
});

describe('the weight of the admin app', () => {
  const weigh = (file: string) => gzipSync(read(file)).length / 1024;
  const withImports = (name: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const next of manifest[name]?.imports ?? []) withImports(next, seen);
    return seen;
  };
  const entry = Object.keys(manifest).find(name => manifest[name]?.isEntry) ?? '';
  const initial = withImports(entry);
  const sum = (names: Iterable<string>) =>
    [...names].reduce((total, name) => total + weigh(manifest[name]?.file ?? ''), 0);

  it('is at most 190 KB of script before the first page', async ({ annotate }) => {
    const weight = sum(initial);
    await annotate(`initial script: ${weight.toFixed(1)} KB gzip`);
    expect(weight).toBeGreaterThan(50);
    expect(weight).toBeLessThanOrEqual(190);
  });

  it('is at most 60 KB of script for any page more', async ({ annotate }) => {
    const pages = Object.keys(manifest).filter(name => manifest[name]?.isDynamicEntry);
    expect(pages.length).toBeGreaterThan(8);
    const weights = pages.map(name => ({
      name,
      weight: sum([...withImports(name)].filter(each => !initial.has(each))),
    }));
    await annotate(weights.map(each => `${each.name}: ${each.weight.toFixed(1)} KB`).join('\n'));
    expect(weights.filter(each => each.weight > 60)).toEqual([]);
  });

  it('is at most 25 KB of style', () => {
    const styles = new Set(Object.values(manifest).flatMap(chunk => chunk.css ?? []));
    expect([...styles].reduce((total, file) => total + weigh(file), 0)).toBeLessThanOrEqual(25);
  });
});

// fetch would unpack what is compressed and tidy up what is crooked.
function raw(
  path: string,
  headers: Record<string, string>,
): Promise<{ readonly headers: Record<string, unknown>; readonly body: Buffer }> {
  const { hostname, port } = new URL(house.url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk as Buffer));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    })
      .on('error', reject)
      .end();
  });
}
