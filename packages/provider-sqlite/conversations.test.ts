import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdmitRequest, type Facts, type Store, systemRuntime } from '@buttdial/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSqlite } from './src/index.ts';

const organizationId = 'acme';
const runtime = systemRuntime();
const keyOf = (contact: number) => createHash('sha256').update(String(contact)).digest('hex').slice(0, 40);

let folder: string;
let stores: Store[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bd-conversations-'));
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

const file = () => join(folder, 'store.db');

async function open(path = file()): Promise<Store> {
  const store = await createSqlite({ file: path }, runtime).store.open();
  stores.push(store);
  return store;
}

async function furnished(): Promise<Store> {
  const store = await open();
  const createdAt = runtime.now();
  const organization = {
    id: organizationId,
    name: 'Acme',
    slug: 'acme',
    mode: 'sandbox',
    settings: {},
    createdAt,
  } as const;
  await store.createOrganization(organization, undefined, '{}');
  const agent = { id: 'agent', displayName: 'Agent', profile: {}, createdAt, limits: {}, lines: [], auditBody: '{}' };
  await store.agents.create(organizationId, agent);
  return store;
}

const query = (contact: number, contactKey = keyOf(contact)) => ({ organizationId, contactKey, now: runtime.now() });

function asking(contact: number, contactKey = keyOf(contact)): AdmitRequest {
  const now = runtime.now();
  return {
    id: runtime.newId(),
    organizationId,
    agentId: 'agent',
    channel: 'sms',
    purpose: 'marketing',
    from: '+12125550100',
    to: `+1212555${contact}`,
    contactKey,
    connection: 'acme',
    sealedBody: new Uint8Array(10),
    reserveMicros: 1,
    currency: 'USD',
    now,
    dueAt: now,
    auditBody: '{}',
  };
}

async function admit(store: Store, contact: number, contactKey?: string): Promise<{ id: string; facts: Facts }> {
  const request = asking(contact, contactKey);
  const claim = { owner: 'courier', leaseMs: 60_000 };
  const admission = await store.admit({ ...request, claim, facts: query(contact, contactKey) });
  if (admission.outcome !== 'admitted' || !admission.facts) throw new Error(admission.outcome);
  return { id: request.id, facts: admission.facts };
}

const settle = (store: Store, messageId: string) =>
  store.settle({
    organizationId,
    messageId,
    attempt: 1,
    now: runtime.now(),
    outcome: { kind: 'sent', vendorId: `vendor-${messageId}` },
    auditBody: '{}',
  });

function look<Result>(work: (connection: Database.Database) => Result): Result {
  const connection = new Database(file());
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

const broughtIn = () => look(each => each.prepare('select count(*) from conversations').pluck().get() as number);

/** More messages than are remembered, in turn to so many contacts. */
async function fill(store: Store, contacts: number): Promise<void> {
  for (let from = 0; from < 4_200; from += 100) {
    const sent = await Promise.all(Array.from({ length: 100 }, (_, index) => admit(store, (from + index) % contacts)));
    await Promise.all(sent.map(({ id }) => settle(store, id)));
  }
}

const counted = ({ attempts, underWay }: Facts) => attempts.length + underWay.length;

describe('conversations', () => {
  test('are found whole, in the table and beyond it, by whoever asks', async () => {
    const store = await furnished();
    const other = await open();
    expect(counted(await other.facts(query(7)))).toBe(0);
    await fill(store, 60);
    expect(broughtIn()).toBeGreaterThan(4_000);
    const { facts } = await admit(store, 7);
    expect(facts.attempts).toHaveLength(70);
    expect(facts.underWay).toHaveLength(1);
    for (const each of [store, other]) {
      expect(counted(await each.facts(query(7)))).toBe(71);
      const listed = await each.messages.list(organizationId, { contactKey: keyOf(7) }, { limit: 100 });
      expect(listed.map(message => message.to)).toEqual(Array(71).fill('+12125557'));
      const several = await each.messages.list(organizationId, { contactKeys: [keyOf(7), keyOf(8)] }, { limit: 200 });
      expect(several).toHaveLength(141);
      expect((await each.privacy.exportContact(organizationId, keyOf(8))).messages).toHaveLength(70);
      const conversation = { contactKey: keyOf(7), channel: 'sms', address: '+12125550100' } as const;
      expect(await each.lines.lastWriter(organizationId, conversation)).toBe('agent');
    }
  });

  test('of thousands tell the newest attempts, from either side of the mark', async () => {
    const store = await furnished();
    await fill(store, 1);
    const { id, facts } = await admit(store, 0);
    expect(facts.underWay.map(each => each.messageId)).toEqual([id]);
    expect(facts.attempts).toHaveLength(199);
    const newest = await store.messages.list(organizationId, { contactKey: keyOf(0) }, { limit: 50 });
    const oldestOfThem = newest.at(-1)?.createdAt.getTime() ?? 0;
    expect(facts.attempts.filter(each => each.at.getTime() >= oldestOfThem).length).toBeGreaterThanOrEqual(49);
  });

  test('of keys that begin alike are told apart', async () => {
    const store = await furnished();
    const [one, two] = ['the-same-beginning-1', 'the-same-beginning-2'];
    await admit(store, 1, one);
    await fill(store, 60);
    await admit(store, 1, one);
    expect(counted((await admit(store, 2, two)).facts)).toBe(1);
    expect(counted(await store.facts(query(1, one)))).toBe(2);
    expect(await store.messages.list(organizationId, { contactKey: two }, { limit: 10 })).toHaveLength(1);
  });

  test('hold what another process writes where a transaction of this one was rolled back', async () => {
    const store = await furnished();
    const other = await open();
    await admit(store, 1);
    look(each =>
      each.exec(`create table parents (id integer primary key);
        create table orphans (parent integer references parents (id) deferrable initially deferred);
        create trigger orphan after insert on messages begin insert into orphans values (1); end;`),
    );
    await expect(admit(store, 2)).rejects.toMatchObject({ code: 'unavailable' });
    look(each => each.exec('drop trigger orphan; drop table orphans; drop table parents'));
    // It takes the row number that the failed one had.
    await admit(other, 3);
    expect(counted(await store.facts(query(3)))).toBe(1);
    expect(counted(await store.facts(query(2)))).toBe(0);
  });

  test('go with their messages', async () => {
    const store = await furnished();
    await fill(store, 60);
    const before = broughtIn();
    await store.privacy.eraseContact(organizationId, keyOf(7), runtime.now(), '{}');
    expect(before - broughtIn()).toBeGreaterThan(60);
    expect(counted(await store.facts(query(7)))).toBe(0);
    const later = new Date(runtime.now().getTime() + 1_000);
    await store.purge({ messages: later, inbox: later });
    expect(broughtIn()).toBe(0);
    // Nobody gets the number of a row that is gone.
    await admit(store, 8);
    expect(counted(await store.facts(query(8)))).toBe(1);
  });

  test('are brought in where messages only wait, of which nobody asks the facts', async () => {
    const store = await furnished();
    for (let from = 0; from < 4_200; from += 100)
      await Promise.all(Array.from({ length: 100 }, (_, index) => store.admit(asking((from + index) % 60))));
    expect(broughtIn()).toBeGreaterThan(4_000);
    expect(await store.messages.list(organizationId, { contactKey: keyOf(7) }, { limit: 100 })).toHaveLength(70);
  });

  test('are the same in a copy', async () => {
    const store = await furnished();
    await fill(store, 60);
    await store.privacy.eraseContact(organizationId, keyOf(3), runtime.now(), '{}');
    await createSqlite({ file: file() }, runtime).store.backup?.(join(folder, 'copy.db'));
    const copy = await open(join(folder, 'copy.db'));
    expect(counted(await copy.facts(query(7)))).toBe(70);
    expect(await copy.messages.list(organizationId, { contactKey: keyOf(9) }, { limit: 100 })).toHaveLength(70);
  });
});
