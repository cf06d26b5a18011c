import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { describe, expect, test } from 'vitest';
import { createSqlite } from './src/index.ts';

const all = new URL('./migrations/', import.meta.url).pathname;
interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}
const { entries } = JSON.parse(readFileSync(join(all, 'meta/_journal.json'), 'utf8')) as Journal;

/** A database as the first so many migrations left it, with an organization in it. */
function older(folder: string, count: number): string {
  const migrations = join(folder, 'migrations');
  cpSync(all, migrations, { recursive: true });
  const journal = JSON.parse(readFileSync(join(migrations, 'meta/_journal.json'), 'utf8')) as Journal;
  writeFileSync(
    join(migrations, 'meta/_journal.json'),
    JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }),
  );
  const file = join(folder, 'older.db');
  const connection = new Database(file);
  migrate(drizzle(connection), { migrationsFolder: migrations });
  connection.exec(`insert into organizations (id, name, slug, mode, settings, created_at) values ('old', 'Old', 'old', 'sandbox', '{}', 1);
    insert into meters (organization_id, agent_id) values ('old', '');
    insert into agents (id, organization_id, display_name, status, blocked_channels, profile, created_at) values ('agent', 'old', 'Agent', 'active', '[]', '{}', 1);
    insert into lines (id, organization_id, agent_id, channel, address, connection, status, created_at) values ('line', 'old', 'agent', 'sms', '+1', 'acme', 'active', 1)`);
  connection.close();
  return file;
}

describe('a database of an older version', () => {
  test.each(entries.map((entry, index) => [entry.tag, index + 1] as const))(
    'of %s is brought up to date when it is opened, with what is in it',
    async (_tag, count) => {
      const folder = mkdtempSync(join(tmpdir(), 'bd-upgrade-'));
      try {
        const opener = createSqlite({ file: older(folder, count) }, systemRuntime()).store;
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
    },
  );
});
