import { systemRuntime } from '@buttdial/core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createPostgres } from './src/index.ts';

const server = inject('postgresUrl');
const name = `walls_${process.pid}`;
const now = new Date('2026-03-15T12:00:00.000Z');

function urlOf(user?: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  if (user !== undefined) url.username = user;
  return url.href;
}

const administrator = postgres(server, { max: 1, onnotice: () => undefined });
let application: postgres.Sql;

beforeAll(async () => {
  await administrator.unsafe(`create role ${name} login`);
  await administrator.unsafe(`create database ${name} owner ${name}`);
  const store = await createPostgres({ url: urlOf(name) }, systemRuntime()).store.open();
  for (const who of ['alpha', 'beta']) await furnish(store, who);
  await store.close();
  application = postgres(urlOf(name), { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  await application.end();
  await administrator.unsafe(`drop database ${name} with (force)`);
  await administrator.unsafe(`drop role ${name}`);
  await administrator.end();
});

type Store = Awaited<ReturnType<ReturnType<typeof createPostgres>['store']['open']>>;

async function furnish(store: Store, who: string): Promise<void> {
  const organizationId = `org-${who}`;
  const agentId = `agent-${who}`;
  await store.createOrganization(
    { id: organizationId, name: who, slug: who, mode: 'sandbox', settings: {}, createdAt: now },
    undefined,
    '{}',
  );
  const line = {
    id: `line-${who}`,
    channel: 'sms',
    address: `+1555${who}`,
    connection: 'acme',
    status: 'active',
    createdAt: now,
  } as const;
  const token = { id: `token-${who}`, hash: `hash-${who}`, label: who, scopes: [], createdAt: now };
  await store.agents.create(organizationId, {
    id: agentId,
    displayName: who,
    profile: {},
    createdAt: now,
    limits: {},
    lines: [line],
    token,
    auditBody: '{}',
  });
  const common = { connection: 'acme', contactKey: `contact-${who}`, now };
  const message = {
    id: `message-${who}`,
    organizationId,
    agentId,
    channel: 'sms',
    purpose: 'reply',
    from: '+1',
    to: '+2',
    ...common,
  } as const;
  const money = { reserveMicros: 5, currency: 'USD' };
  await store.admit({
    ...message,
    ...money,
    sealedBody: new Uint8Array([1]),
    dueAt: now,
    auditBody: '{}',
    claim: { owner: 'c', leaseMs: 1_000 },
  });
  await store.settle({
    organizationId,
    messageId: message.id,
    attempt: 1,
    now,
    outcome: { kind: 'sent', vendorId: `v-${who}` },
    auditBody: '{}',
  });
  const inbound = {
    id: `in-${who}`,
    agentId,
    channel: 'sms',
    from: '+2',
    to: '+1',
    contactKey: `contact-${who}`,
    vendorId: 'e',
    sealed: new Uint8Array([1]),
    receivedAt: now,
  } as const;
  const consent = {
    id: `event-${who}`,
    organizationId,
    contactKey: `contact-${who}`,
    channel: 'sms',
    kind: 'stop',
    at: now,
  } as const;
  const key = { id: `key-${who}`, rootKeyId: 'root', wrapped: new Uint8Array([1]), createdAt: now };
  await store.vault.addKey(organizationId, key);
  const credential = { connection: 'acme', version: 1, keyId: key.id, sealed: { token: 'x' }, updatedAt: now };
  await store.vault.put(organizationId, credential, '{}');
  const pool = { max: 9, exempt: [] };
  const plan = { id: `plan-${who}`, agentId: `planned-${who}`, now, leaseMs: 1_000, pool };
  expect(await store.plans.begin(organizationId, plan)).toBe('begun');
  const code = { id: `code-${who}`, agentId, contactKey: `contact-${who}`, hash: 'h', createdAt: now, triesLeft: 3 };
  await store.codes.issue(organizationId, { ...code, expiresAt: now }, { max: 5, since: now });
  await furnishPeople(store, who);
  const call = {
    id: `call-${who}`,
    organizationId,
    agentId,
    direction: 'outbound',
    state: 'draft',
    from: '+1',
    to: '+2',
  } as const;
  const talk = { brain: 'script', transport: 'relay', sealedPlan: new Uint8Array([1]), maxSeconds: 60 } as const;
  const lease = { owner: 'c', leaseMs: 1_000 };
  await store.addCall({ ...call, ...talk, ...common, currency: 'USD', dueAt: now, lease, auditBody: '{}' });
  await store.calls.append(organizationId, call.id, [{ at: now, sealed: new Uint8Array([1]) }]);
  await store.issueTicket({ hash: `ticket-${who}`, organizationId, callId: call.id, now, validMs: 1_000 });
  const order = { key: 'a', sealed: new Uint8Array([1]), now, owner: 'other' };
  expect(await store.orders.ask(organizationId, call.id, order)).toMatchObject({ isNew: true });
  expect(await store.calls.expect(organizationId, agentId, now)).toBe(true);
  const entry = {
    id: `pool-${who}`,
    kind: 'number',
    address: `+1666${who}`,
    country: 'US',
    connection: 'acme',
  } as const;
  await store.pools.add(
    organizationId,
    { ...entry, state: 'available', monthlyMicros: 0, createdAt: now },
    { auditBody: '{}' },
  );
  const post = { at: now, direction: 'in', agentId, channel: 'sms', outcome: 'applied', durationMs: 1 } as const;
  store.traffic.note(organizationId, { ...post, messages: 1, statuses: 0 });
  const body = { id: message.id, agentId, contactKey: `contact-${who}`, channel: 'sms', direction: 'out' } as const;
  await store.privacy.keepBody(organizationId, { ...body, sealed: new Uint8Array([1]), at: now, expiresAt: now });
  await store.ingest({
    organizationId,
    connection: 'acme',
    now,
    messages: [inbound],
    statuses: [],
    consent: [consent],
  });
}

type Adapter = { create(asked: { model: string; data: object; forceAllowId: true }): Promise<object> };

async function furnishPeople(store: Store, who: string): Promise<void> {
  const { betterAuth } = await store.peopleDatabase();
  const adapter = (betterAuth as (options: object) => Adapter)({});
  const keep = (model: string, data: object) => adapter.create({ model, data, forceAllowId: true });
  const [id, email] = [`person-${who}`, `${who}@example.com`];
  const times = { createdAt: now, updatedAt: now };
  await keep('user', { id, name: who, email, emailVerified: true, ...times });
  await keep('session', { id: `session-${who}`, userId: id, token: who, expiresAt: now, ...times });
  await keep('account', { id: `account-${who}`, userId: id, accountId: id, providerId: 'x', password: who, ...times });
  await keep('verification', { id: `code-${who}`, identifier: who, value: who, expiresAt: now, ...times });
  const invitation = { id: `invitation-${who}`, email, role: 'owner', hash: who, createdAt: now } as const;
  const expiresAt = new Date(now.getTime() + 1_000);
  await store.people.invite(`org-${who}`, { ...invitation, expiresAt }, { max: 9, since: now }, '{}');
  expect(await store.acceptInvitation(who, id, { at: now, auditBody: '{}' })).toBe(true);
}

/** Every table that knows organizations, as the catalog says; the list is not written by hand so that none is forgotten. */
async function walled(): Promise<readonly string[]> {
  const rows = await application<{ table: string }[]>`
    select table_name as table from information_schema.columns where table_schema = 'public' and column_name = 'organization_id'
      and table_name in (select tablename from pg_tables where schemaname = 'public')
    union select 'organizations' order by 1`;
  return rows.map(row => row.table);
}

const owner = (table: string) => (table === 'organizations' ? 'id' : 'organization_id');

describe('row-level security, for a role that cannot bypass it', () => {
  test('the tables are those of the store, each with something of both organizations in it', async () => {
    const tables = await walled();
    expect(tables).toEqual([
      'agents',
      'audit',
      'call_events',
      'call_orders',
      'call_tickets',
      'call_waiters',
      'calls',
      'codes',
      'consent',
      'contacts',
      'credentials',
      'data_keys',
      'inbox',
      'invitations',
      'kept_bodies',
      'ledger',
      'lines',
      'members',
      'messages',
      'meters',
      'organizations',
      'phonebook',
      'plans',
      'pools',
      'tokens',
      'traffic',
      'usage',
    ]);
    for (const table of tables) {
      const rows = await application.begin(async sql => {
        await sql`select set_config('app.organization', '*', true)`;
        return sql.unsafe(`select distinct ${owner(table)} as owner from ${table} order by 1`);
      });
      expect(
        rows.map(row => row.owner),
        table,
      ).toEqual(['org-alpha', 'org-beta']);
    }
  });

  test('a transaction that names nobody sees nothing', async () => {
    for (const table of await walled())
      expect(await application.unsafe(`select * from ${table}`), table).toHaveLength(0);
  });

  test('a transaction of one organization sees and touches only its own', async () => {
    for (const table of await walled()) {
      await application.begin(async sql => {
        await sql`select set_config('app.organization', 'org-beta', true)`;
        const rows = await sql.unsafe(`select distinct ${owner(table)} as owner from ${table}`);
        expect(
          rows.map(row => row.owner),
          table,
        ).toEqual(['org-beta']);
        const changed = await sql.unsafe(`delete from ${table} where ${owner(table)} = 'org-alpha'`);
        expect(changed.count, table).toBe(0);
      });
    }
  });

  test('an organization sees who its people are and where they are signed in, and nothing that they sign in with', async () => {
    await application.begin(async sql => {
      await sql`select set_config('app.organization', 'org-beta', true)`;
      expect(await sql`select id from people`).toEqual([{ id: 'person-beta' }]);
      expect(await sql`select id from people_sessions`).toEqual([{ id: 'session-beta' }]);
      for (const table of ['people_accounts', 'people_codes', 'second_factors', 'passkeys'])
        expect(await sql.unsafe(`select * from ${table}`), table).toHaveLength(0);
      expect((await sql`update people set email = 'taken' where true`).count).toBe(0);
      expect((await sql`delete from people_sessions where id = 'session-alpha'`).count).toBe(0);
    });
    for (const table of ['people', 'people_sessions', 'people_accounts', 'people_codes'])
      expect(await application.unsafe(`select * from ${table}`), table).toHaveLength(0);
  });

  test('a row cannot be given to another organization', async () => {
    for (const table of await walled()) {
      const gift = application.begin(async sql => {
        await sql`select set_config('app.organization', 'org-beta', true)`;
        await sql.unsafe(`update ${table} set ${owner(table)} = 'org-alpha-2'`);
      });
      await expect(gift, table).rejects.toThrow('row-level security');
    }
  });

  test('what a transaction said is forgotten when the connection is used again', async () => {
    await application.begin(async sql => {
      await sql`select set_config('app.organization', '*', true)`;
    });
    expect(await application`select * from agents`).toHaveLength(0);
  });
});

test('works without prepared statements, as behind a transaction pooler', async () => {
  const store = await createPostgres({ url: urlOf(name), prepare: false }, systemRuntime()).store.open();
  expect(await store.findToken('hash-alpha')).toMatchObject({ organizationId: 'org-alpha' });
  expect(await store.messages.list('org-alpha', { agentId: 'agent-alpha' }, { limit: 5 })).toHaveLength(1);
  expect(await store.facts({ organizationId: 'org-alpha', contactKey: 'contact-alpha', now })).toMatchObject({
    ledger: [{ kind: 'stop' }],
  });
  expect(await store.acknowledge('org-alpha', 'agent-alpha', ['in-alpha'], now)).toBe(1);
  await store.close();
});
