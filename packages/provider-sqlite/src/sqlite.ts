import { defineProvider, type Runtime, type StoreOpener } from '@buttdial/core';
import { backupFile, restoreFile } from './backup.ts';
import { inspectFile } from './inspect.ts';
import { config, type SqliteConfig } from './settings.ts';
import { openStore } from './store.ts';

/** The definition that a loader finds: `sqlite`, offering `store`. */
const definition = defineProvider({
  contract: 1,
  name: 'sqlite',
  config,
  create: (settings, runtime): { readonly store: StoreOpener } => ({
    store: {
      open: async () => openStore(settings, runtime),
      inspect: () => inspectFile(settings.file),
      backup: file => backupFile(settings.file, file),
      restore: file => restoreFile(settings.file, file),
    },
  }),
});

/**
 * The embedded store: one SQLite file (WAL, `synchronous=FULL`), safe with several processes on one machine.
 * @example const store = await createSqlite({ file: 'buttdial.db' }, systemRuntime()).store.open();
 */
export function createSqlite(settings: SqliteConfig, runtime: Runtime): { readonly store: StoreOpener } {
  return definition.create(config.parse(settings), runtime);
}

export default definition;
