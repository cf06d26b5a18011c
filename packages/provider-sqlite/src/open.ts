import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import * as schema from './schema.ts';

/** A connection as better-sqlite3 gives it. */
export type Connection = Database.Database;
/** The same connection with the tables of `schema.ts`. */
export type Tables = ReturnType<typeof withTables>;

/** Where the migrations lie. Holds from src/ and from dist/: both are beside that folder. */
export const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

const migrationPatienceMs = 60_000;

/** Opens the file, creating and migrating it, however many processes do the same at once. */
export function openConnection(file: string, busyTimeoutMs: number): Connection {
  if (file === ':memory:') return prepare(new Database(file), busyTimeoutMs);
  const path = resolve(file);
  mkdirSync(dirname(path), { recursive: true });
  // Neither Drizzle's migrator nor the switch to WAL is safe with two openers, so they queue up at a second file.
  const gate = new Database(`${path}.migrate`, { timeout: migrationPatienceMs });
  try {
    gate.exec('BEGIN EXCLUSIVE');
    const connection = prepare(new Database(path), busyTimeoutMs);
    gate.exec('COMMIT');
    return connection;
  } finally {
    gate.close();
  }
}

function prepare(connection: Connection, busyTimeoutMs: number): Connection {
  connection.pragma('busy_timeout = 60000');
  connection.pragma('journal_mode = WAL');
  // FULL: what is acknowledged survives a power cut. The group committer makes up for the price.
  connection.pragma('synchronous = FULL');
  // Hot pages are written many times between checkpoints; a longer log copies each of them back less often.
  connection.pragma('wal_autocheckpoint = 8000');
  connection.pragma('foreign_keys = ON');
  connection.pragma('cache_size = -16384');
  migrate(withTables(connection), { migrationsFolder: migrations });
  connection.pragma(`busy_timeout = ${busyTimeoutMs}`);
  return connection;
}

/** Drizzle over a connection. */
export function withTables(connection: Connection) {
  return drizzle(connection, { schema });
}
