import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow, type Window } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';
import { join } from '../../../../testing/person.ts';

const [ada, grace] = ['+15559876543', '+15559876541'];

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

const press = (window: Window, name: string) => window.page.getByRole('button', { name, exact: true }).click();

/** Somebody answers, says nothing, and is on the page that is shown. */
async function underWay(window: Window): Promise<string> {
  const { control } = house.demo.network;
  control.setCharacter(ada, { kind: 'silence' });
  const made = await house.api('POST', '/make-call', { body: { to: ada, mission: 'Ask about the roof.' } });
  expect(made.json).toMatchObject({ success: true });
  const id = String(made.json.id);
  await window.enter(`/calls/${id}`);
  await window.page.locator('[data-line="agent"]').first().waitFor({ timeout: 15_000 });
  return id;
}

async function over(): Promise<void> {
  const { control } = house.demo.network;
  for (const call of control.calls().filter(each => !each.endedAt))
    try {
      control.hangUpCall(call.id);
    } catch (error) {
      // The other leg of the same call went with the first.
      expect(String(error)).toContain('over');
    }
  await house.until(
    async () => (await house.api('GET', '/calls?state=live', { token: house.tokens.organization })).json.count,
    count => count === 0,
  );
}

describe.skipIf(!chromiumPath)('handing a call on from its page', () => {
  it('puts the other side through at once, and says why it may not', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    house.demo.network.control.setCharacter(grace, { kind: 'human', hangsUp: false });
    await underWay(window);
    await press(window, 'Transfer');
    const number = page.getByRole('textbox', { name: 'A number, or another agent' });
    await number.fill('911');
    await press(window, 'Put through');
    await page.getByRole('alert').waitFor();
    expect(await window.barriers()).toEqual([]);
    await number.fill(grace);
    await press(window, 'Put through');
    await page.locator('[data-call-state="transferred"]').waitFor({ timeout: 30_000 });
    expect(house.demo.network.control.calls().some(call => call.to === grace && call.answeredAt)).toBe(true);
    await over();
    await page.getByText('Ended by').waitFor();
    // What it is refused with is an answer of the server.
    expect(window.complaints(/4(00|03|22)/)).toEqual([]);
    await window.close();
  }, 60_000);

  it('asks a colleague first, with a briefing, from right to left on a telephone', async () => {
    const window = await openWindow(browser, house, { width: 390, height: 844, language: 'he' });
    const { page } = window;
    house.demo.network.control.setCharacter(grace, { kind: 'busy' });
    await underWay(window);
    await press(window, 'העברה');
    await page.getByText('לשאול קודם').click();
    await page.getByRole('textbox', { name: 'מספר, או סוכן אחר' }).fill(grace);
    await page.getByRole('textbox', { name: 'תדריך' }).fill('It is about the roof.');
    expect(await window.barriers()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await press(window, 'להעביר');
    await page.getByText('איש לא לקח. הצד השני חזר לסוכן.').waitFor({ timeout: 40_000 });
    await over();
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 90_000);
});

describe.skipIf(!chromiumPath)('whoever may only look', () => {
  it('sees the call, and nothing to hand it on with', async () => {
    const other = await install();
    const { browsing } = await join(other, {
      token: other.tokens.organization,
      email: 'v@example.com',
      role: 'viewer',
    });
    other.demo.network.control.setCharacter(ada, { kind: 'silence' });
    const made = await other.api('POST', '/make-call', { body: { to: ada, mission: 'Listen.' } });
    const looking = await openWindow(browser, other);
    await looking.page
      .context()
      .addCookies([...browsing.jar].map(([name, value]) => ({ name, value, url: other.url, httpOnly: true })));
    await looking.visit(`/calls/${made.json.id}`);
    await looking.page.locator('[data-line="agent"]').first().waitFor({ timeout: 15_000 });
    expect(await looking.page.getByRole('button', { name: 'Transfer' }).count()).toBe(0);
    expect(await looking.page.getByRole('button', { name: 'Hang up' }).count()).toBe(0);
    expect(looking.complaints()).toEqual([]);
    await looking.close();
    await other.close();
  }, 60_000);
});
