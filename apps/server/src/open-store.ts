import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ButtdialError, type Runtime, type Store, type StoreOpener } from '@buttdial/core';
import type { Config } from './config.ts';
import { loadStore } from './load-providers.ts';

/** Opens the installation's database, creating or migrating it. */
export async function openStore(
  config: Pick<Config, 'dataDir' | 'databaseUrl'>,
  runtime: Runtime,
  clock?: 'runtime',
): Promise<Store> {
  return (await storeOpener(config, runtime, clock)).open();
}

/** What opens, backs up and restores the installation's database. */
export async function storeOpener(
  config: Pick<Config, 'dataDir' | 'databaseUrl'>,
  runtime: Runtime,
  clock?: 'runtime',
): Promise<StoreOpener> {
  mkdirSync(config.dataDir, { recursive: true });
  const file = join(config.dataDir, 'buttdial.db');
  const provider = await loadStore(
    {
      file,
      ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
      ...(clock ? { clock } : {}),
    },
    runtime,
  );
  if (!provider.store) throw new ButtdialError('configuration', 'The store provider offers no store.');
  return provider.store;
}
