import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { createSqlite } from '@buttdial/provider-sqlite';
import { Hono } from 'hono';
import { createParts } from './bench-parts.ts';

const Database = createRequire(new URL('../../../packages/provider-sqlite/package.json', import.meta.url))(
  'better-sqlite3',
);
const runtime = systemRuntime();

/**
 * The least that any send can cost here. `/floor`: the rows that a send must leave behind, in the store's own tables and in two
 * shared commits (before the vendor is asked, and after), by hand, with no check, no limit, no judge, no sealing and no log.
 * `/parts`: the same rows, and everything else that a send owes, by hand as well.
 */
export async function floorApp(dataDir: string): Promise<Hono> {
  const file = join(dataDir, 'floor.db');
  await (await createSqlite({ file }, runtime).store.open()).close();
  const rows = createRows(file);
  const parts = createParts();
  const answerOf = (id: string) => ({ success: true, messageId: id, status: 'sent' });
  return new Hono()
    .post('/floor', async context => {
      const { to } = await context.req.json();
      const id = runtime.newId();
      await rows.admit(id, to, `${to}-of-a-contact-key-as-long-as-ours`);
      await rows.settle(id, decision);
      return context.json(answerOf(id));
    })
    .post('/parts', async context => {
      const id = runtime.newId();
      const made = parts.carryOut(id, await context.req.json());
      await rows.admit(id, made.to, made.key);
      await rows.settle(id, made.decision);
      return context.json(answerOf(id), 200, parts.headers);
    });
}

const decision = JSON.stringify({ effect: 'allow', ruleIds: [], citations: [], json: 'x'.repeat(200) });

function createRows(file: string) {
  const connection = new Database(file);
  for (const words of ['journal_mode = WAL', 'synchronous = FULL', 'wal_autocheckpoint = 8000', 'cache_size = -16384'])
    connection.pragma(words);
  const commit = grouped(connection);
  const message = connection.prepare(
    `insert into messages (id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state,
       attempt, settled_attempt, asked_micros, reserved_micros, currency, sealed_body, created_at, updated_at, due_at, admitted_at,
       lease_owner, lease_until)
     values (?, 'default', 'test-agent-001', 'sms', 'informational', '+12125550101', ?, ?, 'twilio', 'sending',
       1, 0, 7900, 7900, 'USD', ?, ?, ?, ?, ?, 'floor', ?)`,
  );
  const admission = connection.prepare('insert into admissions (meter_id, sequence, at) values (?, ?, ?)');
  const audit = connection.prepare(
    `insert into audit (organization_id, sequence, at, body, previous_hash, hash) values ('default', ?, ?, ?, ?, ?)`,
  );
  const sent = connection.prepare(
    `update messages set state = 'sent', settled_attempt = 1, vendor_id = ?, decision = ?, attempted_at = ?, usage_hour = 0,
       updated_at = ?, lease_owner = null, lease_until = null, sealed_body = null where id = ?`,
  );
  const hash = randomBytes(32).toString('hex');
  const bringIn = connection.prepare(
    `insert into conversations select substr(contact_key, 1, 11), position from messages where position > ? and position <= ?
       order by 1, 2`,
  );
  let admitted = 0;
  let broughtIn = 0;
  let lastAt = 0;
  let audited = 0;
  const note = (event: string, id: string, at: number) => {
    audited += 1;
    audit.run(
      audited,
      at,
      JSON.stringify({ event, actor: 'system', target: id, details: { channel: 'sms' } }),
      hash,
      hash,
    );
  };
  return {
    admit: (id: string, to: string, key: string) =>
      commit(() => {
        const at = runtime.now().getTime();
        admitted += 1;
        message.run(id, to, key, randomBytes(96), at, at, at, at, at + 60_000);
        if (at !== lastAt) {
          admission.run(1, admitted, at);
          admission.run(2, admitted, at);
          lastAt = at;
        }
        if (admitted - broughtIn >= 4_096) {
          bringIn.run(broughtIn, admitted);
          broughtIn = admitted;
        }
        note('message.admitted', id, at);
      }),
    settle: (id: string, decided: string) =>
      commit(() => {
        const at = runtime.now().getTime();
        note('message.sent', id, at);
        sent.run(`SM${id}`, decided, at, at, id);
      }),
  };
}

/** What is asked for in one turn of the event loop shares a commit. */
function grouped(connection: { prepare(words: string): { run(): void } }) {
  const begin = connection.prepare('BEGIN IMMEDIATE');
  const end = connection.prepare('COMMIT');
  let waiting: { readonly work: () => void; readonly done: () => void }[] = [];
  const flush = () => {
    const members = waiting;
    waiting = [];
    begin.run();
    for (const { work } of members) work();
    end.run();
    for (const { done } of members) done();
  };
  return (work: () => void) =>
    new Promise<void>(done => {
      if (waiting.push({ work, done }) === 1) setImmediate(flush);
    });
}
