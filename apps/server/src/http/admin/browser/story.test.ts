import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow, type Window } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';

let house: Installation;
let browser: Browser;
beforeAll(async () => {
  if (!chromiumPath) return;
  [house, browser] = await Promise.all([install(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const thread = (window: Window) => window.page.getByRole('log');
const inbox = (window: Window) => window.page.getByRole('list', { name: 'Inbox' });

async function send(window: Window, text: string): Promise<void> {
  await window.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text);
  await window.page.getByRole('button', { name: 'Send', exact: true }).click();
}

async function answer(window: Window, text: string): Promise<void> {
  await window.page.getByRole('textbox', { name: 'Text message' }).fill(text);
  await window.page.keyboard.press('Enter');
}

describe.skipIf(!chromiumPath)('the first impression', () => {
  it('is a message from an agent to a phone, and the answer in the inbox, without reading anything', async () => {
    const window = await openWindow(browser, house);
    await window.visit('/');
    await window.page.getByRole('button', { name: 'Open the demo' }).click();
    await send(window, 'Hello from the agent');
    await thread(window).getByText('Hello from the agent').waitFor();
    await window.page.locator('[data-state="delivered"]').first().waitFor();
    await answer(window, 'Hello from the phone');
    await inbox(window).getByText('Hello from the phone').waitFor();
    // A second answer does not wait behind the first.
    await answer(window, 'And another thing');
    await inbox(window).getByText('And another thing').waitFor();
    await expect.poll(async () => (await house.demo.store.depth()).inboxWaiting).toBe(0);
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('works on a telephone', async () => {
    const window = await openWindow(browser, house, { width: 390, height: 844 });
    await window.enter('/console');
    await send(window, 'Small screen');
    await window.page.locator('label', { hasText: 'The person' }).click();
    await thread(window).getByText('Small screen').waitFor();
    await answer(window, 'Small answer');
    await window.page.locator('label', { hasText: 'Agent' }).first().click();
    await inbox(window).getByText('Small answer').waitFor();
    const overflow = await window.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('works in Hebrew, from right to left', async () => {
    const window = await openWindow(browser, house, { language: 'he' });
    await window.enter('/console');
    expect(await window.page.locator('html').getAttribute('dir')).toBe('rtl');
    await window.page.getByRole('textbox', { name: 'הודעה', exact: true }).fill('שלום מהסוכן');
    await window.page.getByRole('button', { name: 'שליחה', exact: true }).click();
    await thread(window).getByText('שלום מהסוכן').waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('works as e-mail, with a reply', async () => {
    const window = await openWindow(browser, house);
    await window.enter('/console?channel=email&to=grace@example.com');
    await window.page.getByRole('textbox', { name: 'Subject' }).fill('Dinner');
    await send(window, 'At eight?');
    await thread(window).getByRole('heading', { name: 'Dinner' }).waitFor();
    await thread(window).getByRole('button', { name: 'Reply' }).click();
    await thread(window).getByRole('textbox', { name: 'Reply' }).fill('Eight it is');
    await thread(window).getByRole('button', { name: 'Send the reply' }).click();
    await inbox(window).getByText('Eight it is').waitFor();
    await inbox(window).getByText('Re: Dinner').waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('says why a message was held back, with the rule', async () => {
    const window = await openWindow(browser, house);
    const stubborn = '+15559870001';
    house.demo.network.control.sendFromPhone({ from: stubborn, to: '+12125550101', text: 'STOP' });
    await house.until(
      () => house.demo.network.control.thread(stubborn).length,
      length => length > 1,
    );
    await window.enter(`/console?to=${encodeURIComponent(stubborn)}`);
    await send(window, 'Please?');
    const alert = window.page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/Compliance: refused by [A-Z-]+/);
    expect(await window.page.getByRole('textbox', { name: 'Message', exact: true }).inputValue()).toBe('Please?');
    expect(window.complaints(/403/)).toEqual([]);
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('two windows', () => {
  it('show the same thing, live', async ({ annotate }) => {
    const [one, two] = await Promise.all([openWindow(browser, house), openWindow(browser, house)]);
    await Promise.all([one.enter('/console'), two.enter('/console')]);
    await send(one, 'The first is slow, everywhere');
    await thread(two).getByText('The first is slow').waitFor();
    await one.page.getByRole('textbox', { name: 'Message', exact: true }).fill('Seen by both');
    const startedAt = performance.now();
    await one.page.keyboard.press('Control+Enter');
    await thread(two).getByText('Seen by both').waitFor();
    await annotate(`from the click to the other window: ${Math.round(performance.now() - startedAt)} ms`);
    await two.visit('/messages');
    const rows = two.page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
    await rows.first().waitFor();
    const before = Number(await rows.first().getAttribute('aria-setsize'));
    await send(one, 'One more row');
    await expect.poll(async () => Number(await rows.first().getAttribute('aria-setsize'))).toBe(before + 1);
    for (const window of [one, two]) expect(window.complaints()).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });

  it('share one inbox where they are of one browser', async () => {
    const one = await openWindow(browser, house);
    await one.enter('/console?agent=test-agent-002');
    const neighbour = await one.context.newPage();
    await neighbour.goto('/admin/console?agent=test-agent-002');
    await neighbour.getByRole('list', { name: 'Inbox' }).waitFor({ state: 'attached' });
    await neighbour.locator('[data-live="live"]').first().waitFor();
    house.demo.network.control.sendFromPhone({ from: '+15559876543', to: '+12125550102', text: 'To either' });
    await inbox(one).getByText('To either').waitFor();
    await neighbour.getByRole('list', { name: 'Inbox' }).getByText('To either').waitFor();
    await one.close();
  });
});

describe.skipIf(!chromiumPath)('what strangers write', () => {
  const script = '<img src=x onerror="document.title=\'pwned\'"><script>document.title="pwned"</script>';

  it('is text and nothing else, in bodies, names, subjects and attachment names', async () => {
    const window = await openWindow(browser, house);
    const { control } = house.demo.network;
    control.addPhone({ number: '+15559870666', name: script });
    await house.api('POST', '/provision', {
      token: house.tokens.organization,
      body: { agentId: 'quoted', displayName: script, capabilities: ['email', 'sms'] },
    });
    await window.enter('/console?agent=quoted&channel=email&to=eve@example.com');
    control.sendMail({
      from: `${JSON.stringify(script)} <eve@example.com>`,
      to: ['quoted@agents.example.com'],
      subject: script,
      html: `<p>${script}</p>`,
      text: script,
      attachments: [{ name: `${script}.txt`, contentType: 'text/plain', content: 'aGk=' }],
    });
    await inbox(window).getByText(script).first().waitFor();
    await thread(window).getByText(script).first().waitFor();
    await window.visit('/console?agent=quoted&to=%2B15559870666');
    await send(window, script);
    await thread(window).getByText(script).waitFor();
    for (const path of [
      '/',
      '/agents',
      '/agents/quoted',
      '/messages',
      '/lines',
      `/lines?find=${encodeURIComponent(script)}`,
    ])
      await window.visit(path);
    await window.visit(
      `/messages?find=${encodeURIComponent(script)}&status=nonsense&open=${encodeURIComponent('<script>1</script>')}`,
    );
    await window.page.getByText('This message is gone').waitFor();
    expect(await window.page.title()).toBe('Butt-Dial');
    expect(window.complaints(/40[04]/)).toEqual([]);
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('a server that goes away', () => {
  it('comes back to a page that recovers by itself', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-restart-'));
    const first = await install({ dataDir });
    const window = await openWindow(browser, first);
    await window.enter('/console');
    await first.close();
    await window.page.locator('[data-live="offline"]').first().waitFor({ state: 'attached' });
    const second = await install({ dataDir, env: { PORT: new URL(first.url).port } });
    await window.page.locator('[data-live="live"]').first().waitFor({ state: 'attached' });
    await send(window, 'Here again');
    await thread(window).getByText('Here again').waitFor();
    expect(window.complaints(/net::ERR_/)).toEqual([]);
    await window.close();
    await second.close();
    rmSync(dataDir, { recursive: true });
  });
});
