import { defineProvider, type Runtime, type StoreOpener } from '@buttdial/core';
import { backupDatabase, restoreDatabase } from './backup.ts';
import { inspectDatabase } from './inspect.ts';
import { config, type PostgresConfig } from './settings.ts';
import { openStore } from './store.ts';

/** The definition that a loader finds: `postgres`, offering `store`. */
const definition = defineProvider({
  contract: 1,
  name: 'postgres',
  config,
  create: (settings, runtime): { readonly store: StoreOpener } => ({
    store: {
      open: () => openStore(settings, runtime),
      inspect: () => inspectDatabase(settings),
      backup: file => backupDatabase(settings, file),
      restore: file => restoreDatabase(settings, file),
    },
  }),
});

/**
 * The scale-out store: PostgreSQL 14 or later, exact over any number of processes and computers.
 * @example const store = await createPostgres({ url: 'postgres://localhost/buttdial' }, systemRuntime()).store.open();
 */
export function createPostgres(settings: PostgresConfig, runtime: Runtime): { readonly store: StoreOpener } {
  return definition.create(config.parse(settings), runtime);
}

export default definition;
