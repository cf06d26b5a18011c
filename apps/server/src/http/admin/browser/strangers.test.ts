import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow } from '../../../../testing/browser.ts';
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

const asOrganization = (method: string, path: string, body?: object) =>
  house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
const contactId = async (find: string) =>
  ((await asOrganization('GET', `/contacts?find=${encodeURIComponent(find)}`)).json.contacts as { id: string }[])[0]
    ?.id;

describe.skipIf(!chromiumPath)('two windows', () => {
  it('show within a second what was changed in the other', async ({ annotate }) => {
    const [one, two] = await Promise.all([openWindow(browser, house), openWindow(browser, house)]);
    await Promise.all([one.enter('/contacts?do=record'), two.enter('/contacts?find=550191')]);
    await two.page.getByText('Nothing matches').waitFor();
    await one.page.getByLabel('Address', { exact: true }).fill('+12125550191');
    const startedAt = performance.now();
    await one.page.getByRole('dialog').getByRole('button', { name: 'Record consent' }).click();
    await two.page.getByRole('link', { name: /\+12125550191/ }).waitFor();
    await annotate(`from the click to the other window: ${Math.round(performance.now() - startedAt)} ms`);
    await Promise.all([one.close(), two.close()]);
  });
});

describe.skipIf(!chromiumPath)('what strangers write', () => {
  const script = '<img src=x onerror="document.title=\'pwned\'"><script>document.title="pwned"</script>';

  it.each([
    { what: 'an inbound message', mail: { text: script }, isShown: true },
    // The name beside an address is not kept, so there is nothing of it to show.
    { what: 'a name', mail: { text: 'hi', from: `${JSON.stringify(script)} <eve@example.com>` }, isShown: false },
    { what: 'a subject', mail: { text: 'hi', subject: script }, isShown: true },
    {
      what: 'an attachment name',
      mail: { text: 'hi', attachments: [{ name: `${script}.txt`, contentType: 'text/plain', content: 'aGk=' }] },
      isShown: true,
    },
  ])('in $what is text and nothing else', async ({ mail, isShown }) => {
    const mine = await install();
    const window = await openWindow(browser, mine);
    // The console, where the demo opens, would take the mail in the agent's name.
    await window.enter('/contacts');
    mine.demo.network.control.sendMail({
      from: 'eve@example.com',
      subject: 'Hello',
      html: `<p>${script}</p>`,
      ...mail,
      to: ['test-agent-001@agents.example.com'],
    });
    const token = mine.tokens.organization;
    const [eve] = await mine.until(
      async () => (await mine.api('GET', '/contacts?find=eve', { token })).json.contacts as { id: string }[],
      found => found.length > 0,
    );
    await window.visit(`/conversations?with=${eve?.id}`);
    const thread = window.page.getByRole('log');
    await thread.getByRole('article').waitFor();
    if (isShown) await thread.getByText(script).first().waitFor();
    for (const path of [`/contacts/${eve?.id}`, '/contacts', '/webhooks', '/alerts', '/audit?traffic=yes'])
      await window.visit(path);
    expect(await window.page.title()).toBe('Butt-Dial');
    expect(window.complaints()).toEqual([]);
    await window.close();
    await mine.close();
  });

  it('in a consent, and in the address bar, is text as well', async () => {
    const window = await openWindow(browser, house);
    const consent = { contactAddress: 'mallory@example.com', channel: 'email', source: script, notes: script };
    await asOrganization('POST', '/consent', consent);
    await window.enter(`/contacts/${await contactId('mallory')}`);
    await window.page.getByText(script).first().waitFor();
    for (const page of [
      'contacts?find=',
      'conversations?find=',
      'conversations?with=',
      'compliance?find=',
      'audit?target=',
      'webhooks?agent=',
    ])
      await window.visit(`/${page}${encodeURIComponent(script)}`);
    expect(await window.page.title()).toBe('Butt-Dial');
    expect(window.complaints(/40[04]/)).toEqual([]);
    await window.close();
  });
});
