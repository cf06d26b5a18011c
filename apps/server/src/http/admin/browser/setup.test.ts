import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { systemRuntime } from '@buttdial/core';
import { createSandbox } from '@buttdial/sandbox';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow, type Window } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';
import { type SetupServer, startSetup } from '../../../setup/setup-server.ts';

let browser: Browser;
beforeAll(async () => {
  if (chromiumPath) browser = await launch();
});
afterAll(() => browser?.close());

const setupSteps = ['surroundings', 'vendors', 'credentials', 'limits', 'database', 'start', 'agent', 'done'] as const;
const next = (window: Window) => window.page.getByRole('button', { name: 'Next' }).click();
const heading = (window: Window, name: string) =>
  window.page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

describe.skipIf(!chromiumPath)('the set-up in a browser', () => {
  const runtime = systemRuntime();
  const twilio = { accountSid: `AC${'d4'.repeat(16)}`, authToken: 'a-secret-that-nobody-reads-2718' };
  const network = createSandbox({ runtime, behaviour: { messageSentMs: 5, messageDeliveredMs: 20 } });
  let listening: Awaited<ReturnType<typeof network.listen>>;
  let dataDir: string;
  let server: SetupServer;

  const begin = (port: number) =>
    startSetup({
      runtime,
      environment: {
        TWILIO_BASE_URL: `${listening.url}/twilio`,
        CONSENT_ASSUMED: 'informational',
        LOG_LEVEL: 'silent',
        DATA_DIR: dataDir,
      },
      envFile: join(dataDir, '.env'),
      dataDir,
      host: '127.0.0.1',
      port,
    });

  beforeAll(async () => {
    listening = await network.listen({ port: 0 });
    network.control.addAccount({ twilio });
    dataDir = mkdtempSync(join(tmpdir(), 'buttdial-wizard-'));
    server = await begin(0);
  });
  afterAll(async () => {
    await server.close();
    await listening.close();
    network.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('goes from nothing to a message that arrived, without a command line, over a wrong password and a restart', async () => {
    const window = await openWindow(browser, { url: server.url.origin });
    const { page } = window;
    await page.goto('/admin/');
    await page.getByRole('heading', { name: 'The set-up is locked.' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.goto(`/admin/setup#${server.ticket}`);
    await heading(window, 'Surroundings');
    expect(page.url()).not.toContain(server.ticket);

    await page.locator('[data-check="node"][data-state="done"]').waitFor();
    await page.getByRole('button', { name: 'Use the address of this page' }).click();
    await page.locator('[data-check="publicUrl"][data-state="waiting"]').waitFor();
    expect(await window.barriers()).toEqual([]);
    await next(window);

    await heading(window, 'Vendors');
    await page.getByRole('checkbox', { name: /Twilio/ }).check();
    expect(await window.barriers()).toEqual([]);
    await next(window);

    await heading(window, 'Credentials');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Needed here.').first().waitFor();
    await page.getByLabel('Account SID').fill('AC123');
    await page.getByLabel('Auth token').fill('wrong');
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('An account SID is AC and 32 characters.').waitFor();
    await page.getByLabel('Account SID').fill(twilio.accountSid);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByRole('alert').getByText('The vendor does not accept these credentials.').waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByLabel('Auth token').fill(twilio.authToken);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('It works').waitFor();
    await next(window);
    await heading(window, 'Pool & limits');

    // The power goes off, and the person comes back on another day, at the bare address.
    const port = Number(server.url.port);
    await server.close();
    server = await begin(port);
    await page.goto('/admin/setup');
    await heading(window, 'Pool & limits');
    await page.getByLabel('Agents an organization may have').fill('-1');
    await page.getByRole('button', { name: 'Next' }).click();
    await page.locator('[aria-invalid="true"]').waitFor();
    await page.getByLabel('Agents an organization may have').fill('7');
    await page.getByLabel(/10DLC/).check();
    await page.getByRole('button', { name: 'Next' }).click();

    await heading(window, 'Database');
    await page.locator('label', { hasText: 'PostgreSQL' }).click();
    await page.getByLabel('Database URL').fill('postgres://nobody@127.0.0.1:1/nothing');
    await page.getByRole('button', { name: 'Test the database' }).click();
    await page.getByRole('alert').getByText('Nothing answers at that host and port.').waitFor();
    await page.locator('label', { hasText: 'SQLite' }).click();
    await page.getByRole('button', { name: 'Test the database' }).click();
    await page.getByText(/migrations are pending/).waitFor();
    await page.getByRole('button', { name: 'Make the tables now' }).click();
    await page.getByText('Its tables are up to date.').waitFor();
    expect(await window.barriers()).toEqual([]);
    await next(window);

    await heading(window, 'Write & start');
    await page.getByText('Everything is right.').waitFor();
    expect(await page.locator('main').textContent()).not.toContain(twilio.authToken);
    expect(await window.barriers()).toEqual([]);
    expect(existsSync(join(dataDir, '.env'))).toBe(false);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Write the file and start the server' }).click();
    await page.getByText('The server is running.').waitFor();
    expect(parseEnv(readFileSync(join(dataDir, '.env'), 'utf8'))).toMatchObject({
      TWILIO_AUTH_TOKEN: twilio.authToken,
      INITIAL_AGENT_POOL_SIZE: '7',
      A2P_10DLC_REGISTERED: 'true',
    });
    await next(window);

    await heading(window, 'First agent');
    await page.getByRole('button', { name: 'Make the agent' }).click();
    await page.getByText('This token is shown once').waitFor();
    await page.getByLabel('Your number or address').fill('+12125550123');
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('It arrived. You have an agent.').waitFor();
    expect(network.ledger().sends.at(-1)).toMatchObject({ to: '+12125550123', text: expect.stringContaining('alive') });
    expect(await window.barriers()).toEqual([]);
    await next(window);

    await heading(window, 'All yours');
    await page.getByText(/claude mcp add .*bd_live_agent_/).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Finish, and open the console' }).click();
    await heading(window, 'Console');
    await page.locator('[data-live="live"]').first().waitFor({ state: 'attached' });
    expect(existsSync(join(dataDir, 'setup.json'))).toBe(false);
    // Before the ticket was shown the door said no, and a wrong password is no error of the page.
    expect(window.complaints(/40[013]|503|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|ERR_EMPTY/)).toEqual([]);
    await window.close();
  }, 90_000);
});

describe.skipIf(!chromiumPath)('a walk through the set-up in the demo', () => {
  let house: Installation;
  beforeAll(async () => {
    house = await install();
  });
  afterAll(() => house?.close());

  const looks = [
    { name: 'wide', language: 'en' },
    { name: 'Hebrew on a phone', language: 'he', width: 390, height: 844, theme: 'dark' },
    { name: 'dark', language: 'en', theme: 'dark' },
    { name: 'phone', language: 'en', width: 390, height: 844 },
    { name: 'Hebrew', language: 'he' },
  ] as const;

  it.each(process.env.TEST_FULL === undefined ? looks.slice(0, 2) : looks)(
    'has no barriers, $name',
    async look => {
      const window = await openWindow(browser, house, look);
      const { page } = window;
      await page.goto('/admin/setup');
      await page.locator('main h1').waitFor();
      expect(await window.barriers()).toEqual([]);
      await page.locator('main button').first().click();
      await page.locator('nav [aria-current="step"]').waitFor();
      for (const step of setupSteps) {
        await page.goto(`/admin/setup?step=${step}`);
        await page.locator('nav [aria-current="step"]').waitFor();
        await page.locator('.animate-pulse-soft').first().waitFor({ state: 'detached' });
        expect([step, await window.barriers()]).toEqual([step, []]);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([step, overflow]).toEqual([step, 0]);
      }
      expect(window.complaints(/401/)).toEqual([]);
      await window.close();
    },
    60_000,
  );

  it('goes to the end on a telephone against the simulated network, and changes nothing', async () => {
    const window = await openWindow(browser, house, { width: 390, height: 844 });
    const { page } = window;
    const isClean = async () => {
      expect(await window.barriers()).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    };
    await page.goto('/admin/setup');
    await page.getByRole('button', { name: 'Walk through the set-up' }).click();
    await page.getByRole('button', { name: 'Use the address of this page' }).click();
    await page.locator('[data-check="publicUrl"][data-state="waiting"]').waitFor();
    await next(window);
    await page.getByRole('checkbox', { name: /Twilio/ }).check();
    await page.getByRole('checkbox', { name: /Resend/ }).check();
    await next(window);
    for (const vendor of ['Twilio', 'Resend']) {
      const card = page.locator('section', { has: page.getByRole('heading', { name: vendor }) });
      await card.getByRole('button', { name: 'Fill in the simulated account' }).click();
      await card.getByRole('button', { name: 'Test connection' }).click();
      await card.getByText('It works').waitFor();
    }
    await next(window);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Test the database' }).click();
    await page.getByText('Its tables are up to date.').waitFor();
    await next(window);
    await page.getByText('Everything is right.').waitFor();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Write the file' }).click();
    await page.getByText('In an installation of your own').waitFor();
    expect(existsSync('.env')).toBe(false);
    await next(window);
    await page.getByRole('button', { name: 'Make the agent' }).click();
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('It arrived. You have an agent.').waitFor();
    await isClean();
    await next(window);
    await page.getByText(/claude mcp add/).waitFor();
    await isClean();
    expect(window.complaints(/401/)).toEqual([]);
    await window.close();
  }, 60_000);

  it('stays closed to an organization that knocks, and says to whom it belongs', async () => {
    const window = await openWindow(browser, house);
    await window.enter('/setup');
    await window.page.getByRole('alert').getByText('The set-up belongs to the operator of the server.').waitFor();
    expect(await window.barriers()).toEqual([]);
    expect(window.complaints(/403/)).toEqual([]);
    await window.close();
  });
});
