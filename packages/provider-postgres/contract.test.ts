import { systemRuntime } from '@buttdial/core';
import { type StoreDatabase, testStore } from '@buttdial/testing/store';
import postgres from 'postgres';
import { afterAll, beforeAll, inject } from 'vitest';
import definition, { createPostgres } from './src/index.ts';

const server = inject('postgresUrl');
let count = 0;

// A plain role, as an installation should use: it cannot bypass row-level security.
const role = `contract_${process.pid}`;

function urlOf(database: string, user?: string): string {
  const url = new URL(server);
  if (user !== undefined) url.username = user;
  url.pathname = `/${database}`;
  return url.href;
}

async function inDatabase<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

// Making a database takes a third of a second, emptying one a few milliseconds.
const shared = `contract_${process.pid}_shared`;
const tables =
  'organizations agents lines tokens meters admissions messages inbox contacts consent usage audit list_copies list_numbers data_keys credentials codes ledger plans pools kept_bodies phonebook traffic calls call_events call_tickets call_orders call_waiters members invitations tries people people_sessions people_accounts people_codes second_factors passkeys'.split(
    ' ',
  );
const everything = tables.map(table => `delete from ${table};`).join(' ');

beforeAll(async () => {
  await inDatabase(server, sql => sql.unsafe(`create role ${role} login`));
  await inDatabase(server, sql => sql.unsafe(`create database ${shared} owner ${role}`));
  const store = await createPostgres({ url: urlOf(shared, role) }, systemRuntime()).store.open();
  await store.close();
});

afterAll(async () => {
  await dropDatabase(shared);
  await inDatabase(server, sql => sql.unsafe(`drop role ${role}`));
});

async function dropDatabase(name: string): Promise<void> {
  await inDatabase(server, sql => sql.unsafe(`drop database ${name} with (force)`));
}

async function createDatabase(state: 'empty' | 'ready'): Promise<StoreDatabase> {
  count += 1;
  const name = state === 'ready' ? shared : `contract_${process.pid}_${count}`;
  if (state === 'empty') await inDatabase(server, sql => sql.unsafe(`create database ${name} owner ${role}`));
  const url = urlOf(name);
  return {
    config: { url: urlOf(name, role), maxConnections: 4 },
    // A deferred constraint is looked at by COMMIT and not before.
    breakCommits: async () => {
      await inDatabase(url, sql =>
        sql.unsafe(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$;
          create constraint trigger refusal after insert on messages deferrable initially deferred for each row execute function refuse()`),
      );
      return () =>
        inDatabase(
          url,
          async sql => void (await sql.unsafe('drop trigger refusal on messages; drop function refuse()')),
        );
    },
    keptBodies: () =>
      inDatabase(url, async sql => {
        const rows =
          await sql`select (select count(sealed_body) from messages) + (select count(sealed) from inbox) as kept`;
        return Number(rows[0]!.kept);
      }),
    columns: () =>
      inDatabase(url, async sql => {
        const rows = await sql<{ table: string; columns: string[] }[]>`
          select table_name as table, array_agg(column_name::text) as columns from information_schema.columns
          where table_schema = 'public' and table_name in (select tablename from pg_tables where schemaname = 'public') group by table_name`;
        return Object.fromEntries(rows.map(row => [row.table, row.columns]));
      }),
    remove: async () => {
      if (state === 'empty') await dropDatabase(name);
      else await inDatabase(url, sql => sql.unsafe(everything));
    },
  };
}

testStore('postgres', {
  definition,
  module: new URL('./src/index.ts', import.meta.url).href,
  processes: 4,
  runs: process.env.TEST_FULL ? 50 : 5,
  createDatabase,
});
