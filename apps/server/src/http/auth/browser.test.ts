import { createHash, createPrivateKey, sign } from 'node:crypto';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, looks, openWindow, type Window } from '../../../testing/browser.ts';
import { type Installation, install } from '../../../testing/installation.ts';
import { browse, codeFor, codesFor, goodPassword, join, mailsTo, register, totp } from '../../../testing/person.ts';

let house: Installation;
let browser: Browser;
beforeAll(async () => {
  if (!chromiumPath) return;
  [house, browser] = await Promise.all([
    install({ env: { REGISTRATION_ENABLED: 'true', TRUSTED_PROXIES: '127.0.0.1' } }),
    launch(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

// Passkeys belong to a name, and a number is none.
const open = (look = {}) => openWindow(browser, { url: house.url.replace('127.0.0.1', 'localhost') }, look);

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}

async function signIn({ page }: Window, email: string, password = goodPassword): Promise<void> {
  await page.goto('/admin');
  await fill(page, { 'E-mail address': email, Password: password });
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const isInside = (window: Window) => window.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

describe.skipIf(!chromiumPath)('a new organization', () => {
  it('is registered with a code from the mail, and its people do what their roles allow', async () => {
    const window = await open();
    const { page } = window;
    await page.goto('/auth');
    await page.getByRole('heading', { name: 'Register' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    const email = 'founder@example.com';
    await fill(page, { 'Your name': 'Founder', 'Name of your organization': 'Found Ltd', 'E-mail address': email });
    await fill(page, { 'Choose a password': goodPassword });
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByText('Please agree first.').waitFor();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByRole('alert').getByText('This is not the code').waitFor();
    await page.getByLabel('Code').fill(await codeFor(house, email));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText(/^bd_test_org_/).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Open the pages' }).click();
    await isInside(window);

    await window.visit('/people');
    await page.getByText('This organization is in its sandbox').waitFor();
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    await fill(page, { 'E-mail address': 'looker@example.com' });
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Send the invitation' }).click();
    await page.getByText('looker@example.com', { exact: true }).waitFor();
    expect(await window.barriers()).toEqual([]);

    const viewer = await open();
    await acceptInvitation(viewer, 'looker@example.com');
    await viewer.visit('/agents');
    await viewer.page.getByText('No agents yet').waitFor();
    expect(await viewer.page.getByRole('button', { name: 'New agent' }).count()).toBe(0);
    await viewer.visit('/people');
    await viewer.page.getByText('Found').first().waitFor();
    expect(await viewer.page.getByRole('button', { name: /Invite|Remove|Sign out the browser/ }).count()).toBe(0);
    expect(await post(viewer.page, '/api/v1/provision', { displayName: 'No' })).toBe(403);
    expect(await post(viewer.page, '/api/v1/send-message', { to: '+15559876543', body: 'No' })).toBe(403);

    await window.visit('/people');
    await page.getByLabel('Role of Looker').selectOption('admin');
    await page.getByText('Looker is Admin now').waitFor();
    await expect.poll(() => post(viewer.page, '/api/v1/invitations', { email: 'third@example.com' })).toBe(200);
    await viewer.visit('/agents');
    await viewer.page.getByRole('button', { name: 'New agent' }).first().waitFor();
    expect(viewer.complaints(/403/)).toEqual([]);
    await page.getByRole('button', { name: 'Remove Looker' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
    await page.getByText('Looker was removed').waitFor();
    await expect.poll(() => post(viewer.page, '/api/v1/invitations', { email: 'fourth@example.com' })).toBe(403);

    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByRole('button', { name: 'Go live' }).last().click();
    await page.getByText('This organization is live').waitFor();
    expect(window.complaints(/400/)).toEqual([]);
    // The page of somebody who was removed may have asked for news since, and was told that nobody is signed in.
    expect(viewer.complaints(/40[13]/)).toEqual([]);
    await Promise.all([window.close(), viewer.close()]);
  }, 60_000);
});

async function acceptInvitation(window: Window, email: string): Promise<void> {
  const mails = await house.until(
    () => mailsTo(house, email),
    found => found.length > 0,
  );
  const secret = /#([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1];
  await window.page.goto(`/auth/invitation#${secret}`);
  await window.page.getByRole('heading', { name: 'Join Found Ltd' }).waitFor();
  expect(await window.barriers()).toEqual([]);
  await fill(window.page, { 'Your name': 'Looker', 'Choose a password': goodPassword });
  await window.page.getByRole('button', { name: 'Join' }).click();
  await isInside(window);
}

/** What a page of ours would be answered, whatever buttons it shows. */
function post(page: Page, path: string, body: object): Promise<number> {
  return page.evaluate(
    ([to, text]) =>
      fetch(to ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-buttdial-page': 'admin' },
        body: text ?? '',
      }).then(answer => answer.status),
    [path, JSON.stringify(body)],
  );
}

describe.skipIf(!chromiumPath)('an account', () => {
  it('is kept with an authenticator app, which is then asked for', async () => {
    const { email } = await register(house, 'app@example.com', '198.51.103.1');
    const window = await open();
    const { page } = window;
    await signIn(window, email);
    await isInside(window);
    await window.visit('/security');
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Set up an app' }).click();
    await page.getByLabel('Your password, to be sure it is you').fill(goodPassword);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    const secret = (await page.locator('pre').textContent()) ?? '';
    await page.getByLabel('Code that the app shows').fill(totp(secret));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByText('Each opens once when the app is lost').waitFor();
    const [backup = ''] = ((await page.locator('pre').textContent()) ?? '').split('\n');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('button', { name: 'New backup codes' }).waitFor();
    await window.page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByLabel('Password', { exact: true }).waitFor();

    await signIn(window, email);
    await page.getByText('Open your authenticator app').waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByLabel('Code').fill('000000');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByRole('alert').getByText('This is not the code').waitFor();
    await page.getByRole('button', { name: 'Use a backup code instead' }).click();
    await page.getByLabel('Code').fill(backup);
    await page.getByRole('button', { name: 'Go on' }).click();
    await isInside(window);
    expect(window.complaints(/400/)).toEqual([]);
    await window.close();
  }, 60_000);

  it('opens with a passkey, past no password', async () => {
    const { email } = await register(house, 'key@example.com', '198.51.103.2');
    const window = await open();
    const { page } = window;
    await virtualKey(window);
    await signIn(window, email);
    await isInside(window);
    await window.visit('/security');
    await page.getByLabel('Name').fill('Virtual key');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Remove the passkey Virtual key' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('heading', { name: 'Security', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Remove the passkey Virtual key' }).click();
    await page.getByText('None yet.').waitFor();
    await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('alert').getByText('This passkey does not open anything here').waitFor();
    expect(window.complaints(/401/)).toEqual([]);
    await window.close();
  }, 60_000);

  it('does not open with a passkey that did not check who holds it', async () => {
    const { email } = await register(house, 'found.key@example.com', '198.51.103.3');
    const window = await open();
    const { page } = window;
    const { cdp, authenticatorId } = await virtualKey(window);
    await signIn(window, email);
    await isInside(window);
    await window.visit('/security');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Remove the passkey Passkey' }).waitFor();
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    const key = credentials[0] ?? expect.fail('There is no key.');
    const thief = browse(house, '198.51.103.30');
    for (const [flags, status] of [
      [0x01, 401],
      [0x05, 200],
    ] as const) {
      const { challenge } = (await thief.call('POST', '/auth/api/login/passkey/options', {})).json;
      const response = asserted(key, { challenge: String(challenge), flags });
      expect((await thief.call('POST', '/auth/api/login/passkey', { response })).status).toBe(status);
      expect((await thief.call('GET', '/api/v1/organization')).status).toBe(status);
    }
    await window.close();
  }, 60_000);

  it('gets a new password by mail, and shows where it is signed in', async () => {
    const { email } = await register(house, 'forgetful@example.com', '198.51.103.4');
    const window = await open();
    const { page } = window;
    await page.goto('/admin');
    await page.getByRole('link', { name: 'Forgot the password?' }).click();
    await page.getByRole('heading', { name: 'A new password' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    const before = codesFor(house, email).length;
    await page.getByLabel('E-mail address').fill(email);
    await page.getByRole('button', { name: 'Send me a code' }).click();
    await fill(page, { Code: await codeFor(house, email, before), 'New password': 'a new good one' });
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('The new password works').waitFor();
    await signIn(window, email);
    await page.getByRole('alert').getByText('The address or the password is wrong.').waitFor();
    await signIn(window, email, 'a new good one');
    await isInside(window);
    await window.visit('/security');
    await page.getByText('This browser').waitFor();
    expect(window.complaints(/401/)).toEqual([]);
    await window.close();
  }, 60_000);
});

/** What a passkey says: `flags` 1 somebody touched it, 4 it knows who. */
function asserted(
  key: { readonly credentialId: string; readonly privateKey: string; readonly userHandle?: string },
  said: { readonly challenge: string; readonly flags: number },
) {
  const origin = house.url.replace('127.0.0.1', 'localhost');
  const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge: said.challenge, origin }));
  const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest();
  const counter = Buffer.from([0, 0, 1, said.flags]);
  const authenticatorData = Buffer.concat([sha256('localhost'), Buffer.from([said.flags]), counter]);
  const privateKey = createPrivateKey({ key: Buffer.from(key.privateKey, 'base64'), format: 'der', type: 'pkcs8' });
  const digest = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const signature = sign(digest, Buffer.concat([authenticatorData, sha256(clientData)]), privateKey);
  const id = Buffer.from(key.credentialId, 'base64').toString('base64url');
  const response = {
    clientDataJSON: clientData.toString('base64url'),
    authenticatorData: authenticatorData.toString('base64url'),
    signature: signature.toString('base64url'),
  };
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

async function virtualKey({ page, context }: Window): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

describe.skipIf(!chromiumPath)('pages of people', () => {
  it.each(looks)(
    'have no barriers, $theme at $width',
    async ({ theme, width }) => {
      const { email, orgToken } = await register(
        house,
        `${theme}.${width}@example.com`,
        `198.51.103.${width % 200}${theme === 'dark' ? 1 : 2}`,
      );
      await join(house, { token: orgToken, email: `member.${email}`, role: 'admin' });
      const window = await open({ theme, width, height: width === 390 ? 844 : 800 });
      for (const path of ['/auth', '/auth/forgot', '/auth/invitation']) {
        await window.page.goto(path);
        await window.page.locator('main h1').waitFor();
        expect([path, await window.barriers()]).toEqual([path, []]);
      }
      await signIn(window, email);
      await isInside(window);
      for (const path of ['/people', '/security']) {
        await window.visit(path);
        await window.page.locator('.animate-pulse-soft').first().waitFor({ state: 'detached' });
        expect([path, await window.barriers()]).toEqual([path, []]);
        const overflow = await window.page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([path, overflow]).toEqual([path, 0]);
      }
      expect(window.complaints()).toEqual([]);
      await window.close();
    },
    60_000,
  );

  it('read from right to left', async () => {
    const { email } = await register(house, 'hebrew@example.com', '198.51.103.9');
    const window = await open({ language: 'he' });
    await window.page.goto('/auth');
    await window.page.getByRole('heading', { name: 'רישום' }).waitFor();
    expect(await window.barriers()).toEqual([]);
    await window.page.goto('/admin');
    await window.page.getByLabel('כתובת דוא״ל').fill(email);
    await window.page.getByLabel('סיסמה', { exact: true }).fill(goodPassword);
    await window.page.getByRole('button', { name: 'כניסה', exact: true }).click();
    await window.page.getByRole('heading', { name: 'סקירה', level: 1 }).waitFor();
    for (const path of ['/people', '/security']) {
      await window.visit(path);
      expect([path, await window.barriers()]).toEqual([path, []]);
    }
    expect(window.complaints()).toEqual([]);
    await window.close();
  });
});
