import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../../testing/installation.ts';
import { createPage } from '../../../testing/page.ts';
import { browse, goodPassword, join, mailsTo, register } from '../../../testing/person.ts';

let house: Installation;
beforeAll(async () => {
  house = await install({ env: { TRUSTED_PROXIES: '127.0.0.1', REGISTRATION_ENABLED: 'true' } });
});
afterAll(() => house.close());

let count = 0;
const place = () => `198.51.102.${++count}`;

/** An organization with an owner who is signed in. */
async function organization(name: string) {
  const owner = await register(house, `${name}@example.com`, place());
  const people = async () =>
    (await owner.browsing.call('GET', '/api/v1/people')).json.people as {
      personId: string;
      email: string;
      role: string;
    }[];
  const idOf = async (email: string) => (await people()).find(each => each.email === email)?.personId ?? '';
  const invite = (role: string, email = `${role}.of.${name}@example.com`) =>
    join(house, { token: owner.orgToken, email, role });
  const events = async () =>
    (await house.demo.store.audit.list(owner.orgId, 1, 1000)).map(each => JSON.parse(each.body).event);
  return { ...owner, people, idOf, invite, events };
}

describe('an invitation', () => {
  it('brings somebody in with the role that it names', async () => {
    const own = await organization('inviter');
    const { browsing, email } = await own.invite('viewer');
    const session = (await browsing.call('GET', '/admin/api/session')).json.session;
    expect(session).toMatchObject({ organizationId: own.orgId, person: { email, role: 'viewer' } });
    expect(await own.people()).toMatchObject([
      { email: own.email, role: 'owner', isYou: true },
      { email, role: 'viewer', isYou: false, secondFactor: false },
    ]);
    expect(await own.events()).toEqual(expect.arrayContaining(['person.invited', 'person.joined']));
  });

  it('works once, and not after it was withdrawn', async () => {
    const own = await organization('once');
    const { secret } = await own.invite('viewer');
    const again = (body: object) => browse(house).call('POST', '/auth/api/invitations/accept', body);
    expect((await again({ secret, name: 'x', password: goodPassword })).status).toBe(404);
    const email = 'withdrawn@example.com';
    const made = await own.browsing.call('POST', '/api/v1/invitations', { email, role: 'admin' });
    const { id } = made.json.invitation as { id: string };
    const listed = (await own.browsing.call('GET', '/api/v1/invitations')).json.invitations;
    expect(listed).toMatchObject([{ id, email, role: 'admin' }]);
    expect((await own.browsing.call('DELETE', `/api/v1/invitations/${id}`)).status).toBe(200);
    const mails = await house.until(
      () => mailsTo(house, email),
      found => found.length > 0,
    );
    const withdrawn = /#([\w-]+)/.exec(mails[0]?.text ?? '')?.[1];
    expect((await again({ secret: withdrawn, name: 'x', password: goodPassword })).status).toBe(404);
    expect((await browse(house).call('POST', '/auth/api/invitations/look', { secret: withdrawn })).status).toBe(404);
  });

  it('is accepted by who is registered only after they signed in, and adds a second organization', async () => {
    const [own, other] = [await organization('first'), await organization('second')];
    const guest = other.browsing;
    const token = own.orgToken;
    await house.api('POST', '/invitations', { token, body: { email: other.email, role: 'admin' } });
    const mails = await house.until(
      () => mailsTo(house, other.email),
      found => found.some(each => each.subject.includes('invited')),
    );
    const secret = /#([\w-]+)/.exec(mails.at(-1)?.text ?? '')?.[1];
    const look = await guest.call('POST', '/auth/api/invitations/look', { secret });
    expect(look.json).toMatchObject({ organization: 'first Ltd', role: 'admin', isRegistered: true, isYou: true });
    const stranger = await browse(house).call('POST', '/auth/api/invitations/accept', {
      secret,
      name: 'Thief',
      password: goodPassword,
    });
    expect(stranger.status).toBe(401);
    expect((await guest.call('POST', '/auth/api/invitations/accept', { secret })).status).toBe(200);
    const where = async () => (await guest.call('GET', '/api/v1/organization')).json.organizationId;
    expect(await where()).toBe(own.orgId);
    const choose = (organizationId: string) =>
      guest.call('POST', '/admin/api/session/organization', { organizationId });
    expect((await choose(other.orgId)).status).toBe(200);
    expect(await where()).toBe(other.orgId);
    expect((await choose('default')).status).toBe(404);
    guest.jar.set('bd_organization', 'default');
    expect(await where()).not.toBe('default');
  });

  it('of an owner comes from an owner', async () => {
    const own = await organization('owners');
    const admin = await own.invite('admin');
    const invite = (role: string) =>
      admin.browsing.call('POST', '/api/v1/invitations', { email: 'x@example.com', role });
    expect((await invite('owner')).status).toBe(403);
    expect((await invite('admin')).status).toBe(200);
  });

  it('is not sent to who belongs already', async () => {
    const own = await organization('twice');
    const again = await own.browsing.call('POST', '/api/v1/invitations', { email: own.email, role: 'admin' });
    expect(again).toMatchObject({ status: 409, json: { field: 'email' } });
  });
});

describe('a role', () => {
  it('holds for every request within a second, whoever changes it', async () => {
    const own = await organization('changing');
    const admin = await own.invite('admin');
    const personId = await own.idOf(admin.email);
    const invites = async () => (await admin.browsing.call('GET', '/api/v1/sessions')).status;
    expect(await invites()).toBe(200);
    const changed = await own.browsing.call('PATCH', `/api/v1/people/${personId}`, { role: 'viewer' });
    expect(changed.status).toBe(200);
    await house.until(invites, status => status === 403);
    expect((await own.browsing.call('DELETE', `/api/v1/people/${personId}`)).status).toBe(200);
    await house.until(
      async () => (await admin.browsing.call('GET', '/api/v1/organization')).json.detail,
      detail => detail === 'You belong to no organization.',
    );
    expect(await own.events()).toEqual(expect.arrayContaining(['person.role-changed', 'person.removed']));
  });

  it('of an owner is touched by owners only, and the last one stays', async () => {
    const own = await organization('last');
    const admin = await own.invite('admin');
    const ownerId = await own.idOf(own.email);
    const adminId = await own.idOf(admin.email);
    const byAdmin = (method: string, id: string, body?: object) =>
      admin.browsing.call(method, `/api/v1/people/${id}`, body);
    expect((await byAdmin('PATCH', ownerId, { role: 'viewer' })).status).toBe(403);
    expect((await byAdmin('DELETE', ownerId)).status).toBe(403);
    expect((await byAdmin('PATCH', adminId, { role: 'owner' })).status).toBe(403);
    const own2 = await own.browsing.call('PATCH', `/api/v1/people/${ownerId}`, { role: 'admin' });
    expect(own2).toMatchObject({ status: 409, json: { code: 'conflict' } });
    expect((await own.browsing.call('PATCH', `/api/v1/people/${adminId}`, { role: 'owner' })).status).toBe(200);
    expect((await own.browsing.call('DELETE', `/api/v1/people/${ownerId}`)).status).toBe(200);
    await house.until(
      async () => (await own.browsing.call('GET', '/api/v1/people')).status,
      status => status === 403,
    );
  });

  it('cannot be given to somebody of another organization', async () => {
    const [own, other] = [await organization('here'), await organization('elsewhere')];
    const theirs = await other.idOf(other.email);
    for (const [method, body] of [
      ['PATCH', { role: 'viewer' }],
      ['DELETE', undefined],
    ] as const)
      expect((await own.browsing.call(method, `/api/v1/people/${theirs}`, body)).status).toBe(404);
    expect((await own.people()).map(each => each.email)).toEqual([own.email]);
  });
});

describe('sessions', () => {
  it('of the people of an organization are seen and ended by its admins, of owners by owners', async () => {
    const own = await organization('watched');
    const admin = await own.invite('admin');
    const viewer = await own.invite('viewer');
    const sessions = async () =>
      (await admin.browsing.call('GET', '/api/v1/sessions')).json.sessions as { id: string; personId: string }[];
    const [ownerId, viewerId] = [await own.idOf(own.email), await own.idOf(viewer.email)];
    const of = async (personId: string) => (await sessions()).find(each => each.personId === personId)?.id;
    expect(await sessions()).toHaveLength(3);
    expect((await admin.browsing.call('DELETE', `/api/v1/sessions/${await of(ownerId)}`)).status).toBe(403);
    expect((await admin.browsing.call('DELETE', `/api/v1/sessions/${await of(viewerId)}`)).status).toBe(200);
    await house.until(
      async () => (await viewer.browsing.call('GET', '/api/v1/organization')).status,
      status => status === 401,
    );
    expect((await admin.browsing.call('DELETE', '/api/v1/sessions/nothing')).status).toBe(404);
    expect(await own.events()).toContain('session.revoked');
  });

  it('of oneself are listed and ended one by one, or all others at once', async () => {
    const own = await organization('own-sessions');
    const [second, third] = [browse(house, place()), browse(house, place())];
    for (const browsing of [second, third])
      await browsing.call(
        'POST',
        '/auth/api/login',
        { email: own.email, password: goodPassword },
        { 'user-agent': 'Phone' },
      );
    const list = async () =>
      (await own.browsing.call('GET', '/auth/api/sessions')).json.sessions as {
        id: string;
        isThis: boolean;
        browser: string;
      }[];
    expect(await list()).toHaveLength(3);
    const other = (await list()).find(each => each.browser === 'Phone');
    expect((await own.browsing.call('DELETE', `/auth/api/sessions/${other?.id}`)).status).toBe(200);
    expect(await list()).toHaveLength(2);
    expect((await own.browsing.call('POST', '/auth/api/sessions/end-others', {})).status).toBe(200);
    expect(await list()).toMatchObject([{ isThis: true }]);
    for (const browsing of [second, third])
      expect((await browsing.call('GET', '/api/v1/organization')).status).toBe(401);
  });

  it('end with the password that they were opened with', async () => {
    const own = await organization('new-password');
    const second = browse(house, place());
    await second.call('POST', '/auth/api/login', { email: own.email, password: goodPassword });
    const change = (password: string) =>
      own.browsing.call('POST', '/auth/api/password', { password, newPassword: 'a better password' });
    expect((await change('not mine')).status).toBe(403);
    expect((await change(goodPassword)).status).toBe(200);
    expect((await second.call('GET', '/api/v1/organization')).status).toBe(401);
    expect((await own.browsing.call('GET', '/api/v1/organization')).status).toBe(200);
    expect(await own.events()).toContain('person.password-changed');
  });

  it('end the live stream of whoever is taken out', async () => {
    const own = await organization('streaming');
    const viewer = await own.invite('viewer');
    const page = createPage(house);
    page.cookie = [...viewer.browsing.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const live = await page.live();
    await live.next('hello');
    await own.browsing.call('DELETE', `/api/v1/people/${await own.idOf(viewer.email)}`);
    await house.until(
      async () => (await viewer.browsing.call('GET', '/api/v1/organization')).status,
      status => status === 403,
    );
    await house.api('POST', '/send-message', { body: { to: '+15559876543', body: 'Wakes every stream' } });
    await live.ended();
  });

  it('of a suspended organization open nothing', async () => {
    const own = await organization('suspended');
    await house.api('POST', `/organizations/${own.orgId}/suspend`, { token: house.tokens.orchestrator, body: {} });
    await house.until(
      async () => (await own.browsing.call('GET', '/api/v1/organization')).status,
      status => status === 403,
    );
  });
});

describe('somebody who belongs nowhere any more', () => {
  it('is told so, and may begin anew', async () => {
    const own = await organization('leaving');
    const admin = await own.invite('admin');
    await own.browsing.call('DELETE', `/api/v1/people/${await own.idOf(admin.email)}`);
    const entrance = await house.until(
      async () => (await admin.browsing.call('GET', '/admin/api/session')).json,
      json => json.session === null,
    );
    expect(entrance.notice).toContain('You belong to no organization.');
    const foreign = { origin: 'https://evil.example' };
    expect((await admin.browsing.call('GET', '/admin/api/session', undefined, foreign)).status).toBe(403);
    const begun = await admin.browsing.call('POST', '/auth/api/organization', { orgName: 'Own Ltd' });
    expect(begun).toMatchObject({ status: 200, json: { orgToken: expect.stringMatching(/^bd_test_org_/) } });
    await house.until(
      async () => (await admin.browsing.call('GET', '/api/v1/organization')).json.organizationId,
      id => id === begun.json.orgId,
    );
  });
});

describe('what people may never do', () => {
  it('is whatever belongs to the operator or to somebody else', async () => {
    const own = await organization('curious');
    for (const operation of house.demo.switchboard.operations.values()) {
      if (operation.access !== 'orchestrator') continue;
      const { method, path } = operation.rest;
      const address = path.replace(/:\w+/g, 'default');
      const body = method === 'get' || method === 'delete' ? undefined : {};
      const answer = await own.browsing.call(method.toUpperCase(), `/api/v1${address}`, body);
      expect([operation.name, answer.status]).toEqual([operation.name, 403]);
    }
    expect((await own.browsing.call('GET', '/api/v1/channel-status?agentId=test-agent-001')).status).toBe(404);
    expect((await own.browsing.call('GET', '/admin/api/network/phones')).status).toBe(403);
    const named = await own.browsing.call('GET', '/api/v1/people?organizationId=default');
    expect((named.json.people as { email: string }[]).map(each => each.email)).toEqual([own.email]);
  });
});
