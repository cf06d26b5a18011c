import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { chromium } from 'playwright-core';
import { populate } from './admin-pages.ts';
import { chromiumPath } from './browser.ts';
import { install } from './installation.ts';
import { createPage } from './page.ts';

// What Lighthouse says about the overview of a demo in use: desktop, nothing but this machine, the median of three looks.
const looks = 3;
const goal = 95;
const categories = ['performance', 'accessibility', 'best-practices'] as const;

const house = await install();
await populate(house);
const page = createPage(house);
await page.call('POST', '/admin/api/session/demo', { body: {} });
const [name = '', value = ''] = page.cookie.split('=');
const port = await freePort();
const profile = mkdtempSync(join(tmpdir(), 'buttdial-lighthouse-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: chromiumPath ?? '',
  args: ['--no-sandbox', '--disable-dev-shm-usage', `--remote-debugging-port=${port}`],
});
await browser.addCookies([{ name, value, url: house.url }]);

const scores: Record<(typeof categories)[number], number[]> = {
  performance: [],
  accessibility: [],
  'best-practices': [],
};
const times: Record<string, number[]> = {};
for (let look = 0; look < looks; look += 1) {
  const result = await lighthouse(
    `${house.url}/admin/`,
    { port, output: 'json', logLevel: 'error', onlyCategories: [...categories], disableStorageReset: true },
    desktopConfig,
  );
  if (!result) throw new Error('Lighthouse saw nothing.');
  for (const category of categories) scores[category].push((result.lhr.categories[category]?.score ?? 0) * 100);
  for (const audit of [
    'first-contentful-paint',
    'largest-contentful-paint',
    'total-blocking-time',
    'cumulative-layout-shift',
  ]) {
    times[audit] = [...(times[audit] ?? []), result.lhr.audits[audit]?.numericValue ?? Number.NaN];
  }
  if (look === looks - 1) tellFailures(result.lhr.audits);
}
await browser.close();
await house.close();
rmSync(profile, { recursive: true, force: true });

for (const category of categories) process.stdout.write(`${category}: ${median(scores[category]).toFixed(0)}\n`);
for (const [audit, seen] of Object.entries(times))
  process.stdout.write(`  ${audit}: ${median(seen).toFixed(audit.startsWith('cumulative') ? 3 : 0)}\n`);
const isReached = categories.every(category => median(scores[category]) >= goal);
process.stdout.write(isReached ? `All at least ${goal}.\n` : `NOT all at least ${goal}.\n`);
process.exit(isReached ? 0 : 1);

function tellFailures(
  audits: Readonly<Record<string, { readonly score: number | null; readonly title: string }>>,
): void {
  for (const [id, { score, title }] of Object.entries(audits))
    if (score !== null && score < 0.9)
      process.stdout.write(`  below 90: ${id} (${title}) ${Math.round(score * 100)}\n`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as { port: number };
      server.close(() => resolve(free));
    });
  });
}
