import { join } from 'node:path';
import { ButtdialError, type DatabaseState, type Runtime } from '@buttdial/core';
import { loadStore } from '../load-providers.ts';

/** Which database: a PostgreSQL by its URL, or the SQLite file in the data folder. */
export interface DatabasePlace {
  readonly dataDir: string;
  readonly databaseUrl?: string;
}

/** Looks at the database and changes nothing. @throws `unavailable`, or `invalid-input` for what is no URL of PostgreSQL. */
export async function lookAt(place: DatabasePlace, runtime: Runtime): Promise<DatabaseState> {
  const opener = await openerOf(place, runtime);
  if (!opener.inspect) throw new ButtdialError('configuration', 'This store cannot be looked at before it is opened.');
  return opener.inspect();
}

/** Creates or migrates the database, then says how it stands. */
export async function prepareDatabase(place: DatabasePlace, runtime: Runtime): Promise<DatabaseState> {
  const opener = await openerOf(place, runtime);
  const store = await opener.open();
  await store.close();
  return lookAt(place, runtime);
}

async function openerOf({ dataDir, databaseUrl }: DatabasePlace, runtime: Runtime) {
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl))
    throw new ButtdialError('invalid-input', 'This is no URL of a PostgreSQL database.', {
      field: 'url',
      remedy: 'It looks like postgres://user:password@host:5432/database.',
    });
  const file = join(dataDir, 'buttdial.db');
  const provider = await loadStore(databaseUrl === undefined ? { file } : { file, databaseUrl }, runtime);
  if (!provider.store) throw new ButtdialError('configuration', 'The store provider offers no store.');
  return provider.store;
}
