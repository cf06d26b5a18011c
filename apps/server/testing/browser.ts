import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Installation } from './installation.ts';

const places = [
  process.env.CHROMIUM_PATH ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Chromium is; undefined where there is none. */
export const chromiumPath = places.find(place => place !== '' && existsSync(place));

if (chromiumPath === undefined) {
  const how = 'No Chromium was found: set CHROMIUM_PATH or run "apt-get install chromium".';
  if (process.env.CI) throw new Error(`${how} Without it the pages of people are not tested.`);
  process.stderr.write(`\n!!! ${how} THE PAGES OF PEOPLE ARE NOT TESTED.\n\n`);
}

/** How a person's window looks. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly language?: string;
}

const everyLook = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 390 },
  { theme: 'light', width: 390 },
  { theme: 'dark', width: 1280 },
] as const;

/** The looks in which every page is held to be without barriers: each theme and each width once, and all four in the full form. */
export const looks = process.env.TEST_FULL === undefined ? everyLook.slice(0, 2) : everyLook;

/** A window of a browser on an installation. It remembers everything that should not have happened in it. */
export interface Window {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Is let into the demo, and opens the address. */
  enter(path?: string): Promise<void>;
  visit(path: string): Promise<void>;
  /** Errors of console and page, and requests that left the server's own origin, except those that fit one of the patterns. */
  complaints(...expected: readonly RegExp[]): readonly string[];
  /** What axe finds wrong on the page as it stands. */
  barriers(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export function launch(more: readonly string[] = []): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-dev-shm-usage', ...more];
  return chromium.launch({ executablePath: chromiumPath ?? '', args });
}

export async function openWindow(browser: Browser, house: Pick<Installation, 'url'>, look: Look = {}): Promise<Window> {
  const { width = 1280, height = 800, theme = 'light', language = 'en' } = look;
  const context = await browser.newContext({
    baseURL: house.url,
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const seen = watch(page, house.url);
  const visit = async (path: string) => {
    await page.goto(`/admin${path}`);
    await page.locator('main h1, main [role="alert"]').first().waitFor();
  };
  return {
    page,
    context,
    visit,
    async enter(path = '/') {
      // As the button of the door does, which the first story of a person presses by hand.
      const headers = { origin: house.url, 'x-buttdial-page': 'admin' };
      const opened = await context.request.post('/admin/api/session/demo', { data: {}, headers });
      if (!opened.ok()) throw new Error(`The demo was not opened: ${opened.status()}`);
      await visit(path);
    },
    complaints: (...expected) => seen.filter(each => !expected.some(pattern => pattern.test(each))),
    barriers: () => barriersOn(page),
    close: () => context.close(),
  };
}

function watch(page: Page, url: string): string[] {
  const seen: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') seen.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', error => seen.push(`thrown: ${error.message}`));
  page.on('request', request => {
    const asked = request.url();
    if (!asked.startsWith(url) && !/^(data|blob):/.test(asked)) seen.push(`foreign: ${asked}`);
  });
  return seen;
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
interface AxeViolation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function barriersOn(page: Page): Promise<readonly string[]> {
  // What is still fading in has not its colours yet.
  await page.evaluate('Promise.allSettled(document.getAnimations().map(each => each.finished))');
  // Evaluated, not added as a script: the page's own rules would refuse that, rightly.
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const violations = await page.evaluate<readonly AxeViolation[]>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(found => found.violations)",
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}
