import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { createSandbox, type Sandbox } from '@buttdial/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause } from '../../testing/children.ts';
import { type Place, register } from '../../testing/person.ts';
import { readConfig } from '../config.ts';
import { prepareOrganization } from '../default-organization.ts';
import { loadProviders } from '../load-providers.ts';
import { type Running, startServer } from '../server.ts';

// Kept for fiction, and yet a number that the law knows a place for.
const phone = '+12125550177';
const twilio = { accountSid: `AC${'a1'.repeat(16)}`, authToken: 'b2'.repeat(16) };
const resend = { apiKey: `re_${'c3'.repeat(16)}`, webhookSecret: `whsec_${'ZDQ='.repeat(8)}` };
const operator = 'an-operator-token-that-is-long-3141592653';

let dataDir: string;
/** What stands for the real vendors: everything that reaches it would have cost money. */
let world: Sandbox;
let listening: Awaited<ReturnType<Sandbox['listen']>>;

async function serve(edition: string): Promise<Running> {
  const runtime = systemRuntime();
  const { config, problems } = readConfig(
    {
      PORT: '0',
      DATA_DIR: join(dataDir, edition),
      LOG_LEVEL: 'silent',
      WEBHOOK_BASE_URL: 'http://127.0.0.1:9',
      CREDENTIALS_ENCRYPTION_KEY: Buffer.from(runtime.randomBytes(32)).toString('hex'),
      ORCHESTRATOR_SECURITY_TOKEN: operator,
      REGISTRATION_ENABLED: 'true',
      EDITION: edition,
      EMAIL_DEFAULT_DOMAIN: 'mail.example.com',
      A2P_10DLC_REGISTERED: 'true',
      CONSENT_ASSUMED: 'informational',
    },
    { demo: false },
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const base = listening.url.replace(/\/$/, '');
  const { connections } = await loadProviders(
    {
      TWILIO_ACCOUNT_SID: twilio.accountSid,
      TWILIO_AUTH_TOKEN: twilio.authToken,
      TWILIO_BASE_URL: `${base}/twilio`,
      RESEND_API_KEY: resend.apiKey,
      RESEND_BASE_URL: `${base}/resend`,
    },
    {},
    runtime,
  );
  const { encryptionKey = new Uint8Array() } = config;
  // Pages are asked for where the server listens.
  return startServer(
    { ...config, encryptionKey },
    { runtime, connections, prepare: store => prepareOrganization(store, runtime) },
  );
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'buttdial-sandbox-'));
  world = createSandbox({ runtime: systemRuntime() });
  listening = await world.listen({ port: 0 });
  world.control.addAccount({ twilio, resend });
  world.control.addDomain({ domain: 'mail.example.com', apiKey: resend.apiKey });
});
afterAll(async () => {
  await listening.close();
  await world.close();
  rmSync(dataDir, { recursive: true });
});

async function until<Value>(ask: () => Value | Promise<Value>, holds: (value: Value) => boolean): Promise<Value> {
  const giveUp = Date.now() + 10_000;
  for (;;) {
    const value = await ask();
    if (holds(value)) return value;
    if (Date.now() > giveUp) throw new Error(`Still not so after ten seconds: ${JSON.stringify(value)}`);
    await pause(20);
  }
}

const placeOf = (server: Running): Place => ({
  url: server.url.href.replace(/\/$/, ''),
  until,
  demo: { network: world },
});

async function api(server: Running, route: string, options: { token: string; body?: object }) {
  const [method = 'GET', path = ''] = route.split(' ');
  const response = await fetch(new URL(`/api/v1${path}`, server.url), {
    method,
    headers: { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' },
    ...(options.body ? { body: JSON.stringify(options.body) } : {}),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** How often the vendor of numbers and messages was asked for anything. */
const reached = () => world.ledger().requests.filter(request => request.vendor === 'twilio').length;
const agent = { agentId: 'first', displayName: 'First', capabilities: ['sms', 'email'] };

describe('an organization in its sandbox, on a live server', () => {
  it('has numbers, sends and is answered, and nothing reaches the real network', async () => {
    const server = await serve('community');
    const { orgToken: token } = await register(placeOf(server), 'founder@example.com');
    const before = reached();
    const made = await api(server, 'POST /provision', { token, body: agent });
    expect(made.json).toMatchObject({ success: true });
    const sent = await api(server, 'POST /send-message', {
      token,
      body: { agentId: 'first', to: phone, body: 'Hello' },
    });
    expect(sent.json).toMatchObject({ success: true });
    await until(
      async () => (await api(server, `GET /messages/${sent.json.id}?agentId=first`, { token })).json.status,
      status => status === 'delivered',
    );
    const mail = { agentId: 'first', to: 'ada@example.com', body: 'Hello', subject: 'x', channel: 'email' };
    expect((await api(server, 'POST /send-message', { token, body: mail })).json).toMatchObject({ success: true });
    expect(reached()).toBe(before);
    expect(world.control.mails('ada@example.com')).toEqual([]);

    // Its numbers belong to nobody on the real network, so they do not come along.
    const launch = () => api(server, 'POST /organization/launch', { token, body: {} });
    expect(await launch()).toMatchObject({ status: 409, json: { code: 'conflict' } });
    await api(server, 'POST /deprovision', { token, body: { agentId: 'first' } });
    expect((await launch()).json).toMatchObject({ mode: 'production', review: 'approved' });
    let count = 0;
    await until(
      async () => {
        count += 1;
        const agentId = `again-${count}`;
        const again = await api(server, 'POST /provision', { token, body: { ...agent, agentId } });
        expect(again.status).toBe(200);
        if (reached() === before) await api(server, 'POST /deprovision', { token, body: { agentId } });
        return reached();
      },
      asked => asked > before,
    );
    await server.close();
  }, 60_000);

  it('is looked at by the operator before it leaves, in the saas edition', async () => {
    const server = await serve('saas');
    const { orgToken: token, orgId } = await register(placeOf(server), 'tenant@example.com');
    const launch = () => api(server, 'POST /organization/launch', { token, body: {} });
    const review = (action: string) =>
      api(server, `POST /organizations/${orgId}/review`, { token: operator, body: { action, reason: 'Who are you?' } });
    expect((await launch()).json).toMatchObject({ mode: 'sandbox', review: 'pending' });
    expect((await launch()).json).toMatchObject({ mode: 'sandbox', review: 'pending' });
    expect((await api(server, 'GET /organization', { token })).json).toMatchObject({ review: 'pending' });
    expect(
      (await api(server, `POST /organizations/${orgId}/review`, { token, body: { action: 'approve' } })).status,
    ).toBe(403);
    expect((await review('reject')).json).toMatchObject({ mode: 'sandbox', review: 'rejected' });
    expect((await launch()).json).toMatchObject({ review: 'pending' });
    expect((await review('approve')).json).toMatchObject({ mode: 'production', review: 'approved' });
    expect((await review('approve')).status).toBe(409);
    const audit = (await server.store.audit.list(orgId, 1, 100)).map(each => JSON.parse(each.body).event);
    expect(audit).toEqual(
      expect.arrayContaining(['organization.review-asked', 'organization.rejected', 'organization.launched']),
    );
    await server.close();
  }, 60_000);
});
