import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import * as schema from './schema.ts';
import type { Settings } from './settings.ts';

/** A pool of connections as postgres.js gives it; bigint columns are numbers, which is exact below 2^53. */
export type Connection = postgres.Sql<{ bigint: number }>;
/** The same pool with the tables of `schema.ts`. */
export type Tables = ReturnType<typeof withTables>;

/** Where the migrations lie. Holds from src/ and from dist/: both are beside that folder. */
export const migrations = fileURLToPath(new URL('../migrations', import.meta.url));

// Any number will do as long as all openers use the same.
const migrationLock = 7_217_061_945;

/** Opens the pool, creating and migrating the tables, however many processes do the same at once. */
export async function openConnection({ url, maxConnections, prepare }: Settings): Promise<Connection> {
  await migrateTogether(url, prepare);
  return connect(url, { max: maxConnections, prepare });
}

/** A pool of at most `max` connections. It connects when it is first asked. */
export function connect(
  url: string,
  pool: { readonly max: number; readonly prepare: boolean; readonly connectTimeoutSeconds?: number },
): Connection {
  const { max, prepare, connectTimeoutSeconds = 30 } = pool;
  return postgres(url, {
    max,
    prepare,
    connect_timeout: connectTimeoutSeconds,
    onnotice: () => undefined,
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
  });
}

// Drizzle's migrator has no lock of its own, so a transaction on another connection holds one around it.
async function migrateTogether(url: string, prepare: boolean): Promise<void> {
  const gate = connect(url, { max: 1, prepare });
  const worker = connect(url, { max: 1, prepare });
  try {
    await gate.begin(async held => {
      await held`select pg_advisory_xact_lock(${migrationLock})`;
      await migrate(withTables(worker), { migrationsFolder: migrations });
    });
  } finally {
    await Promise.all([gate.end(), worker.end()]);
  }
}

/** Drizzle over a pool. */
export function withTables(connection: Connection) {
  return drizzle(connection, { schema });
}
