import { readFileSync } from 'node:fs';
import { systemRuntime } from '@buttdial/core';
import { hashToken, newToken } from '@buttdial/switchboard';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, adminPages, type Populated, populate } from '../../../../testing/admin-pages.ts';
import { chromiumPath, launch, looks, openWindow, type Window } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';

let house: Installation;
let browser: Browser;
let populated: Populated;
beforeAll(async () => {
  if (!chromiumPath) return;
  [house, browser] = await Promise.all([install(), launch()]);
  populated = await populate(house);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

// Each page is read from left to right in every form; in the short one, every fourth from right to left as well.
const rightToLeft = process.env.TEST_FULL === undefined ? adminPages.filter((_, index) => index % 4 === 0) : adminPages;

const settled = (window: Window) => window.page.waitForLoadState('networkidle').catch(() => undefined);

describe.skipIf(!chromiumPath)('every page', () => {
  it.each(looks)(
    'has no barriers and no errors, $theme at $width',
    async ({ theme, width }) => {
      const window = await openWindow(browser, house, { theme, width, height: width === 390 ? 844 : 800 });
      await window.visit('/');
      expect(await window.barriers()).toEqual([]);
      await window.enter();
      for (const { name, path } of adminPages) {
        await window.visit(addressOf(path, populated));
        await window.page.locator('.animate-pulse-soft').first().waitFor({ state: 'detached' });
        expect([name, await window.barriers()]).toEqual([name, []]);
        const overflow = await window.page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([name, overflow]).toEqual([name, 0]);
      }
      expect(window.complaints()).toEqual([]);
      await window.close();
    },
    300_000,
  );

  it('teaches what to do where there is nothing yet, and shows nothing of another organization', async () => {
    const runtime = systemRuntime();
    const token = newToken('organization', 'test', runtime);
    const [id, createdAt] = [runtime.newId(), runtime.now()];
    await house.demo.store.createOrganization(
      { id, name: 'Newcomer', slug: id, mode: 'sandbox', settings: {}, createdAt },
      {
        id: runtime.newId(),
        kind: 'organization',
        organizationId: id,
        hash: hashToken(token),
        label: 'x',
        scopes: [],
        createdAt,
      },
      '{}',
    );
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.visit('/');
    await page.locator('label', { hasText: 'With a token' }).click();
    await page.getByLabel('Organization token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Quiet so far').waitFor();
    for (const [path, says] of [
      ['/console', 'No agents yet'],
      ['/messages', 'No messages here yet'],
      ['/agents', 'No agents yet'],
      ['/lines', 'No lines yet'],
      ['/usage', 'Nothing was used yet'],
      ['/contacts', 'Nobody yet'],
      ['/conversations', 'No conversations yet'],
      ['/webhooks', 'No posts yet'],
    ] as const) {
      await window.visit(path);
      await page.getByText(says).first().waitFor();
      expect([path, await window.barriers()]).toEqual([path, []]);
      expect(await page.locator('main').textContent()).not.toContain('test-agent');
    }
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('reads from right to left without barriers', async () => {
    const window = await openWindow(browser, house, { language: 'he' });
    await window.enter();
    for (const { name, path } of rightToLeft) {
      await window.visit(addressOf(path, populated));
      expect([name, await window.barriers()]).toEqual([name, []]);
    }
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 180_000);
});

describe.skipIf(!chromiumPath)('the keyboard', () => {
  it('reaches everything', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find anything' }).fill('Second');
    await page.getByRole('option', { name: /Second Agent/ }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Second Agent' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await page.getByRole('heading', { name: 'Messages', level: 1 }).waitFor();
    await page.getByRole('list', { name: 'Messages' }).getByRole('listitem').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Message' }).waitFor();
    const [top] = (await house.api('GET', '/messages?limit=1', { token: house.tokens.organization })).json.messages as {
      id: string;
    }[];
    expect(new URL(page.url()).searchParams.get('open')).toBe(top?.id);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.keyboard.type('ada@');
    expect(new URL(page.url()).searchParams.get('find')).toBe('ada@');
    await page.locator('body').click({ position: { x: 5, y: 790 } });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('messages', () => {
  it('are narrowed by the address bar, and saved as a file', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/messages?channel=whatsapp&status=delivered');
    const list = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
    await list.first().waitFor();
    expect(await list.count()).toBe(1);
    await page.getByRole('combobox', { name: 'Status' }).selectOption('refused');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear the filter' }).last().click();
    await list.nth(2).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const saved = readFileSync(await download.path(), 'utf8');
    expect(saved.split('\r\n')[0]).toBe(
      '\ufeffid,createdAt,agentId,channel,from,to,status,attempts,cost,externalId,reason',
    );
    expect(saved).toContain('ada@example.com');
    await page.goBack();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('that were held back say by which rule, with its source', async () => {
    const window = await openWindow(browser, house);
    await window.enter(`/messages?open=${populated.refused}`);
    const sheet = window.page.getByRole('dialog', { name: 'Message' });
    await sheet.getByRole('heading', { name: 'Judgement' }).waitFor();
    const message = (await house.api('GET', `/messages/${populated.refused}`)).json as {
      ruleIds: string[];
      citations: string[];
    };
    expect(message.ruleIds.length * message.citations.length).toBeGreaterThan(0);
    for (const said of [...message.ruleIds, ...message.citations]) expect(await sheet.textContent()).toContain(said);
    await window.close();
  });

  it('are paged by the server and scrolled as one list', async () => {
    const own = await install();
    const window = await openWindow(browser, own);
    for (let batch = 0; batch < 7; batch += 1)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          own.api('POST', '/send-message', {
            body: { to: `ada${batch}-${index}@example.com`, channel: 'email', subject: 'x', body: 'y' },
          }),
        ),
      );
    await window.enter('/messages');
    const list = window.page.getByRole('list', { name: 'Messages' });
    const rows = list.getByRole('listitem');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(40);
    await expect
      .poll(async () => {
        await window.page.mouse.move(700, 500);
        await window.page.mouse.wheel(0, 4000);
        return Number(await rows.first().getAttribute('aria-setsize'));
      })
      .toBe(140);
    expect(await rows.count()).toBeLessThan(40);
    expect(window.complaints()).toEqual([]);
    await window.close();
    await own.close();
  });
});

describe.skipIf(!chromiumPath)('agents', () => {
  it('are made, limited, given new tokens, spared and ended', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/agents?make=yes');
    await page.getByRole('button', { name: 'Make the agent' }).click();
    await page.getByText('Give it a name.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Concierge');
    await page.getByLabel('Id').fill('concierge');
    await page.getByRole('button', { name: 'Make the agent' }).click();
    const shown = await page.getByRole('status').filter({ hasText: 'shown once' }).locator('code').textContent();
    expect((await house.api('GET', '/channel-status', { token: shown ?? '' })).json.agentId).toBe('concierge');
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /Concierge/ }).click();

    await page.getByLabel('Actions per minute').fill('7');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Limits changed').waitFor();
    const limits = async () =>
      (await house.api('GET', '/agent-limits', { token: shown ?? '' })).json.currentLimits as Record<string, unknown>;
    expect((await limits()).maxActionsPerMinute).toBe(7);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await limits()).maxActionsPerMinute).toBe(10_000);

    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No live token').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByRole('button', { name: 'Revoke' }).waitFor();
    expect((await house.api('GET', '/channel-status', { token: shown ?? '' })).status).toBe(200);

    await page.getByRole('button', { name: 'New token' }).click();
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByRole('status').filter({ hasText: 'shown once' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await house.api('GET', '/channel-status', { token: shown ?? '' })).status).toBe(401);

    await page.getByRole('button', { name: 'End this agent' }).click();
    await page.getByLabel('Type concierge to confirm').fill('concierge');
    await page.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('heading', { name: 'Agents', level: 1 }).waitFor();
    await page.getByRole('link', { name: /Concierge.*Ended/ }).waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);
});

describe.skipIf(!chromiumPath)('settings and the way out', () => {
  it('change theme and language here, show the secret, and sign out', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/settings');
    await page.locator('label', { hasText: 'Dark' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('button', { name: 'Show the secret' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await page.getByLabel('Language').selectOption('he');
    await page.getByRole('heading', { name: 'הגדרות', level: 1 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'הגדרות', level: 1 }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('button', { name: 'יציאה' }).last().click();
    await page.getByRole('button', { name: 'לפתוח את ההדגמה' }).waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('signs in with a token, and says what is wrong with another', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.visit('/usage');
    await page.locator('label', { hasText: 'With a token' }).click();
    await page.getByLabel('Organization token').fill(house.tokens.one);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText("This is an agent's token.").waitFor();
    await page.getByLabel('Organization token').fill(house.tokens.organization);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Usage & billing', level: 1 }).waitFor();
    await page.getByRole('table', { name: 'The same as a table' }).waitFor({ state: 'attached' });
    expect(window.complaints(/403/)).toEqual([]);
    await window.close();
  });

  it('leads nowhere politely', async () => {
    const window = await openWindow(browser, house);
    await window.enter();
    await window.page.goto('/admin/nowhere');
    await window.page.getByText('There is no such page.').waitFor();
    await window.page.goto('/admin/agents/nobody');
    await window.page.getByRole('alert').getByText('There is no such agent.').waitFor();
    await window.page.goto('/admin/dashboard');
    await window.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    await settled(window);
    expect(window.complaints(/404/)).toEqual([]);
    await window.close();
  });
});
