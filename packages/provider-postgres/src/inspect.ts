import { readFileSync } from 'node:fs';
import { ButtdialError, type DatabaseState } from '@buttdial/core';
import { sqlState } from './errors.ts';
import { connect, migrations } from './open.ts';
import type { Settings } from './settings.ts';

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[];
}

/** Which migrations the database still lacks. Nothing is written. */
export async function inspectDatabase({ url, prepare }: Settings): Promise<DatabaseState> {
  const { entries } = JSON.parse(readFileSync(`${migrations}/meta/_journal.json`, 'utf8')) as Journal;
  const connection = connect(url, { max: 1, prepare, connectTimeoutSeconds: 8 });
  try {
    const [about] = await connection<{ version: string; migrated: boolean }[]>`
      select current_setting('server_version') as version,
        to_regclass('drizzle.__drizzle_migrations') is not null as migrated`;
    const [seen] = about?.migrated
      ? await connection<{ applied: number; newest: number }[]>`
          select count(*)::int as applied, coalesce(max(created_at), 0)::bigint as newest
          from drizzle.__drizzle_migrations`
      : [];
    const newest = seen?.newest ?? 0;
    return {
      server: `PostgreSQL ${about?.version.split(' ')[0] ?? ''}`,
      applied: seen?.applied ?? 0,
      pending: entries.filter(entry => entry.when > newest).map(entry => entry.tag),
    };
  } catch (error) {
    throw explained(error);
  } finally {
    await connection.end({ timeout: 1 });
  }
}

// What people get wrong, by SQLSTATE and by the code of the failed connection. The URL itself is never in it.
const remedies: Readonly<Record<string, readonly [string, string]>> = {
  '28P01': [
    'The database refuses the password.',
    'Copy user and password again; characters such as @ and / have to be %-encoded.',
  ],
  '28000': [
    'The database does not let this user in.',
    'Copy the URL again, or allow the user to connect from this machine.',
  ],
  '3D000': ['There is no database of that name.', 'Create it first: createdb <name>.'],
  '42501': ['The user may not read the tables of the migrator.', 'Use the user that owns the database.'],
  ENOTFOUND: ['There is no host of that name.', 'Check the host in the URL.'],
  ECONNREFUSED: ['Nothing answers at that host and port.', 'Start PostgreSQL, or check host and port in the URL.'],
  CONNECT_TIMEOUT: ['The database did not answer in time.', 'Check host, port and firewall.'],
};

function explained(cause: unknown): ButtdialError {
  const code = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'code') : undefined;
  const [message, remedy] = remedies[sqlState(cause) ?? String(code)] ?? [
    'The database could not be asked.',
    'Check the URL, and that it is PostgreSQL 14 or later.',
  ];
  return new ButtdialError('unavailable', message, { field: 'url', remedy, cause });
}
