import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openWindow } from '../../../../testing/browser.ts';
import { type Installation, install } from '../../../../testing/installation.ts';

const agentNumber = '+12125550101';
let house: Installation;
let browser: Browser;
let application: Server;
/** What the agents' application answers. */
let answer = 500;
beforeAll(async () => {
  if (!chromiumPath) return;
  application = createServer((_request, response) => response.writeHead(answer).end());
  await new Promise<void>(resolve => application.listen(0, '127.0.0.1', resolve));
  const { port } = application.address() as { port: number };
  const env = { AGENTOS_CALLBACK_URL: `http://127.0.0.1:${port}/in/{agentId}` };
  const callback = { pollMs: 50, scheduleMs: [0, 20] };
  [house, browser] = await Promise.all([install({ env, parts: { callback } }), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
  application?.close();
});

const asOrganization = (method: string, path: string, body?: object) =>
  house.api(method, path, { token: house.tokens.organization, ...(body ? { body } : {}) });
const contactId = async (find: string) =>
  ((await asOrganization('GET', `/contacts?find=${encodeURIComponent(find)}`)).json.contacts as { id: string }[])[0]
    ?.id;
const content = async (download: Promise<Download>) => readFileSync(await (await download).path(), 'utf8');
const dialog = (page: Page) => page.getByRole('dialog');

describe.skipIf(!chromiumPath)('contacts', () => {
  it('are recorded, opted out, exported and erased', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/contacts');
    await page.getByRole('link', { name: 'Record consent' }).click();
    await page.getByLabel('Address', { exact: true }).fill('+12125550171');
    await page.getByLabel('How', { exact: true }).selectOption('express_written');
    await page.getByLabel('Advertising').check();
    await page.getByLabel('Where', { exact: true }).fill('order form');
    await page.getByLabel('What shows it').fill('The box below the order.');
    await dialog(page).getByRole('button', { name: 'Record consent' }).click();
    await page.getByText('Consent recorded').waitFor();
    await page.getByRole('searchbox').fill('550171');
    await page.getByRole('link', { name: /Agreed.*\+12125550171/ }).click();
    await page.getByText('In writing · Information, Advertising · order form').waitFor();
    await page.getByText('The box below the order.').waitFor();
    const where = page
      .getByRole('region', { name: 'Where they stand' })
      .or(page.locator('section', { hasText: 'Where they stand' }));
    expect(await where.first().getByText('Agreed').count()).toBe(1);

    const exported = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Everything kept, as JSON' }).click();
    expect(JSON.parse(await content(exported))).toMatchObject({ consent: [{ level: 'express_written' }] });
    await page.getByRole('button', { name: 'Record opt-out' }).click();
    await page.getByRole('button', { name: 'Opt them out' }).click();
    await page.getByText('Took it back').waitFor();
    expect(await window.barriers()).toEqual([]);
    const table = page.waitForEvent('download');
    await window.visit('/contacts?status=opted-out');
    await page.getByRole('button', { name: 'CSV' }).click();
    expect(await content(table)).toMatch(/^\ufeffid,address,.*\r\n.*\+12125550171,sms,.*,opted-out\r\n$/);

    await page.getByRole('link', { name: /\+12125550171/ }).click();
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    const erase = page.getByRole('button', { name: 'Erase for good' });
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel('Type +12125550171 to confirm').fill('+12125550171');
    await erase.click();
    await page.getByText(/^Erased: \d+ entries are gone/).waitFor();
    expect(await contactId('550171')).toBeUndefined();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('are opted out by a file, with progress and the lines that are no address', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/contacts?do=import');
    const addresses = Array.from({ length: 1200 }, (_, index) => `gone${index}@example.com,x`);
    await page.getByLabel('File').setInputFiles({
      name: 'old.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['address,name', ...addresses, 'nonsense', ''].join('\r\n')),
    });
    await page.getByRole('button', { name: 'Opt out 1201 addresses' }).click();
    await page.getByText('Import finished').waitFor({ timeout: 30_000 });
    await page.getByText('1200 opted out now, 0 were already, 1 lines are no address.').waitFor();
    await page.getByText('Not understood, in lines: 1202').waitFor();
    expect(await window.barriers()).toEqual([]);
    const refused = await house.api('POST', '/send-message', {
      body: { channel: 'email', to: 'gone7@example.com', subject: 'x', body: 'x' },
    });
    expect(refused.status).toBe(403);
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);
});

describe.skipIf(!chromiumPath)('conversations', () => {
  it('show both directions live, and say plainly why a text is gone', async () => {
    const { control } = house.demo.network;
    const grace = '+12125550181';
    control.addPhone({ number: grace, name: 'Grace' });
    await house.api('POST', '/send-message', { body: { to: grace, body: 'Hello Grace' } });
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter(`/conversations?with=${await contactId(grace)}`);
    await page.getByText('The text was erased: it is kept only until it is delivered.').waitFor();
    control.sendFromPhone({ from: grace, to: agentNumber, channel: 'whatsapp', text: 'Hello agent' });
    await page.getByRole('log').getByText('Hello agent').waitFor();
    expect(await window.barriers()).toEqual([]);
    await house.api('GET', '/waiting-messages?ack=on_fetch');
    await page.reload();
    await page.getByText('The text was erased when the agent took it.').waitFor();
    await page.getByRole('searchbox').fill('nobody');
    await page.getByText('No conversations yet').waitFor();
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('fit on a telephone: the list, then the thread, and back', async () => {
    const window = await openWindow(browser, house, { width: 390, height: 844 });
    const { page } = window;
    await house.api('POST', '/send-message', { body: { to: '+12125550182', body: 'Hello' } });
    await window.enter('/conversations');
    await page.getByRole('link', { name: /\+12125550182/ }).click();
    await page.getByRole('log').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.getByRole('link', { name: 'All conversations' }).click();
    await page.getByRole('list', { name: 'Contacts' }).waitFor();
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('one message', () => {
  it('is found on the server, tells its attempts, and is sent once more', async () => {
    const to = '+12125550183';
    house.demo.network.control.addPhone({ number: to, name: 'Again' });
    house.demo.network.control.addFault({ kind: 'failing', status: 429, code: 20429, to, times: 1 });
    const slow = (await house.api('POST', '/send-message', { body: { to, body: 'Slowly' } })).json;
    await house.until(
      async () => (await house.api('GET', `/messages/${slow.id}`)).json.status,
      status => status === 'delivered',
    );
    house.demo.network.control.addFault({ kind: 'reset', executed: false, to, times: 1 });
    await house.api('POST', '/send-message', { body: { to, body: 'Once more' } });
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/messages');
    await page.getByRole('searchbox').fill('550183');
    const rows = page.getByRole('list', { name: 'Messages' }).getByRole('listitem');
    await expect.poll(() => rows.count()).toBe(2);
    await rows.nth(1).getByRole('link').click();
    const steps = dialog(page).getByRole('listitem');
    await steps.filter({ hasText: 'Not taken, tried again' }).getByText('Too many at once for the vendor.').waitFor();
    await steps.filter({ hasText: 'Taken by the vendor · attempt 2' }).waitFor();
    await dialog(page).getByText('Allowed', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await rows.nth(0).getByRole('link').click();
    await dialog(page).getByText('It may have arrived: nobody knows yet.').waitFor();
    await dialog(page).getByRole('button', { name: 'Send once more' }).click();
    await page.getByText('Sent once more', { exact: true }).waitFor();
    await steps.filter({ hasText: 'Delivered' }).waitFor();
    const thread = house.demo.network.control.thread(to).map(message => message.text);
    expect(thread).toEqual(['Slowly', 'Once more']);
    expect(window.complaints()).toEqual([]);
    await window.close();
  }, 60_000);
});

describe.skipIf(!chromiumPath)('compliance', () => {
  it('lists the rules with their law, and answers whether this may be sent', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/compliance');
    await page.getByRole('searchbox').fill('us hours 64.1200');
    await page.getByRole('link', { name: /US-TCPA-HOURS/ }).click();
    await dialog(page).getByText('Monday to Friday').waitFor();
    await dialog(page)
      .getByText(/47 CFR 64\.1200/)
      .first()
      .waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('label', { hasText: 'May I send this now?' }).click();
    await page.getByLabel('To', { exact: true }).fill('+12125550184');
    await page.getByLabel('Purpose').selectOption('marketing');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('No.', { exact: true }).waitFor();
    await page.getByText('What cures it').first().waitFor();
    await page.getByLabel('Purpose').selectOption('informational');
    await page.getByLabel('Agent').selectOption('test-agent-001');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('Yes, it may leave.').waitFor();
    await page.getByRole('heading', { name: 'Left of the caps today' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    expect(new URL(page.url()).searchParams.get('purpose')).toBe('informational');
    expect(house.demo.network.control.thread('+12125550184')).toEqual([]);
    expect(window.complaints()).toEqual([]);
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('billing', () => {
  it('shows caps, changes what is billed, and hands out the statement', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    await house.api('POST', '/send-message', { body: { to: '+12125550185', body: 'Counted' } });
    await window.enter('/usage');
    await page.getByRole('heading', { name: 'Spend against caps' }).waitFor();
    await page.getByRole('button', { name: 'Change: test-agent-002' }).click();
    await page.getByLabel('Tier').selectOption('pro');
    await page.getByLabel('Markup in percent').fill('abc');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('A number from 0 to 500.').waitFor();
    await page.getByLabel('Markup in percent').fill('25');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Billing changed').waitFor();
    await page.getByText('Pro · Markup 25 %').waitFor();
    const statement = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    expect(await content(statement)).toMatch(/^month,agent,channel,messages/);
    expect(await window.barriers()).toEqual([]);
    expect(window.complaints()).toEqual([]);
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('connections', () => {
  it('are tested, replaced by an own account, sealed anew, and given up', async () => {
    const window = await openWindow(browser, house);
    const { page } = window;
    const { accountSid, authToken } = house.demo.state.twilio;
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'twilio' }) });
    await window.enter('/connections');
    await card.getByText("The server's account").waitFor();
    await card.getByRole('button', { name: 'Test connection' }).click();
    await card.getByText('Works').waitFor();
    await card.getByRole('link', { name: 'Connect an account' }).click();
    await page.getByLabel('Account SID').fill(accountSid);
    await page.getByLabel('Auth token').fill('0'.repeat(32));
    await page.getByRole('button', { name: 'Test and keep' }).click();
    await page
      .getByText(/does not accept these credentials/)
      .first()
      .waitFor();
    await page.getByLabel('Auth token').fill(authToken);
    await page.getByRole('button', { name: 'Test and keep' }).click();
    await card.getByText("The organization's own account").waitFor();
    await card.getByText('accountSid, authToken').waitFor();
    expect(await page.locator('main').textContent()).not.toContain(authToken);
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Change the sealing key' }).click();
    await page.getByText('1 account was sealed anew').waitFor();
    await card.getByRole('button', { name: 'Test connection' }).click();
    await card.getByText('Works').waitFor();
    await card.getByRole('button', { name: 'Forget the account' }).click();
    await dialog(page).getByRole('button', { name: 'Forget the account' }).click();
    await card.getByText("The server's account").waitFor();
    expect(window.complaints(/400/)).toEqual([]);
    await window.close();
  });
});

describe.skipIf(!chromiumPath)('posts, alerts and the audit trail', () => {
  it('show a forged post as a post and as an alert', async () => {
    await fetch(`${house.url}/webhooks/test-agent-001/sms`, { method: 'POST', body: 'forged' });
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/webhooks?outcome=forged');
    await page
      .getByRole('link', { name: /Wrong signature/ })
      .first()
      .click();
    await dialog(page)
      .getByText(/does not have the key of the vendor/)
      .waitFor();
    await dialog(page).getByText('403', { exact: true }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await window.visit('/alerts?kind=security');
    await page.getByRole('link', { name: /Post with a wrong signature refused/ }).click();
    await dialog(page).getByText('webhook.rejected').waitFor();
    expect(await window.barriers()).toEqual([]);
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('post a message that was given up to its application again', async () => {
    answer = 500;
    house.demo.network.control.sendFromPhone({ from: '+15559876543', to: '+12125550102', text: 'Anybody?' });
    await house.until(
      async () => (await asOrganization('GET', '/webhooks?outcome=exhausted')).json.posts as unknown[],
      posts => posts.length > 0,
    );
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/webhooks?direction=out&outcome=exhausted');
    await page
      .getByRole('link', { name: /Given up/ })
      .first()
      .click();
    await dialog(page).getByText('attempt 2').waitFor();
    answer = 204;
    await dialog(page).getByRole('button', { name: 'Post it again' }).click();
    await dialog(page).getByText('Taken', { exact: true }).waitFor();
    await dialog(page).getByRole('button', { name: 'Post it again' }).waitFor({ state: 'detached' });
    expect(window.complaints()).toEqual([]);
    await window.close();
  });

  it('verify the chain, narrow it and hand it out', async () => {
    await house.api('POST', '/send-message', { body: { to: '+12125550186', body: 'Witnessed' } });
    const window = await openWindow(browser, house);
    const { page } = window;
    await window.enter('/audit');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await page.getByText('The chain is whole.').waitFor();
    await page.getByLabel('With the traffic of messages').check();
    await page
      .getByRole('link', { name: /Message taken in/ })
      .first()
      .waitFor();
    await page.getByLabel('Event', { exact: true }).selectOption('agent_provisioned');
    await page
      .getByRole('link', { name: /Agent made/ })
      .first()
      .click();
    await dialog(page).getByText('agent_provisioned').waitFor();
    await page.keyboard.press('Escape');
    const table = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    expect(await content(table)).toMatch(/^\ufeffsequence,at,event/);
    expect(await window.barriers()).toEqual([]);
    expect(window.complaints()).toEqual([]);
    await window.close();
  });
});
