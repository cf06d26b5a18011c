import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../../testing/installation.ts';
import { browse, codeFor, goodPassword, mailsTo, register } from '../../../testing/person.ts';

let house: Installation;
const said: string[] = [];
beforeAll(async () => {
  house = await install({
    env: { TRUSTED_PROXIES: '127.0.0.1', REGISTRATION_ENABLED: 'true' },
    parts: { tell: line => said.push(line) },
  });
});
afterAll(() => house.close());

let count = 0;
/** Each test comes from somewhere else: budgets of addresses do not mix. */
const place = () => `198.51.100.${++count}`;
const newcomer = (email: string) => ({ email, password: goodPassword, tosAccepted: true });

describe('registering', () => {
  it('leads from an address to an organization in its sandbox, by a code in the mail', async () => {
    const ada = await register(house, 'ada.one@example.com', place());
    expect(said).toContainEqual(expect.stringMatching(/^Code for ada\.one@example\.com: \d{6}$/));
    const { session } = (await ada.browsing.call('GET', '/admin/api/session')).json as { session: object };
    expect(session).toMatchObject({
      kind: 'organization',
      organizationId: ada.orgId,
      person: { email: 'ada.one@example.com', name: 'Some Body', role: 'owner', secondFactor: false },
      organizations: [{ id: ada.orgId, name: 'ada.one Ltd', role: 'owner' }],
      network: false,
    });
    const organization = await house.api('GET', '/organization', { token: ada.orgToken });
    expect(organization.json).toMatchObject({ organizationId: ada.orgId, mode: 'sandbox' });
    expect((await ada.browsing.call('GET', '/api/v1/organization')).json).toMatchObject({ mode: 'sandbox' });
    const audit = await house.demo.store.audit.list(ada.orgId, 1, 10);
    expect(audit.map(each => JSON.parse(each.body).event)).toEqual(['organization.registered']);
    expect(JSON.stringify(audit)).not.toContain('ada.one');
  });

  it('keeps nothing of an address that nobody proved', async () => {
    const browsing = browse(house, place());
    await browsing.call('POST', '/auth/api/register', newcomer('ghost@example.com'));
    const login = await browsing.call('POST', '/auth/api/login', {
      email: 'ghost@example.com',
      password: goodPassword,
    });
    expect(login.status).toBe(401);
    expect(JSON.stringify([...browsing.jar])).not.toContain('ghost');
  });

  it('takes three wrong codes calmly, and no sixth one', async () => {
    const browsing = browse(house, place());
    const email = 'typo@example.com';
    await browsing.call('POST', '/auth/api/register', newcomer(email));
    const code = await codeFor(house, email);
    const wrong = code === '000000' ? '000001' : '000000';
    const tell = (told: string) => browsing.call('POST', '/auth/api/verify-email', { email, code: told });
    for (let index = 0; index < 5; index += 1) expect((await tell(wrong)).status).toBe(400);
    expect((await tell(code)).status).toBe(429);
    const again = await browsing.call('POST', '/auth/api/resend-code', {});
    expect(again.status).toBe(200);
    expect((await tell(code)).status).toBe(400);
    expect((await tell(await codeFor(house, email, 1))).status).toBe(200);
  });

  it('proves an address only in the browser that asked, for the password that was typed there', async () => {
    const email = 'victim@example.com';
    const [victim, thief] = [browse(house, place()), browse(house, place())];
    await victim.call('POST', '/auth/api/register', newcomer(email));
    const code = await codeFor(house, email);
    await thief.call('POST', '/auth/api/register', { ...newcomer(email), password: 'thief thief thief' });
    expect((await thief.call('POST', '/auth/api/verify-email', { email, code })).status).toBe(400);
    expect((await victim.call('POST', '/auth/api/verify-email', { email, code })).status).toBe(200);
    const login = (password: string) => thief.call('POST', '/auth/api/login', { email, password });
    expect((await login('thief thief thief')).status).toBe(401);
    expect((await login(goodPassword)).status).toBe(200);
  });

  it('does not tell whether an address is registered, except to who reads its mail', async () => {
    const { email } = await register(house, 'known@example.com', place());
    const before = mailsTo(house, email).length;
    const browsing = browse(house, place());
    const known = await browsing.call('POST', '/auth/api/register', newcomer(email));
    const unknown = await browsing.call('POST', '/auth/api/register', newcomer('unknown@example.com'));
    expect([known.status, Object.keys(known.json)]).toEqual([unknown.status, Object.keys(unknown.json)]);
    const mails = await house.until(
      () => mailsTo(house, email),
      found => found.length > before,
    );
    expect(mails.at(-1)?.subject).toContain('registered');
    expect(mails.at(-1)?.text).not.toMatch(/\d{6}/);
  });

  it.each([
    ['no address', { email: 'nobody' }, 'email'],
    ['a short password', { password: 'short' }, 'password'],
    ['terms that were not accepted', { tosAccepted: false }, 'tosAccepted'],
    ['a name with a line break', { orgName: 'a\nb' }, 'orgName'],
  ])('refuses %s', async (_, change, field) => {
    const answer = await browse(house, place()).call('POST', '/auth/api/register', {
      ...newcomer('x@example.com'),
      ...change,
    });
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid-input', field } });
  });

  it('slows down who registers again and again, per address and per place', async () => {
    const email = 'eager@example.com';
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1)
      statuses.push((await browse(house, place()).call('POST', '/auth/api/register', newcomer(email))).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const here = browse(house, place());
    const from = async (index: number) =>
      (await here.call('POST', '/auth/api/register', newcomer(`many${index}@example.com`))).status;
    const made = [];
    for (let index = 0; index < 7; index += 1) made.push(await from(index));
    expect(made).toEqual([200, 200, 200, 200, 200, 200, 429]);
  });
});

describe('a server that is closed to strangers', () => {
  it('lets people register on its own machine in a demo, and nobody else', async () => {
    const demo = await install();
    const entrance = await browse(demo).call('GET', '/admin/api/session');
    expect(entrance.json).toMatchObject({ registration: 'open' });
    expect((await browse(demo).call('POST', '/auth/api/register', newcomer('here@example.com'))).status).toBe(200);
    const elsewhere = browse(demo, '203.0.113.7');
    expect((await elsewhere.call('GET', '/admin/api/session')).json).toMatchObject({ registration: 'closed' });
    const refused = await elsewhere.call('POST', '/auth/api/register', newcomer('there@example.com'));
    expect(refused).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    await demo.close();
  });
});
