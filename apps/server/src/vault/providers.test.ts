import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, systemRuntime } from '@buttdial/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttdial } from '../../testing/command-line.ts';
import { type Installation, install } from '../../testing/installation.ts';

const phone = '+15559876543';
const own = { accountSid: `AC${'b'.repeat(32)}`, authToken: 'own-auth-token-5127' };
const lines: string[] = [];
const write = (event: string, fields?: object) => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
const log: Log = { debug: write, info: write, warn: write, error: write };

let house: Installation;
let dataDir: string;
let adminToken: string;
let agentToken: string;
let organizationId: string;
const seen: string[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'buttdial-vault-'));
  house = await install({ env: { DATA_DIR: dataDir }, runtime: systemRuntime(log) });
  house.demo.network.control.addAccount({ name: 'tenant', twilio: own });
  const made = await house.api('POST', '/organizations', {
    token: house.tokens.orchestrator,
    body: { name: 'Tenant', slug: 'tenant' },
  });
  adminToken = String(made.json.adminToken);
  organizationId = String(made.json.orgId);
});
afterAll(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function register(credentials: Record<string, string>, more: object = {}) {
  const answer = await house.api('POST', '/providers', {
    token: adminToken,
    body: { provider: 'twilio', credentials, ...more },
  });
  seen.push(JSON.stringify(answer.json));
  return answer;
}

const sentBy = (account: string) =>
  house.demo.network
    .ledger()
    .sends.filter(each => each.account === account)
    .map(each => each.text);

describe("an organization's own vendor account", () => {
  it('is refused when the vendor does not know it, and nothing is kept', async () => {
    const refused = await register({ ...own, authToken: 'wrong' });
    expect(refused).toMatchObject({
      status: 400,
      json: { field: 'credentials', detail: expect.stringContaining('twilio') },
    });
    expect((await house.api('GET', '/providers', { token: adminToken })).json).toEqual({ providers: [] });
  });

  it.each([
    ['a field that is missing', { accountSid: own.accountSid }, 'credentials.authToken'],
    ['a field that is malformed', { ...own, accountSid: 'ACx' }, 'credentials.accountSid'],
    ['a field that nobody asked for', { ...own, colour: 'red' }, 'credentials.credentials'],
    ['a place to send requests to', { ...own, baseUrl: 'http://169.254.169.254' }, 'credentials.credentials'],
  ])('is refused with %s', async (_what, credentials, field) => {
    expect(await register(credentials)).toMatchObject({ status: 400, json: { field } });
  });

  it.each(['nobody', 'sqlite', '../../etc'])('cannot be at %s', async provider => {
    const answer = await house.api('POST', '/providers', { token: adminToken, body: { provider, credentials: {} } });
    expect(answer).toMatchObject({ status: 400, json: { field: 'provider' } });
  });

  it('is used from the next message on', async () => {
    const registered = await register(own);
    expect(registered.json).toMatchObject({
      success: true,
      provider: 'twilio',
      verified: true,
      capabilities: expect.arrayContaining(['messaging', 'numbers', 'webhooks']),
      envKeysWritten: [],
    });
    const agent = await house.api('POST', '/provision', {
      token: adminToken,
      body: { agentId: 'tenant-agent', displayName: 'Tenant', capabilities: ['sms'] },
    });
    agentToken = String(agent.json.securityToken);
    const number = (agent.json.channels as { phone: { number: string } }).phone.number;
    const { control } = house.demo.network;
    expect(control.numbers().find(each => each.number === number)?.account).toBe('tenant');
    const sent = await house.api('POST', '/send-message', {
      token: agentToken,
      body: { to: phone, body: 'On my own' },
    });
    expect(sent.json).toMatchObject({ success: true, from: number });
    expect(sentBy('tenant')).toEqual(['On my own']);
    // Webhooks of that account are signed with its own token.
    control.sendFromPhone({ from: phone, to: number, text: 'To your own account' });
    await house.until(
      () => house.api('GET', '/waiting-messages', { token: agentToken }),
      inbox => inbox.json.count === 1,
    );
  });

  it('is listed by its fields only', async () => {
    const { json } = await house.api('GET', '/providers', { token: adminToken });
    seen.push(JSON.stringify(json));
    expect(json).toEqual({ providers: [{ provider: 'twilio', version: 1, fields: ['accountSid', 'authToken'] }] });
  });

  it('is of no use to another organization', async () => {
    const others = { token: house.tokens.organization };
    expect((await house.api('GET', '/providers', others)).json).toEqual({ providers: [] });
    expect((await house.api('DELETE', '/providers/twilio', others)).status).toBe(404);
    expect((await house.api('GET', '/providers')).status).toBe(403);
    await house.api('POST', '/send-message', { body: { to: phone, body: 'Not theirs' } });
    expect(sentBy('tenant')).not.toContain('Not theirs');
  });

  it('is changed at once, and never replaced by the account of the server', async () => {
    await register({ ...own, authToken: 'revoked-since-9214' }, { autoVerify: false });
    const failed = await house.api('POST', '/send-message', {
      token: agentToken,
      body: { to: phone, body: 'With what?' },
    });
    expect(failed).toMatchObject({ status: 502, json: { code: 'vendor-failed' } });
    await register(own);
    const sent = await house.api('POST', '/send-message', { token: agentToken, body: { to: phone, body: 'Again' } });
    expect(sent.status).toBe(200);
    expect(house.demo.network.ledger().sends.some(each => each.text === 'With what?')).toBe(false);
  });

  it('comes out of no door: not in an answer, a log line, a metric, the audit trail, the environment or the database', async () => {
    const trail = await house.api('GET', '/audit?limit=1000', { token: adminToken });
    expect(JSON.stringify(trail.json)).toContain('credentials.registered');
    const page = await (await fetch(`${house.url}/metrics`)).text();
    const files = readdirSync(dataDir).filter(name => name !== 'demo.json');
    const kept = files.map(name => readFileSync(join(dataDir, name), 'latin1'));
    const everywhere = [...seen, ...lines, page, JSON.stringify(trail.json), JSON.stringify(process.env), ...kept];
    for (const secret of [own.authToken, 'revoked-since-9214', Buffer.from(own.authToken).toString('base64')])
      expect(everywhere.filter(text => text.includes(secret))).toEqual([]);
  });

  it('is sealed anew from the command line while the server runs', async () => {
    const [before] = await house.demo.store.vault.keys(organizationId);
    const { said, exit } = buttdial(['keys', 'rotate', '--data', dataDir]);
    expect(await exit, said.err).toBe(0);
    expect(JSON.parse(said.out)).toMatchObject({ organizations: 1, resealed: 1, rewrapped: 0, dropped: 1 });
    const after = await house.demo.store.vault.keys(organizationId);
    expect(after.map(key => key.id)).not.toContain(before?.id);
    const sent = await house.api('POST', '/send-message', {
      token: agentToken,
      body: { to: phone, body: 'As before' },
    });
    expect(sent.status).toBe(200);
    expect(sentBy('tenant')).toContain('As before');
  });

  it('is forgotten when it is removed', async () => {
    expect((await house.api('DELETE', '/providers/twilio', { token: adminToken })).json).toEqual({ success: true });
    expect((await house.api('DELETE', '/providers/twilio', { token: adminToken })).status).toBe(404);
    expect(await house.demo.store.vault.list(organizationId)).toEqual([]);
    const events = (await house.demo.store.audit.list(organizationId, 1, 1000)).map(row => JSON.parse(row.body).event);
    expect(events.filter(event => event === 'credentials.removed')).toHaveLength(1);
  });
});
