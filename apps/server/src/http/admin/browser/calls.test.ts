import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modemSamples } from '@buttdial/voice/wire';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow, type Window } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';

const ada = '+15559876543';

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

const panel = (window: Window, title: string) =>
  window.page.locator('section', { has: window.page.getByRole('heading', { name: title, level: 2 }) });
const lines = (window: Window, title: string) => panel(window, title).locator('[data-line]');
const dialog = (window: Window, name: string) => window.page.getByRole('button', { name, exact: true });

async function say(window: Window, text: string): Promise<void> {
  await window.page.getByRole('textbox', { name: 'Say something' }).fill(text);
  await window.page.keyboard.press('Enter');
}

async function over(place: Installation): Promise<void> {
  for (const call of place.demo.network.control.calls())
    if (!call.endedAt) {
      try {
        place.demo.network.control.hangUpCall(call.id);
      } catch (error) {
        // The other leg of the same call went with the first.
        expect(String(error)).toContain('over');
      }
    }
  await place.until(
    async () => (await place.api('GET', '/calls?state=live', { token: place.tokens.organization })).json.count,
    count => count === 0,
  );
}

describe.skipIf(!chromiumPath)('a call in the console', () => {
  it('between two agents is watched on both ends, live, and in a second window', async ({ annotate }) => {
    const [one, two] = await Promise.all([openWindow(browser, house), openWindow(browser, house)]);
    await Promise.all([one.enter('/console?channel=voice'), two.enter('/console?channel=voice')]);
    await one.page.getByRole('textbox', { name: 'What is the call about?' }).fill('Book a table for two at seven.');
    await one.page.getByRole('button', { name: 'Second Agent' }).click();
    await dialog(one, 'Call').click();
    await panel(one, 'The call').locator('[data-call-state="in-progress"]').waitFor();
    await panel(one, 'Second Agent').locator('[data-call-state="in-progress"]').waitFor();
    await lines(one, 'The call').nth(1).waitFor({ timeout: 15_000 });
    await lines(one, 'Second Agent').nth(1).waitFor({ timeout: 15_000 });
    // What one end said, the other heard.
    const said = await lines(one, 'The call').filter({ hasText: 'Test Agent' }).first().textContent();
    expect(said).toContain('calling for Test Agent');
    await lines(one, 'Second Agent').getByText('calling for Test Agent').waitFor();
    await panel(one, 'The call')
      .getByRole('img', { name: /The agent was heard for 0:0[1-9]/ })
      .waitFor();
    await panel(one, 'The call').getByText('Middle').waitFor();
    expect(await one.barriers()).toEqual([]);

    // Every line is in the other window as soon as it is in this one.
    const heard = await lines(one, 'The call').count();
    await lines(one, 'The call').nth(heard).waitFor({ timeout: 15_000 });
    const shownAt = performance.now();
    await lines(two, 'The call').nth(heard).waitFor();
    const lag = performance.now() - shownAt;
    await annotate(`a line in the second window, after the first: ${Math.round(lag)} ms`);
    expect(await lines(two, 'The call').nth(heard).textContent()).toBe(
      await lines(one, 'The call').nth(heard).textContent(),
    );
    await panel(one, 'The call').getByRole('button', { name: 'Hang up' }).click();
    await panel(two, 'The call').locator('[data-call-state="hung-up-by-agent"]').waitFor();
    await over(house);
    for (const window of [one, two]) expect(window.complaints()).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  }, 60_000);

  it('lets one be the caller: dial from the phone, type, hear the answer, press keys, hang up', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter(`/console?channel=voice&to=${encodeURIComponent(ada)}`);
    await dialog(window, 'Call Test Agent').click();
    await say(window, 'Do you have a table for two?');
    const transcript = page.getByRole('log', { name: 'Transcript' }).last();
    await transcript.getByText('Do you have a table for two?').waitFor();
    await transcript.getByText(/AI assistant/).waitFor({ timeout: 15_000 });
    await lines(window, 'The call').getByText('Do you have a table for two?').waitFor();
    await dialog(window, 'Keypad').click();
    await dialog(window, 'Key 5').click();
    await transcript.getByText('(5)').waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Hang up' }).last().click();
    await panel(window, 'The call').locator('[data-call-state="hung-up-by-caller"]').waitFor();
    await page.getByText('The call is over.').waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);

  it('rings at the person, who declines, and then answers', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter(`/console?channel=voice&to=${encodeURIComponent(ada)}`);
    const watcher = await openWindow(browser, house);
    await watcher.enter('/');
    const feed = watcher.page.getByRole('list', { name: 'Live feed' });
    await page.getByRole('combobox', { name: 'Who answers' }).selectOption('manual');
    await dialog(window, 'Call').click();
    await page.getByText('is calling').waitFor();
    await feed.getByText('Ringing').waitFor();
    expect(await window.barriers()).toEqual([]);
    await dialog(window, 'Decline').click();
    await panel(window, 'The call').locator('[data-call-state="busy"]').waitFor();
    await feed.getByText('Busy').waitFor();
    expect(watcher.complaints()).toEqual([]);
    await watcher.close();
    await dialog(window, 'Call').click();
    await dialog(window, 'Answer').click();
    await say(window, 'Yes, speaking.');
    await lines(window, 'The call').getByText('Yes, speaking.').waitFor();
    await page.getByText('On this line words travel as text').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).last().click();
    await page.getByRole('combobox', { name: 'Who answers' }).selectOption('human');
    await over(house);
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);

  it('works on a telephone, and from right to left', async () => {
    const window = await openWindow(browser, house, { width: 390, height: 844, language: 'he' });
    const { page } = window;
    await window.enter('/console?channel=voice');
    await page.getByRole('button', { name: 'Second Agent' }).click();
    await page.getByRole('button', { name: 'להתקשר', exact: true }).click();
    await page.locator('[data-line]').first().waitFor({ timeout: 15_000 });
    expect(await window.barriers()).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.getByRole('button', { name: 'ניתוק' }).first().click();
    await over(house);
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);
});

describe.skipIf(!chromiumPath)('one call', () => {
  // Nobody is called more than twice a day, so everybody here starts afresh.
  let own: Installation;
  beforeAll(async () => {
    if (chromiumPath) own = await install();
  });
  afterAll(() => own?.close());

  it('is found in the list, read, noted, saved, and ended from its page', async () => {
    const window = await openWindow(browser, own);
    const { page } = window;
    const mission = 'Ask whether the parcel has arrived.';
    own.demo.network.control.setCharacter(ada, { kind: 'silence' });
    const made = await own.api('POST', '/make-call', { body: { to: ada, mission } });
    expect(made.json).toMatchObject({ success: true });
    await window.enter('/calls?state=live');
    const rows = page.getByRole('list', { name: 'Calls' }).getByRole('listitem');
    await rows.first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Transcript' }).waitFor();
    await window.visit(`/calls/${made.json.id}`);
    await page.locator('[data-line="agent"]').first().waitFor({ timeout: 15_000 });
    await page.getByRole('textbox', { name: 'Words' }).fill('Said in the place of the agent.');
    await dialog(window, 'Say it').click();
    await page.locator('[data-line="agent"]').getByText('Said in the place of the agent.').waitFor({ timeout: 15_000 });
    await page.getByRole('textbox', { name: 'Add a note' }).fill('The parcel was asked about.');
    await dialog(window, 'Add').click();
    await page.getByRole('listitem').getByText('The parcel was asked about.').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), dialog(window, 'WebVTT').click()]);
    expect(readFileSync(await download.path(), 'utf8')).toMatch(/^WEBVTT\n\n0:?0?.*<v agent>/s);
    await dialog(window, 'Hang up').click();
    await page.locator('[data-call-state="hung-up-by-agent"]').waitFor();
    await page.getByText('Ended by').waitFor();
    expect(await window.barriers()).toEqual([]);
    await over(own);
    await window.visit('/calls?state=ended');
    await rows.first().waitFor();
    await window.visit('/calls/no-such-call');
    await page.getByRole('alert').waitFor();
    expect(window.complaints(/404/)).toEqual([]);
    await window.close();
  }, 60_000);

  it('runs nothing that a stranger says in it', async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>{{7*7}}';
    own.demo.network.control.setCharacter(ada, { kind: 'human', lines: [evil, 'Yes.'], hangsUp: false });
    const made = await own.api('POST', '/make-call', { body: { to: ada, mission: evil } });
    expect(made.json).toMatchObject({ success: true });
    const id = String(made.json.id);
    const window = await openWindow(browser, own);
    await window.enter(`/calls/${id}`);
    await window.page.locator('[data-line="caller"]').getByText(evil, { exact: true }).waitFor({ timeout: 15_000 });
    await own.api('POST', `/calls/${id}/control`, { body: { action: 'note', text: evil } });
    await own.api('POST', `/calls/${id}/control`, { body: { action: 'outcome', outcome: 'partial', text: evil } });
    await window.page.getByRole('listitem').getByText(evil, { exact: true }).waitFor();
    await panel(window, 'Outcome').getByText(evil, { exact: true }).waitFor();
    await window.visit(`/console?channel=voice&agent=test-agent-001&to=${encodeURIComponent(ada)}`);
    await window.page.getByRole('log', { name: 'Transcript' }).last().getByText(evil, { exact: true }).waitFor();
    expect(await window.page.title()).not.toMatch(/^[12]$/);
    expect(await window.page.locator('main img[src="x"], main script').count()).toBe(0);
    expect(window.complaints()).toEqual([]);
    await window.close();
    await over(own);
    own.demo.network.control.setCharacter(ada, { kind: 'human' });
  }, 60_000);
});

describe.skipIf(!chromiumPath)('the microphone', () => {
  let sounding: Installation;
  let folder: string;
  beforeAll(async () => {
    if (!chromiumPath) return;
    // Whoever calls in is answered in sound; the simulated ears understand the voice of the network's phones.
    sounding = await install({ simulatedModels: true, parts: { calls: { transport: 'media' } } });
    folder = mkdtempSync(join(tmpdir(), 'buttdial-microphone-'));
  });
  afterAll(async () => {
    await sounding?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function ring(): Promise<string> {
    sounding.demo.network.control.setCharacter(ada, { kind: 'manual' });
    const asked = { to: ada, mission: 'Listen.', transport: 'media' };
    const made = await sounding.api('POST', '/make-call', { body: asked });
    expect(made.status).toBe(200);
    return String(made.json.id);
  }

  it('lets one be the caller by voice, and the agent is heard in the browser', async () => {
    const spoken = 'Is there a table for two at seven?';
    const file = join(folder, 'voice.wav');
    writeFileSync(file, wavOf([new Int16Array(12_000), modemSamples(spoken), new Int16Array(8_000)]));
    const voice = await launch([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      // Said again and again: on a busy machine some of the sound is lost, as on every line.
      `--use-file-for-fake-audio-capture=${file}`,
      '--autoplay-policy=no-user-gesture-required',
    ]);
    const window = await openWindow(voice, sounding);
    const { page } = window;
    await window.enter(`/console?channel=voice&to=${encodeURIComponent(ada)}`);
    await dialog(window, 'Call Test Agent').click();
    await page.getByText('You hear the agent through this browser.').waitFor();
    await expect
      .poll(async () => Number(await page.locator('[data-agent-loudness]').getAttribute('data-agent-loudness')), {
        timeout: 15_000,
        interval: 20,
      })
      .toBeGreaterThan(0.05);
    // The agent is let finish: whoever speaks into it interrupts it.
    await lines(window, 'The call').first().waitFor({ timeout: 15_000 });
    await dialog(window, 'Speak with your microphone').click();
    await page.getByText('The phone hears you.').waitFor();
    expect(await window.barriers()).toEqual([]);
    await lines(window, 'The call').getByText(spoken).first().waitFor({ timeout: 60_000 });
    await dialog(window, 'Stop the microphone').click();
    await over(sounding);
    expect(window.complaints()).toEqual([]);
    await window.close();
    await voice.close();
  }, 120_000);

  it('that is not given is no dead end: one is told what to do, and can type', async () => {
    const window = await openWindow(browser, sounding);
    const { page } = window;
    await window.enter(`/console?channel=voice&to=${encodeURIComponent(ada)}`);
    await ring();
    await dialog(window, 'Answer').click();
    await dialog(window, 'Speak with your microphone').click();
    await page
      .getByRole('alert')
      .getByText(/Allow it beside the address bar/)
      .waitFor();
    expect(await window.barriers()).toEqual([]);
    await say(window, 'Then I type it.');
    await lines(window, 'The call').getByText('Then I type it.').waitFor({ timeout: 20_000 });
    await over(sounding);
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);

  it('is not needed to hear the agent speak with a real voice, in a demo as it is', async () => {
    const own = await install();
    own.demo.network.control.setCharacter(ada, { kind: 'manual' });
    const window = await openWindow(browser, own);
    const { page } = window;
    await window.enter(`/console?channel=voice&to=${encodeURIComponent(ada)}`);
    await page.getByRole('combobox', { name: 'Line', exact: true }).selectOption('media');
    await dialog(window, 'Call').click();
    await dialog(window, 'Answer').click();
    await say(window, 'Who is there?');
    await lines(window, 'The call').getByText('Who is there?').waitFor({ timeout: 20_000 });
    await expect
      .poll(async () => Number(await page.locator('[data-agent-loudness]').getAttribute('data-agent-loudness')), {
        timeout: 20_000,
        interval: 20,
      })
      .toBeGreaterThan(0.02);
    await lines(window, 'The call')
      .getByText(/this is an AI assistant/)
      .waitFor({ timeout: 20_000 });
    expect(window.complaints()).toEqual([]);
    await over(own);
    await window.close();
    await own.close();
  }, 90_000);

  it('opens no socket to anybody who was not let in', async () => {
    const socketOf = (path: string) =>
      new Promise<string>(resolve => {
        const socket = new WebSocket(`${sounding.url.replace('http', 'ws')}${path}`);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('refused');
      });
    expect(await socketOf('/admin/api/network/audio/guessed-ticket-of-some-length')).toBe('refused');
    const path = '/admin/api/network/calls/CA0/audio';
    expect((await fetch(`${sounding.url}${path}`, { method: 'POST', body: '{}' })).status).toBe(401);
  });
});

/** Sound as a file: 16 bit, one channel, 8 kHz. */
function wavOf(parts: readonly Int16Array[]): Buffer {
  const data = Buffer.concat(parts.map(part => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
