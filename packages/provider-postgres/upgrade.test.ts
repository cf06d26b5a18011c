import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createPostgres } from './src/index.ts';

const server = inject('postgresUrl');
const admin = postgres(server, { max: 1, onnotice: () => undefined });
const made: string[] = [];
afterAll(async () => {
  for (const name of made) await admin.unsafe(`drop database ${name} with (force)`);
  await admin.end();
});

const all = new URL('./migrations/', import.meta.url).pathname;
interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}
const { entries } = JSON.parse(readFileSync(join(all, 'meta/_journal.json'), 'utf8')) as Journal;

/** A database as the first so many migrations left it, with an organization in it. */
async function older(folder: string, count: number): Promise<string> {
  const migrations = join(folder, 'migrations');
  cpSync(all, migrations, { recursive: true });
  const journal = JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')) as Journal;
  writeFileSync(
    join(migrations, 'meta/_journal.json'),
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }),
  );
  const name = `upgrade_${process.pid}_${count}`;
  made.push(name);
  await admin.unsafe(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const connection = postgres(url.href, { max: 1, onnotice: () => undefined });
  await migrate(drizzle(connection), { migrationsFolder: migrations });
  await connection.begin(async sql => {
    await sql`select set_config('app.organization', '*', true)`;
    await sql`insert into organizations (id, name, slug, mode, settings, created_at) values ('old', 'Old', 'old', 'sandbox', '{}', 1)`;
    await sql`insert into meters (organization_id, agent_id) values ('old', '')`;
    await sql`insert into agents (id, organization_id, display_name, status, blocked_channels, profile, created_at)
      values ('agent', 'old', 'Agent', 'active', '[]', '{}', 1)`;
    await sql`insert into lines (id, organization_id, agent_id, channel, address, connection, status, created_at)
      values ('line', 'old', 'agent', 'sms', '+1', 'acme', 'active', 1)`;
  });
  await connection.end();
  return url.href;
}

// Before the second migration there were tables and no verbs: nothing of that stage was ever used.
const stages = entries.map((entry, index) => [entry.tag, index + 1] as const).slice(1);

describe('a database of an older version', () => {
  test.each(stages)('of %s is brought up to date when it is opened, with what is in it', async (_tag, count) => {
    const folder = mkdtempSync(join(tmpdir(), 'bd-upgrade-'));
    try {
      const opener = createPostgres({ url: await older(folder, count) }, systemRuntime()).store;
      expect((await opener.inspect?.())?.pending).toHaveLength(entries.length - count);
      const store = await opener.open();
      expect(await store.listOrganizations()).toMatchObject([{ id: 'old', agentCount: 1 }]);
      expect(await store.findLine('sms', '+1')).toEqual({
        id: 'line',
        organizationId: 'old',
        agentId: 'agent',
        channel: 'sms',
        address: '+1',
        connection: 'acme',
        status: 'active',
        createdAt: new Date(1),
      });
      expect(await store.audit.append('old', '{"event":"goes on"}', new Date(2))).toMatchObject({ sequence: 1 });
      expect(await store.pools.list('old')).toEqual([]);
      await store.close();
      expect(await opener.inspect?.()).toMatchObject({ applied: entries.length, pending: [] });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
