import { request } from 'node:http';
import { systemRuntime } from '@buttdial/core';
import { hashToken, newToken } from '@buttdial/switchboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Installation, install } from '../../../testing/installation.ts';
import { createPage, type Page } from '../../../testing/page.ts';

const phone = '+15559876543';
let house: Installation;
beforeAll(async () => {
  house = await install();
});
afterAll(() => house.close());

/** Another organization, with a token of its own. */
async function newStranger(): Promise<{ readonly id: string; readonly token: string; readonly tokenId: string }> {
  const runtime = systemRuntime();
  const [id, tokenId, token] = [runtime.newId(), runtime.newId(), newToken('organization', 'test', runtime)];
  const createdAt = runtime.now();
  await house.demo.store.createOrganization(
    { id, name: 'Stranger', slug: id, mode: 'sandbox', settings: {}, createdAt },
    {
      id: tokenId,
      kind: 'organization',
      organizationId: id,
      hash: hashToken(token),
      label: 'x',
      scopes: [],
      createdAt,
    },
    '{}',
  );
  return { id, token, tokenId };
}

async function signedIn(token = house.tokens.organization): Promise<Page> {
  const page = createPage(house);
  const answer = await page.call('POST', '/admin/api/session', { body: { token } });
  expect(answer.status).toBe(200);
  return page;
}

describe('signing in', () => {
  it('takes an organization token and answers a httpOnly cookie that is not the token', async () => {
    const page = createPage(house);
    const answer = await page.call('POST', '/admin/api/session', { body: { token: house.tokens.organization } });
    expect(answer.json).toMatchObject({ mode: 'demo', session: { kind: 'organization', organizationId: 'default' } });
    const cookie = answer.headers.getSetCookie()[0] ?? '';
    expect(cookie).toMatch(/^bd_session=[\w-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(cookie).not.toContain('bd_test');
    expect((await page.call('GET', '/admin/api/session')).json).toMatchObject({ session: { network: true } });
  });

  it('gives a new cookie at every sign-in', async () => {
    const page = await signedIn();
    const before = page.cookie;
    await page.call('POST', '/admin/api/session', { body: { token: house.tokens.organization } });
    expect(page.cookie).not.toBe(before);
  });

  it('opens the demo by one click on this machine, and only under its own name', async () => {
    const page = createPage(house);
    expect((await page.call('GET', '/admin/api/session')).json).toMatchObject({ demoOpens: true, session: null });
    const answer = await page.call('POST', '/admin/api/session/demo', { body: {} });
    expect(answer.json).toMatchObject({ session: { organizationId: 'default' } });
    expect((await bent('POST', '/admin/api/session/demo', 'evil.example')).status).toBe(403);
    const forwarded = { 'x-forwarded-for': '203.0.113.9' };
    expect((await page.call('POST', '/admin/api/session/demo', { body: {}, headers: forwarded })).status).toBe(403);
  });

  it('refuses an agent token, whose place is the API', async () => {
    const answer = await createPage(house).call('POST', '/admin/api/session', { body: { token: house.tokens.one } });
    expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('lets the operator look at the default organization', async () => {
    const page = await signedIn(house.tokens.orchestrator);
    expect((await page.call('GET', '/api/v1/messages')).status).toBe(200);
    expect((await page.call('GET', '/admin/api/network/phones')).status).toBe(200);
  });

  it('ends: the cookie is taken away, and does not open anything any more', async () => {
    const page = await signedIn();
    const stolen = page.cookie;
    await page.call('DELETE', '/admin/api/session');
    expect(page.cookie).toBe('bd_session=');
    page.cookie = stolen;
    expect((await page.call('GET', '/api/v1/agents')).status).toBe(401);
  });

  it('ends with its token', async () => {
    const { id, token, tokenId } = await newStranger();
    const page = await signedIn(token);
    const live = await page.live();
    await live.next('hello');
    await house.demo.store.tokens.revoke(id, tokenId, new Date());
    await house.until(
      async () => (await page.call('GET', '/api/v1/agents')).status,
      status => status === 401,
    );
    await house.api('POST', '/send-message', { body: { to: phone, body: 'Wakes every stream' } });
    await live.ended();
  });
});

describe('a session on the REST door', () => {
  it('works where a page of ours asks', async () => {
    const page = await signedIn();
    expect((await page.call('GET', '/api/v1/agents')).json.agents).toHaveLength(2);
    const sent = await page.call('POST', '/api/v1/send-message', {
      body: { agentId: 'test-agent-001', to: phone, body: 'From a page' },
    });
    expect(sent.json).toMatchObject({ success: true });
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: undefined }],
    ['a page that may not say who it is', { 'x-buttdial-page': undefined }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour of the same site', { 'sec-fetch-site': 'same-site' }],
    ['an opaque origin', { origin: 'null' }],
  ])('refuses a change from %s', async (_, change) => {
    const { cookie } = await signedIn();
    const headers: Record<string, string | undefined> = {
      cookie,
      origin: house.url,
      'x-buttdial-page': 'admin',
      ...change,
    };
    for (const [method, path] of [
      ['POST', '/api/v1/send-message'],
      ['POST', '/admin/api/session'],
      ['POST', '/admin/api/session/demo'],
      ['DELETE', '/admin/api/session'],
      ['POST', `/admin/api/network/phones/${phone}/messages`],
    ]) {
      const response = await fetch(`${house.url}${path}`, {
        method: method ?? '',
        headers: Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
        body: method === 'DELETE' ? null : '{}',
      });
      expect([path, response.status]).toEqual([path, 403]);
    }
  });

  it('leases nothing to a link that somebody followed', async () => {
    const { cookie } = await signedIn();
    const link = `${house.url}/api/v1/waiting-messages?agentId=test-agent-001&ack=on_fetch`;
    expect((await fetch(link, { headers: { cookie } })).status).toBe(403);
  });

  it('says no to what the principal may not use, button or not', async () => {
    const page = await signedIn((await newStranger()).token);
    expect((await page.call('GET', '/api/v1/agents')).json.agents).toEqual([]);
    expect((await page.call('GET', '/api/v1/channel-status?agentId=test-agent-001')).status).toBe(404);
    expect((await page.call('GET', '/admin/api/network/phones')).status).toBe(403);
    expect(
      (await page.call('POST', '/api/v1/agent-limits', { body: { agentId: 'test-agent-001', limits: {} } })).status,
    ).toBe(404);
  });

  it('prefers a token, even a wrong one', async () => {
    const page = await signedIn();
    const headers = { authorization: 'Bearer nonsense' };
    expect((await page.call('GET', '/api/v1/agents', { headers })).status).toBe(401);
  });
});

describe('the simulated network', () => {
  it('is closed to everybody without a session', async () => {
    for (const path of ['/phones', `/phones/${phone}/messages`, `/phones/${phone}/calls`, '/mailboxes'])
      expect((await createPage(house).call('GET', `/admin/api/network${path}`)).status).toBe(401);
    const bearer = { authorization: `Bearer ${house.tokens.organization}` };
    expect((await fetch(`${house.url}/admin/api/network/phones`, { headers: bearer })).status).toBe(401);
    expect((await createPage(house).live()).status).toBe(401);
  });

  it('offers the verbs of people and no others', async () => {
    const page = await signedIn();
    expect((await page.call('GET', '/admin/api/network/phones')).json.phones).toContainEqual({
      number: phone,
      name: 'Ada',
    });
    const typed = await page.call('POST', `/admin/api/network/phones/${phone}/messages`, {
      body: { to: '+12125550101', text: 'Hello' },
    });
    expect(typed).toMatchObject({ status: 201, json: { phone, text: 'Hello', direction: 'sent' } });
    const wrong = await page.call('POST', `/admin/api/network/phones/${phone}/messages`, { body: { to: 'x' } });
    expect(wrong).toMatchObject({ status: 400, json: { code: 'invalid-input' } });
    for (const path of ['/faults', '/reset', '/accounts', '/ledger', '/events'])
      expect((await page.call('GET', `/admin/api/network${path}`)).status).toBe(404);
  });
});

describe('the live stream', () => {
  it('tells of a message, of the phone and of the answer in the inbox', async () => {
    const page = await signedIn();
    const live = await page.live();
    await live.next('hello');
    const sent = await page.call('POST', '/api/v1/send-message', {
      body: { agentId: 'test-agent-002', to: phone, body: 'Live' },
    });
    await live.next('phone', message => message.text === 'Live' && message.direction === 'received');
    await live.next('message', message => message.id === sent.json.id && message.status === 'delivered');
    house.demo.network.control.sendFromPhone({ from: phone, to: '+12125550102', text: 'Back' });
    expect((await live.next('inbox')).data).toMatchObject({ agentId: 'test-agent-002' });
    live.close();
  });

  it('resumes where it broke off', async () => {
    const page = await signedIn();
    const first = await page.live();
    const { id } = await first.next('hello');
    first.close();
    house.demo.network.control.sendFromPhone({ from: phone, to: '+12125550102', text: 'Missed?' });
    const second = await page.live(id);
    await second.next('resumed');
    expect((await second.next('phone')).data).toMatchObject({ text: 'Missed?' });
    second.close();
  });

  it.each(['another-process.7', 'nonsense', '.NaN'])('asks to read everything again after %s', async id => {
    const page = await signedIn();
    const live = await page.live(id);
    await live.next('resync');
    live.close();
  });

  it('tells of a call without a word of what is said in it, and what the phone hears to whoever holds it', async () => {
    const page = await signedIn();
    const live = await page.live();
    await live.next('hello');
    const { network } = house.demo;
    const own = '+15559870009';
    const made = await page.call('POST', `/admin/api/network/phones/${own}/calls`, { body: { to: '+12125550102' } });
    const { id } = made.json as { id: string };
    await live.next('phone-call', call => call.id === id && call.status === 'in-progress');
    const said = await page.call('POST', `/admin/api/network/calls/${id}/say`, {
      body: { text: 'Not for the stream' },
    });
    expect(said.status).toBe(200);
    await live.next('phone-call', call => JSON.stringify(call.transcript).includes('Not for the stream'));
    const told = await live.next('call', call => call.state === 'in-progress');
    expect(Object.keys(told.data).sort()).toEqual(['id', 'state']);
    expect((await page.call('POST', `/admin/api/network/calls/${id}/hang-up`, { body: {} })).json).toMatchObject({
      status: 'completed',
    });
    await live.next('call', call => call.state === 'ended');
    expect((await page.call('POST', `/admin/api/network/calls/${id}/say`, { body: { text: 'x' } })).status).toBe(409);
    expect(network.control.calls({ with: own })).toHaveLength(1);
    live.close();
  });

  it('tells another organization nothing', async () => {
    const { id, token, tokenId } = await newStranger();
    const theirs = await (await signedIn(token)).live();
    const own = await (await signedIn()).live();
    await Promise.all([theirs.next('hello'), own.next('hello')]);
    const sent = await house.api('POST', '/send-message', { body: { to: phone, body: 'Not for strangers' } });
    await own.next('message', message => message.id === sent.json.id && message.status === 'delivered');
    house.demo.network.control.sendFromPhone({ from: phone, to: '+12125550101', text: 'Neither' });
    await own.next('inbox');
    await house.demo.store.tokens.revoke(id, tokenId, new Date());
    await house.until(
      async () => (await house.api('GET', '/agents', { token })).status,
      status => status === 401,
    );
    await house.api('POST', '/send-message', { body: { to: phone, body: 'Wakes every stream' } });
    expect(await theirs.ended()).toEqual([]);
    own.close();
  });
});

describe('guessing', () => {
  it('is slowed down, while the right token still opens', async () => {
    const page = createPage(house);
    const guess = () => page.call('POST', '/admin/api/session', { body: { token: 'bd_test_org_wrong' } });
    for (let index = 0; index < 10; index += 1) expect((await guess()).status).toBe(401);
    const slowed = await guess();
    expect(slowed.status).toBe(429);
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    await signedIn();
  });
});

// fetch does not let anybody change the Host.
function bent(method: string, path: string, host: string): Promise<{ readonly status: number }> {
  const url = new URL(path, house.url);
  const headers = { host, origin: `http://${host}`, 'x-buttdial-page': 'admin', 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers }, response => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
    asked.on('error', reject);
    asked.end('{}');
  });
}
