import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow, type Window } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';
import { leaveMessage } from '../../../../testing/voicemail.ts';

const ada = '+15559876543';
let house: Installation;
let browser: Browser;
let callId: string;
beforeAll(async () => {
  if (!chromiumPath) return;
  [house, browser] = await Promise.all([
    install({ env: { CALL_TRANSPORT: 'media' } }),
    launch(['--autoplay-policy=no-user-gesture-required']),
  ]);
  callId = await leaveMessage(house, { from: ada, to: 'test-agent-001' });
  // Or the first page that comes by takes it, and holds back the next one.
  await house.api('GET', '/waiting-messages?ack=on_fetch');
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** Plays what the page shows first, and says how far it came. */
async function played({ page }: Window): Promise<{ readonly seconds: number; readonly at: number }> {
  await page.locator('audio').first().waitFor();
  return page.evaluate(`new Promise((resolve, reject) => {
    const sound = document.querySelector('audio');
    sound.muted = true;
    sound.onerror = () => reject(new Error('It cannot be played.'));
    sound.ontimeupdate = () => sound.currentTime > 0.2 && resolve({ seconds: sound.duration, at: sound.currentTime });
    sound.play().catch(reject);
  })`);
}

const everyLook = [
  { theme: 'light', width: 390, height: 844, language: 'he' },
  { theme: 'dark' },
  { theme: 'light' },
] as const;
const looks = process.env.TEST_FULL === undefined ? everyLook.slice(0, 2) : everyLook;

describe.skipIf(!chromiumPath)('a message that was left', () => {
  it.each(looks)(
    'is played on the page of its call, as %j',
    async look => {
      const window = await openWindow(browser, house, look);
      await window.enter(`/calls/${callId}`);
      const { seconds, at } = await played(window);
      expect(seconds).toBeGreaterThan(1);
      expect(at).toBeGreaterThan(0.2);
      expect(await window.barriers()).toEqual([]);
      expect(await window.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      expect(window.complaints()).toEqual([]);
      await window.close();
    },
    30_000,
  );

  it.each(looks)(
    'stands in the conversation with a way to its call, as %j',
    async look => {
      const { json } = await house.api('GET', '/contacts?find=9876543', { token: house.tokens.organization });
      const [contact] = json.contacts as { id: string }[];
      const window = await openWindow(browser, house, look);
      await window.enter(`/conversations?with=${contact!.id}`);
      expect((await played(window)).seconds).toBeGreaterThan(1);
      expect(await window.barriers()).toEqual([]);
      expect(await window.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      await window.page.locator('article a').first().click();
      await window.page.waitForURL(`**/calls/${callId}`);
      expect(window.complaints()).toEqual([]);
      await window.close();
    },
    30_000,
  );

  it('arrives in the inbox of the console, with its words', async () => {
    const window = await openWindow(browser, house);
    await window.enter('/console');
    await leaveMessage(house, { from: ada, to: 'test-agent-001' });
    await window.page.getByRole('listitem').getByText('the roof leaks').waitFor();
    expect((await played(window)).seconds).toBeGreaterThan(1);
    expect(await window.barriers()).toEqual([]);
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 90_000);
});

describe.skipIf(!chromiumPath)('a voice note', () => {
  it.each(looks.map(({ theme, ...look }) => ({ theme, ...('language' in look && { language: look.language }) })))(
    'is played on the phone that it was sent to, as %j',
    async look => {
      const { control } = house.demo.network;
      control.sendFromPhone({ from: ada, to: '+12125550101', channel: 'whatsapp', text: 'Is it there?' });
      const body = { to: ada, channel: 'whatsapp', text: 'Yes, your parcel is here.' };
      await house.until(
        async () => (await house.api('POST', '/send-voice-message', { body })).status,
        status => status === 200,
      );
      const window = await openWindow(browser, house, look);
      await window.enter(`/console?channel=whatsapp&to=${encodeURIComponent(ada)}`);
      expect((await played(window)).seconds).toBeGreaterThan(1);
      expect(await window.barriers()).toEqual([]);
      expect(await window.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      expect(window.complaints()).toEqual([]);
      await window.close();
    },
    30_000,
  );
});
