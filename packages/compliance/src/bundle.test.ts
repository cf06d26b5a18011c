import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import corpus from '../corpus/cases.json' with { type: 'json' };

const source = dirname(fileURLToPath(import.meta.url));
const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    globalName: 'compliance',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}

function sources(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
}

describe('the bundle', () => {
  test('is at most 150 KB gzipped, with all data and the phone parser', async () => {
    const bytes = gzipSync(await bundle('index.ts'), { level: 9 }).length;
    expect(bytes).toBeLessThanOrEqual(150_000);
    expect(bytes).toBeGreaterThan(20_000);
  });
  test('nothing but the CLI imports node: modules, and only the phone parser is imported from outside', () => {
    for (const path of sources(source)) {
      const imports = [...readFileSync(path, 'utf8').matchAll(/from '([^']+)'/g)].map(match => match[1] ?? '');
      const foreign = imports.filter(name => !name.startsWith('.') && name !== 'libphonenumber-js/max');
      expect([path, path.endsWith('cli.ts') ? [] : foreign]).toEqual([path, []]);
    }
  });
  if (chromiumPath === undefined) {
    console.warn('SKIPPED: no Chromium found, the engine was not judged in a browser (apt-get install chromium).');
  }
  test.skipIf(chromiumPath === undefined)('agrees with every case in Chromium', async () => {
    const script = await bundle('index.ts');
    const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: script });
      const different = await page.evaluate((cases: string) => {
        const engine: unknown = Reflect.get(globalThis, 'compliance');
        const { checkCase, allPacks } = engine as {
          checkCase: (item: unknown, packs: unknown) => { id: string; differences: string[] };
          allPacks: unknown;
        };
        return (JSON.parse(cases) as unknown[])
          .map(item => checkCase(item, allPacks))
          .filter(result => result.differences.length > 0);
      }, JSON.stringify(corpus.cases));
      expect(different).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
