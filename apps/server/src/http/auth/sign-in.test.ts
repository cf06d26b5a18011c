import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../../testing/installation.ts';
import {
  type Browsing,
  browse,
  codeFor,
  codesFor,
  goodPassword,
  mailsTo,
  register,
  totp,
  turnTotpOn,
} from '../../../testing/person.ts';

let house: Installation;
beforeAll(async () => {
  house = await install({ env: { TRUSTED_PROXIES: '127.0.0.1', REGISTRATION_ENABLED: 'true' } });
});
afterAll(() => house.close());

let count = 0;
const place = () => `198.51.101.${++count}`;
const somebody = (name: string) => register(house, `${name}@example.com`, place());
const login = (browsing: Browsing, email: string, password = goodPassword) =>
  browsing.call('POST', '/auth/api/login', { email, password });
const isIn = async (browsing: Browsing) => (await browsing.call('GET', '/api/v1/organization')).status === 200;
const events = async (orgId: string) =>
  (await house.demo.store.audit.list(orgId, 1, 1000)).map(each => JSON.parse(each.body));

describe('signing in', () => {
  it('takes address and password, in any spelling of the address', async () => {
    const { email, orgId } = await somebody('plain');
    const browsing = browse(house, place());
    expect(await login(browsing, email.toUpperCase())).toMatchObject({ status: 200, json: { redirect: '/admin' } });
    expect(await isIn(browsing)).toBe(true);
    expect((await events(orgId)).at(-1)).toMatchObject({ event: 'person.signed-in', details: { factor: 'password' } });
  });

  it('tells nobody whether the address or the password was wrong', async () => {
    const { email, orgId } = await somebody('wrong');
    const browsing = browse(house, place());
    const answers = [await login(browsing, email, 'not this one'), await login(browsing, 'nobody@example.com')];
    expect(answers.map(each => each.status)).toEqual([401, 401]);
    expect(answers[0]?.json.detail).toBe(answers[1]?.json.detail);
    const last = (await events(orgId)).at(-1);
    expect(last).toMatchObject({ event: 'person.sign-in-failed' });
    expect(JSON.stringify(last)).not.toContain(email);
  });

  it('gives a new session every time: one that was planted before is worth nothing', async () => {
    const victim = await somebody('fixed');
    const planted = await somebody('planter');
    const cookies = new Map(planted.browsing.jar);
    const browsing = browse(house, place());
    for (const [name, value] of cookies) browsing.jar.set(name, value);
    await login(browsing, victim.email);
    expect((await browsing.call('GET', '/api/v1/organization')).json.organizationId).toBe(victim.orgId);
    expect(browsing.jar.get('bd_person.session_token')).not.toBe(cookies.get('bd_person.session_token'));
    expect(await isIn(planted.browsing)).toBe(false);
  });

  it('sets a cookie that scripts, other sites and the open network do not see', async () => {
    const { email } = await somebody('cookie');
    const answer = await login(browse(house, place()), email);
    const [cookie = ''] = answer.headers.getSetCookie().filter(each => each.startsWith('bd_person.session_token='));
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).toMatch(/; Path=\/(;|$)/i);
    expect(cookie).not.toMatch(/Domain=/i);
  });

  it('ties its cookies to one host and to https where the server has it', async () => {
    const secure = await install({ env: { WEBHOOK_BASE_URL: 'https://butt.example.com' } });
    const { browsing, email } = await register(secure, 'secure@example.com');
    const answer = await login(browsing, email);
    const cookies = answer.headers.getSetCookie().filter(each => !/max-age=0/i.test(each));
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-bd_/);
      expect(cookie).toMatch(/; Secure/i);
      expect(cookie).toMatch(/; HttpOnly/i);
      expect(cookie).toMatch(/; Path=\/(;|$)/i);
    }
    expect((await browsing.call('GET', '/admin/api/session')).headers.get('strict-transport-security')).toBeTruthy();
    expect((await browsing.call('GET', '/api/v1/organization')).status).toBe(200);
    await secure.close();
  });

  it('takes the place of the session of a token', async () => {
    const { email, orgId } = await somebody('replaces');
    const browsing = browse(house, place());
    await browsing.call('POST', '/admin/api/session', { token: house.tokens.organization });
    await login(browsing, email);
    expect((await browsing.call('GET', '/api/v1/organization')).json.organizationId).toBe(orgId);
  });

  it('ends: the cookie is gone, and a stolen one opens nothing', async () => {
    const { browsing } = await somebody('leaver');
    const stolen = new Map(browsing.jar);
    expect((await browsing.call('POST', '/auth/api/logout', {})).status).toBe(200);
    for (const [name, value] of stolen) browsing.jar.set(name, value);
    expect(await isIn(browsing)).toBe(false);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour of the same site', { 'sec-fetch-site': 'same-site' }],
    ['an opaque origin', { origin: 'null' }],
  ])('refuses %s', async (_, headers) => {
    const { browsing, email } = await somebody(`csrf${count}`);
    const bodies = { '/login': { email, password: goodPassword }, '/logout': {}, '/totp': { password: goodPassword } };
    for (const [path, body] of Object.entries(bodies))
      expect((await browsing.call('POST', `/auth/api${path}`, body, headers)).status, path).toBe(403);
    expect(await isIn(browsing)).toBe(true);
  });

  it('refuses a form that a foreign page could send', async () => {
    const { email } = await somebody('form');
    const answer = await fetch(`${house.url}/auth/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ email, password: goodPassword }),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('offers none of the routes of the library', async () => {
    for (const path of ['/sign-in/email-otp', '/sign-in/email', '/sign-up/email', '/get-session', '/verify-email-otp'])
      expect((await browse(house).call('POST', `/auth/api${path}`, {})).status, path).toBe(404);
  });

  it('sends pages that nobody can put into a frame', async () => {
    for (const path of ['/auth', '/auth/register', '/auth/forgot', '/auth/invitation', '/admin']) {
      const page = await fetch(`${house.url}${path}`);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.headers.get('x-frame-options')).toBe('DENY');
      const policy = page.headers.get('content-security-policy');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("script-src 'self'");
    }
  });
});

describe('a second factor', () => {
  it('is asked for after the password: TOTP, or a backup code once', async () => {
    const { browsing, email, orgId } = await somebody('totp');
    const { secret, backupCodes } = await turnTotpOn(browsing);
    expect(backupCodes).toHaveLength(10);
    const fresh = browse(house, place());
    expect((await login(fresh, email)).json).toEqual({ success: true, secondFactor: 'totp' });
    expect(await isIn(fresh)).toBe(false);
    const give = (body: object) => fresh.call('POST', '/auth/api/second-factor', body);
    expect((await give({ kind: 'totp', code: '000000' })).status).toBe(400);
    expect((await give({ kind: 'totp', code: totp(secret, Date.now() + 30_000) })).status).toBe(200);
    expect(await isIn(fresh)).toBe(true);

    const other = browse(house, place());
    await login(other, email);
    const useBackup = () => other.call('POST', '/auth/api/second-factor', { kind: 'backup', code: backupCodes[0] });
    expect((await useBackup()).status).toBe(200);
    await login(other, email);
    expect((await useBackup()).status).toBe(400);
    const seen = (await events(orgId)).map(each => `${each.event} ${each.details.factor ?? ''}`.trim());
    expect(seen).toEqual(
      expect.arrayContaining(['person.totp-on', 'person.signed-in totp', 'person.signed-in backup']),
    );
  });

  it('takes no TOTP code twice', async () => {
    const { browsing, email } = await somebody('replay');
    const { secret } = await turnTotpOn(browsing);
    const code = totp(secret, Date.now() + 30_000);
    for (const expected of [200, 400]) {
      const fresh = browse(house, place());
      await login(fresh, email);
      expect((await fresh.call('POST', '/auth/api/second-factor', { kind: 'totp', code })).status).toBe(expected);
      expect(await isIn(fresh)).toBe(expected === 200);
    }
  });

  it('by mail signs nobody in past TOTP', async () => {
    const { browsing, email } = await somebody('past');
    await turnTotpOn(browsing);
    const before = codesFor(house, email).length;
    const fresh = browse(house, place());
    await login(fresh, email);
    expect((await fresh.call('POST', '/auth/api/second-factor/send', {})).status).toBe(401);
    expect((await fresh.call('POST', '/auth/api/second-factor', { kind: 'email', code: '123456' })).status).toBe(400);
    expect(codesFor(house, email)).toHaveLength(before);
    expect(await isIn(fresh)).toBe(false);
  });

  it('can be a code by mail, for those who have no better one', async () => {
    const { browsing, email } = await somebody('mailed');
    expect((await browsing.call('POST', '/auth/api/email-factor', { password: goodPassword })).status).toBe(200);
    const fresh = browse(house, place());
    expect((await login(fresh, email)).json).toEqual({ success: true, secondFactor: 'email' });
    const before = codesFor(house, email).length;
    expect((await fresh.call('POST', '/auth/api/second-factor/send', {})).status).toBe(200);
    const code = await codeFor(house, email, before);
    const give = (told: string) => fresh.call('POST', '/auth/api/second-factor', { kind: 'email', code: told });
    expect((await give(code === '111111' ? '222222' : '111111')).status).toBe(400);
    expect((await give(code)).status).toBe(200);
    expect(await isIn(fresh)).toBe(true);
  });

  it('is turned on and off only with the password', async () => {
    const { browsing, email, orgId } = await somebody('switch');
    const wrong = await browsing.call('POST', '/auth/api/totp', { password: 'not this one' });
    expect(wrong).toMatchObject({ status: 403, json: { field: 'password' } });
    await turnTotpOn(browsing);
    expect((await browsing.call('POST', '/auth/api/totp/off', { password: 'nor this' })).status).toBe(403);
    const renewed = await browsing.call('POST', '/auth/api/totp/backup-codes', { password: goodPassword });
    expect(renewed.json.backupCodes).toHaveLength(10);
    expect((await browsing.call('POST', '/auth/api/totp/off', { password: goodPassword })).status).toBe(200);
    expect((await login(browse(house, place()), email)).json).toEqual({ success: true, redirect: '/admin' });
    const seen = (await events(orgId)).map(each => each.event);
    expect(seen).toEqual(expect.arrayContaining(['person.backup-codes-renewed', 'person.second-factor-off']));
  });

  it('needs somebody who gave a password first', async () => {
    const fresh = browse(house, place());
    expect((await fresh.call('POST', '/auth/api/second-factor', { kind: 'totp', code: '123456' })).status).toBe(400);
    expect((await fresh.call('POST', '/auth/api/second-factor/send', {})).status).toBe(401);
  });
});

describe('a forgotten password', () => {
  it('is replaced with a code from the mail; all sessions end, TOTP stays', async () => {
    const { browsing, email, orgId } = await somebody('forgot');
    await turnTotpOn(browsing);
    const before = codesFor(house, email).length;
    const fresh = browse(house, place());
    await fresh.call('POST', '/auth/api/forgot-password', { email });
    const code = await codeFor(house, email, before);
    const reset = (told: string) =>
      fresh.call('POST', '/auth/api/reset-password', { email, code: told, newPassword: 'another good one' });
    expect((await reset(code === '111111' ? '222222' : '111111')).status).toBe(400);
    expect((await reset(code)).status).toBe(200);
    expect((await reset(code)).status).toBe(400);
    expect(await isIn(fresh)).toBe(false);
    expect(await isIn(browsing)).toBe(false);
    expect((await login(fresh, email)).status).toBe(401);
    expect((await login(fresh, email, 'another good one')).json.secondFactor).toBe('totp');
    expect((await events(orgId)).map(each => each.event)).toContain('person.password-reset');
  });

  it('answers the same for an address that nobody has', async () => {
    const { email } = await somebody('asks');
    const answers = [];
    for (const address of [email, 'nobody.at.all@example.com'])
      answers.push((await browse(house, place()).call('POST', '/auth/api/forgot-password', { email: address })).json);
    expect(answers[0]).toEqual(answers[1]);
    expect(mailsTo(house, 'nobody.at.all@example.com')).toEqual([]);
  });
});

describe('guessing', () => {
  const guess = (email: string, from: string) => login(browse(house, from), email, 'a wrong guess');

  it('at one account is slowed down from wherever it comes, and keeps neither its owner nor tokens out', async () => {
    const { browsing, email, orgToken } = await somebody('target');
    await login(browsing, email);
    const statuses = await Promise.all(Array.from({ length: 30 }, () => guess(email, place())));
    expect(statuses.filter(each => each.status === 401)).toHaveLength(10);
    const slowed = statuses.find(each => each.status === 429);
    expect(Number(slowed?.headers.get('retry-after'))).toBeGreaterThan(0);
    // Who is in stays in, the browser that was in before gets in again, and the token works.
    expect(await isIn(browsing)).toBe(true);
    expect((await login(browsing, email)).status).toBe(200);
    expect((await house.api('GET', '/organization', { token: orgToken })).status).toBe(200);
  });

  it('from one place is slowed down over all accounts', async () => {
    const from = place();
    const statuses = [];
    for (let index = 0; index < 45; index += 1) statuses.push((await guess(`guess${index}@example.com`, from)).status);
    expect(statuses.filter(status => status === 401)).toHaveLength(40);
    expect(statuses.at(-1)).toBe(429);
    expect((await guess('guess0@example.com', place())).status).toBe(401);
  }, 60_000);

  it('at a second factor ends after five tries, and then the password must be given again', async () => {
    const { browsing, email } = await somebody('factor');
    const { secret } = await turnTotpOn(browsing);
    const fresh = browse(house, place());
    await login(fresh, email);
    const give = (code: string) => fresh.call('POST', '/auth/api/second-factor', { kind: 'totp', code });
    for (let index = 0; index < 5; index += 1) expect((await give('000000')).status).toBe(400);
    expect((await give(totp(secret, Date.now() + 30_000))).status).toBe(400);
    expect(await isIn(fresh)).toBe(false);
  });

  it('at a code from the mail ends after three tries', async () => {
    const { email } = await somebody('code');
    const before = codesFor(house, email).length;
    const fresh = browse(house, place());
    await fresh.call('POST', '/auth/api/forgot-password', { email });
    const code = await codeFor(house, email, before);
    const reset = (told: string) =>
      fresh.call('POST', '/auth/api/reset-password', { email, code: told, newPassword: 'another good one' });
    const wrong = code === '111111' ? '222222' : '111111';
    for (let index = 0; index < 3; index += 1) expect((await reset(wrong)).status).toBe(400);
    expect((await reset(code)).status).toBe(400);
  });
});
