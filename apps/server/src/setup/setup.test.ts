import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Log, systemRuntime } from '@buttdial/core';
import { createSandbox } from '@buttdial/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Installation, install } from '../../testing/installation.ts';
import { createPage, type Page } from '../../testing/page.ts';
import { readProduction, startProduction } from '../production.ts';
import { createSetupDesk } from './desk.ts';
import { type SetupServer, startSetup } from './setup-server.ts';

const twilio = { accountSid: `AC${'c3'.repeat(16)}`, authToken: 'the-very-secret-token-8841' };
const network = createSandbox({ runtime: systemRuntime() });
const lines: string[] = [];
const write = (event: string, fields?: object) => void lines.push(`${event} ${JSON.stringify(fields ?? {})}`);
const log: Log = { debug: write, info: write, warn: write, error: write };

let listening: Awaited<ReturnType<typeof network.listen>>;
let folder: string;
const open: SetupServer[] = [];

beforeAll(async () => {
  listening = await network.listen({ port: 0 });
  network.control.addAccount({ twilio });
  folder = mkdtempSync(join(tmpdir(), 'buttdial-setup-'));
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});
afterAll(async () => {
  await listening.close();
  network.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly server: SetupServer;
  readonly page: Page;
  readonly call: (path: string, body?: object) => ReturnType<Page['call']>;
  readonly envFile: string;
  readonly dataDir: string;
}

async function begin(name: string, environment: Record<string, string> = {}): Promise<Started> {
  const dataDir = join(folder, name);
  const envFile = join(dataDir, '.env');
  const server = await startSetup({
    runtime: systemRuntime(log),
    environment: { TWILIO_BASE_URL: `${listening.url}/twilio`, ...environment, DATA_DIR: dataDir, LOG_LEVEL: 'silent' },
    envFile,
    dataDir,
    host: '127.0.0.1',
    port: 0,
  });
  open.push(server);
  const page = createPage({ url: server.url.origin });
  const call = (path: string, body?: object) =>
    page.call(body === undefined ? 'GET' : 'POST', `/admin/api/setup${path}`, body === undefined ? {} : { body });
  return { server, page, call, envFile, dataDir };
}

async function entered(name: string, environment?: Record<string, string>): Promise<Started> {
  const started = await begin(name, environment);
  expect((await started.call('/session', { token: started.server.ticket })).status).toBe(200);
  return started;
}

/** Everything up to the writing. */
async function answered({ call, server }: Started): Promise<void> {
  await call('/values', { values: { WEBHOOK_BASE_URL: server.url.origin, A2P_10DLC_REGISTERED: 'true' } });
  await call('/vendors', { vendors: ['twilio'] });
  await call('/vendors/twilio/test', { fields: twilio });
  await call('/database/test', {});
}

describe('the door of the set-up', () => {
  it('opens to the printed token, once, and to nobody without', async () => {
    const { server, page, call } = await begin('door');
    expect((await call('')).status).toBe(401);
    expect((await call('/write', {})).status).toBe(401);
    expect((await call('/session', { token: 'setup_wrong' })).status).toBe(401);
    expect((await call('/session', { token: server.ticket })).status).toBe(200);
    expect((await call('')).json).toMatchObject({ mode: 'setup', step: 'surroundings', isStarted: false });
    const second = createPage({ url: server.url.origin });
    const again = await second.call('POST', '/admin/api/setup/session', { body: { token: server.ticket } });
    expect(again.status).toBe(401);
    page.cookie = 'bd_setup=something';
    expect((await call('')).status).toBe(401);
  });

  it('is slow for whoever guesses', async () => {
    const { call } = await begin('guess');
    for (let guess = 0; guess < 10; guess += 1)
      expect((await call('/session', { token: `setup_${guess}` })).status).toBe(401);
    expect((await call('/session', { token: 'setup_more' })).status).toBe(429);
  });

  it('lets no foreign page through with the cookie of the person', async () => {
    const { server, page } = await entered('foreign');
    const headers = { cookie: page.cookie, 'content-type': 'application/json' };
    const path = `${server.url.origin}/admin/api/setup/write`;
    for (const extra of [
      {},
      { 'x-buttdial-page': 'admin', origin: 'https://evil.example' },
      { origin: server.url.origin },
    ])
      expect((await fetch(path, { method: 'POST', headers: { ...headers, ...extra }, body: '{}' })).status).toBe(403);
  });

  it('offers nothing but the wizard before the server is started', async () => {
    const { server } = await begin('nothing');
    for (const path of ['/api/v1/agents', '/mcp', '/webhooks/x/sms', '/admin/api/live'])
      expect([path, (await fetch(`${server.url.origin}${path}`)).status]).toEqual([path, 503]);
    expect((await fetch(`${server.url.origin}/admin/setup`)).status).toBe(200);
  });
});

describe('the set-up', () => {
  it('keeps every answer over a restart, and knows the browser again', async () => {
    const first = await entered('kept');
    await answered(first);
    await first.call('/step', { step: 'database' });
    await first.server.close();
    open.length = 0;
    const second = await begin('kept');
    second.page.cookie = first.page.cookie;
    const view = await second.call('');
    expect(view.json).toMatchObject({ step: 'database', values: { A2P_10DLC_REGISTERED: 'true' } });
    expect(view.json.vendors).toContainEqual(
      expect.objectContaining({ name: 'twilio', isChosen: true, kept: ['authToken'], acceptedAt: expect.any(String) }),
    );
    expect(statSync(join(second.dataDir, 'setup.json')).mode & 0o777).toBe(0o600);
  });

  it('says what a vendor says, and never shows a secret again', async () => {
    const { call } = await entered('vendors');
    await call('/vendors', { vendors: ['twilio'] });
    const seen = async (fields: object) => (await call('/vendors/twilio/test', { fields })).json.test;
    expect(await seen({ accountSid: 'AC1', authToken: 'x' })).toEqual({
      outcome: 'invalid',
      problems: [{ field: 'accountSid', message: expect.stringContaining('32') }],
    });
    expect(await seen({ ...twilio, authToken: 'wrong' })).toMatchObject({
      outcome: 'refused',
      fault: { kind: 'credentials' },
    });
    expect(await seen(twilio)).toMatchObject({ outcome: 'works', capabilities: expect.arrayContaining(['messaging']) });
    await call('/vendors', { vendors: ['twilio', 'flite'] });
    const written = (await call('/review')).json.variables;
    expect(written).toContainEqual({ name: 'PROVIDER_TTS', value: 'flite', isSecret: false });
    // What is kept is tried again without being typed again.
    expect(await seen({})).toMatchObject({ outcome: 'works' });
    for (const path of ['', '/review', '/checks'])
      expect(JSON.stringify((await call(path)).json)).not.toContain(twilio.authToken);
    expect(lines.join('\n')).not.toContain(twilio.authToken);
  });

  it('changes no variable but its own, and no line but that of the variable', async () => {
    const { call } = await entered('variables');
    for (const name of ['CREDENTIALS_ENCRYPTION_KEY', 'NODE_OPTIONS', 'PRICES_FILE', 'DATABASE_URL', 'HOST'])
      expect([name, (await call('/values', { values: { [name]: 'x' } })).status]).toEqual([name, 403]);
    expect((await call('/vendors/twilio/test', { fields: { ...twilio, baseUrl: 'http://127.0.0.1:1' } })).status).toBe(
      400,
    );
    expect((await call('/vendors/..%2fevil/test', { fields: {} })).status).toBe(404);
    expect((await call('/vendors', { vendors: ['left-pad'] })).status).toBe(404);
    const wrong = await call('/values', { values: { INITIAL_AGENT_POOL_SIZE: '-3' } });
    expect(wrong.json.problems).toEqual([{ field: 'INITIAL_AGENT_POOL_SIZE', message: expect.any(String) }]);
    expect(wrong.json).toMatchObject({ view: { values: { INITIAL_AGENT_POOL_SIZE: '5' } } });
    await call('/values', { values: { POSTAL_ADDRESS: '1 Street\nORCHESTRATOR_SECURITY_TOKEN=mine' } });
    await call('/vendors', { vendors: ['twilio'] });
    await call('/vendors/twilio/test', { fields: twilio });
    await call('/values', { values: { WEBHOOK_BASE_URL: 'http://localhost:3100' } });
    expect(await call('/write', {})).toMatchObject({ status: 400, json: { field: 'POSTAL_ADDRESS' } });
  });

  it('looks at the surroundings, its own public address among them', async () => {
    const { call, server } = await entered('checks', { TRACE: '1' });
    const look = async () => (await call('/checks')).json.checks as { name: string; state: string; reason: string }[];
    const reasonOf = async (name: string) => (await look()).find(check => check.name === name)?.reason;
    expect(await reasonOf('publicUrl')).toBe('missing');
    expect((await look()).filter(check => check.state === 'wrong')).toEqual([]);
    await call('/values', { values: { WEBHOOK_BASE_URL: server.url.origin } });
    expect(await reasonOf('publicUrl')).toBe('loopback');
    await call('/values', { values: { WEBHOOK_BASE_URL: listening.url.replace(/\/$/, '') } });
    expect(await reasonOf('publicUrl')).toBe('stranger');
    await call('/values', { values: { WEBHOOK_BASE_URL: 'http://127.0.0.1:1' } });
    expect(await reasonOf('publicUrl')).toBe('silent');
  });

  it('tries a PostgreSQL, counts what it lacks, and makes the tables', async () => {
    const { call } = await entered('postgres');
    const url = new URL(inject('postgresUrl'));
    expect(await call('/database/test', { url: 'mysql://x' })).toMatchObject({ status: 400, json: { field: 'url' } });
    const away = new URL(url);
    away.pathname = '/no_such_database';
    expect((await call('/database/test', { url: away.href })).json).toMatchObject({
      remedy: expect.stringContaining('createdb'),
    });
    const tested = await call('/database/test', { url: url.href });
    expect(tested.json.database).toMatchObject({ server: expect.stringMatching(/^PostgreSQL \d/) });
    expect(tested.json.view).toMatchObject({
      database: { kind: 'postgres', isChosen: true, where: `${url.host}${url.pathname}` },
    });
    const file = await call('/database/test', {});
    expect(file.json.database).toMatchObject({ server: expect.stringMatching(/^SQLite \d/), applied: 0 });
    expect((await call('/database/prepare', {})).json.database).toMatchObject({ pending: [] });
  });

  it('writes nothing while something is wrong, then one private file, beside what stood there', async () => {
    const started = await entered('writing');
    const { call, envFile, server } = started;
    expect((await call('/write', {})).json.problems).toEqual(
      expect.arrayContaining([expect.stringContaining('WEBHOOK_BASE_URL'), expect.stringContaining('No provider')]),
    );
    expect(existsSync(envFile)).toBe(false);
    writeFileSync(envFile, '# mine\nEXTRA="a b"\nWEBHOOK_BASE_URL=https://old.example\n');
    await answered(started);
    expect((await call('/write', {})).json).toMatchObject({ problems: [], writtenAt: expect.any(String) });
    const text = readFileSync(envFile, 'utf8');
    expect(text.startsWith('# mine\n')).toBe(true);
    expect(parseEnv(text)).toMatchObject({
      EXTRA: 'a b',
      WEBHOOK_BASE_URL: server.url.origin,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      PROVIDER_TELEPHONY: 'twilio',
      CREDENTIALS_ENCRYPTION_KEY: expect.stringMatching(/^[0-9a-f]{64}$/),
      ORCHESTRATOR_SECURITY_TOKEN: expect.stringMatching(/^bd_live_root_/),
      PORT: server.url.port,
    });
    expect(statSync(envFile).mode & 0o777).toBe(0o600);
  });

  it('becomes the server on the same address, with the person as its operator', async () => {
    const started = await entered('starting');
    const { call, page, server } = started;
    expect((await call('/start', {})).status).toBe(500);
    await answered(started);
    await call('/write', {});
    expect((await call('/start', {})).json).toMatchObject({ isStarted: true });
    const wizard = page.cookie;
    expect((await page.call('GET', '/admin/api/session')).json).toMatchObject({ mode: 'live', session: null });
    page.cookie = wizard;
    expect((await call('/enter', {})).status).toBe(200);
    const session = page.cookie;
    expect((await page.call('GET', '/admin/api/session')).json).toMatchObject({ session: { kind: 'orchestrator' } });
    page.cookie = session;
    const made = await page.call('POST', '/api/v1/provision', {
      body: { displayName: 'Front desk', capabilities: { phone: true } },
    });
    expect(made).toMatchObject({ status: 200, json: { success: true } });
    const sent = await page.call('POST', '/api/v1/send-message', {
      body: { agentId: made.json.agentId, to: '+12125550123', body: 'I am alive' },
    });
    // Consent is the law's to ask for; the way to the vendor is open either way.
    expect([200, 403]).toContain(sent.status);
    page.cookie = wizard;
    expect((await call('/finish', {})).status).toBe(200);
    page.cookie = wizard;
    expect((await call('')).status).toBe(401);
    expect(existsSync(join(folder, 'starting', 'setup.json'))).toBe(false);
    expect(server.running()?.store.name).toBe('sqlite');
  });
});

describe('the set-up beside a server that runs', () => {
  let house: Installation;
  beforeAll(async () => {
    house = await install();
  });
  afterAll(() => house.close());

  const routes = [
    ['GET', ''],
    ['GET', '/checks'],
    ['GET', '/review'],
    ['POST', '/values'],
    ['POST', '/step'],
    ['POST', '/vendors'],
    ['POST', '/vendors/twilio/test'],
    ['POST', '/database/test'],
    ['POST', '/database/prepare'],
    ['POST', '/write'],
    ['POST', '/start'],
    ['POST', '/enter'],
    ['POST', '/first-agent'],
    ['POST', '/finish'],
  ] as const;

  it.each(routes)('refuses an organization: %s %s', async (method, path) => {
    const page = createPage(house);
    await page.call('POST', '/admin/api/session', { body: { token: house.tokens.organization } });
    const body = { values: { POSTAL_ADDRESS: 'Mine' }, step: 'start', vendors: [], fields: {}, agentId: 'x' };
    const options = method === 'POST' ? { body } : {};
    expect((await page.call(method, `/admin/api/setup${path}`, options)).status).toBe(403);
    const stranger = createPage(house);
    expect((await stranger.call(method, `/admin/api/setup${path}`, options)).status).toBe(401);
    const bearer = { authorization: `Bearer ${house.tokens.orchestrator}` };
    expect((await stranger.call(method, `/admin/api/setup${path}`, { ...options, headers: bearer })).status).toBe(401);
  });

  it('lets the operator in, and changes nothing in a walk through', async () => {
    const page = createPage(house);
    await page.call('POST', '/admin/api/session', { body: { token: house.tokens.orchestrator } });
    const session = page.cookie;
    const call = async (method: string, path: string, body?: object) => {
      page.cookie = session;
      return page.call(method, `/admin/api/setup${path}`, body ? { body } : {});
    };
    expect((await call('GET', '')).json).toMatchObject({ mode: 'practice', isStarted: true });
    await call('POST', '/values', { values: { WEBHOOK_BASE_URL: house.url } });
    await call('POST', '/vendors', { vendors: ['twilio'] });
    const vendors = (await call('GET', '')).json.vendors as { name: string; sample: Record<string, string> }[];
    const fields = vendors.find(vendor => vendor.name === 'twilio')?.sample ?? {};
    expect((await call('POST', '/vendors/twilio/test', { fields })).json).toMatchObject({ test: { outcome: 'works' } });
    expect((await call('POST', '/write', {})).json).toMatchObject({ problems: [], writtenAt: expect.any(String) });
    expect(existsSync('.env')).toBe(false);
    expect((await call('POST', '/database/prepare', {})).status).toBe(409);
    expect((await call('POST', '/start', {})).status).toBe(409);
    expect((await call('POST', '/enter', {})).status).toBe(409);
    expect((await call('POST', '/finish', {})).status).toBe(200);
  });
});

describe('the set-up beside a production server', () => {
  it('opens to its operator alone, writes the file, and leaves the server as it is', async () => {
    const dataDir = join(folder, 'production');
    const envFile = join(dataDir, '.env');
    const operator = 'an-operator-token-that-is-long-2236067977';
    const environment = {
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      PORT: '0',
      WEBHOOK_BASE_URL: 'https://phone.example.com',
      CREDENTIALS_ENCRYPTION_KEY: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
      ORCHESTRATOR_SECURITY_TOKEN: operator,
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_BASE_URL: `${listening.url}/twilio`,
    };
    const runtime = systemRuntime(log);
    const production = await readProduction(environment, () => runtime);
    expect(production.problems).toEqual([]);
    const desk = createSetupDesk({ runtime, environment, envFile, dataDir, port: 3100 });
    const server = await startProduction(production, { admin: { setup: desk } });
    try {
      const url = server.url.origin;
      const sign = async (token: string) => {
        const page = createPage({ url });
        await page.call('POST', '/admin/api/session', { body: { token } });
        const session = page.cookie;
        return async (method: string, path: string, body?: object) => {
          page.cookie = session;
          return page.call(method, `/admin/api/setup${path}`, body ? { body } : {});
        };
      };
      const created = await fetch(`${url}/api/v1/organizations`, {
        method: 'POST',
        headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Tenant', slug: 'tenant' }),
      });
      const { adminToken } = (await created.json()) as { adminToken: string };
      const tenant = await sign(adminToken);
      expect((await tenant('POST', '/values', { values: { POSTAL_ADDRESS: 'Mine' } })).status).toBe(403);
      expect((await tenant('POST', '/write', {})).status).toBe(403);
      expect(existsSync(envFile)).toBe(false);

      const call = await sign(operator);
      const view = (await call('GET', '')).json;
      expect(view).toMatchObject({ mode: 'running', isStarted: true });
      // What has credentials already is chosen already.
      expect(view.vendors).toContainEqual(expect.objectContaining({ name: 'twilio', isChosen: true }));
      expect(view.vendors).toContainEqual(expect.objectContaining({ name: 'resend', isChosen: false }));
      expect((await call('POST', '/practice', {})).status).toBe(403);
      expect((await call('POST', '/session', { token: 'setup_anything' })).status).toBe(401);
      await call('POST', '/values', { values: { INITIAL_AGENT_POOL_SIZE: '9' } });
      expect(
        await call('POST', '/values', { values: { WEBHOOK_BASE_URL: 'https://elsewhere.example' } }),
      ).toMatchObject({
        status: 409,
        json: { field: 'WEBHOOK_BASE_URL' },
      });
      expect((await call('POST', '/write', {})).json).toMatchObject({ problems: [] });
      expect(parseEnv(readFileSync(envFile, 'utf8'))).toEqual({ INITIAL_AGENT_POOL_SIZE: '9' });
      expect((await call('POST', '/start', {})).status).toBe(409);
    } finally {
      await server.close();
    }
  });
});
