import { type ProviderDefinition, type Runtime, type Store, systemRuntime } from '@buttdial/core';

/** An empty database of a test's own. */
export interface StoreDatabase {
  /** The configuration that opens it. It is opened several times at once, as several processes would. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Makes every commit that wrote a message fail, from another connection. Answers how to undo that. */
  breakCommits(): Promise<() => Promise<void>>;
  /** Its tables and their columns, looked at from another connection. Tables of the migrator are left out. */
  columns(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** How many sealed bodies its tables hold, outgoing and incoming, looked at from another connection. */
  keptBodies(): Promise<number>;
  remove(): Promise<void>;
}

/** A store as the suite wants to meet it. */
export interface StoreSubject {
  readonly definition: ProviderDefinition;
  /** URL of the module whose default export is `definition`: child processes load it. */
  readonly module: string;
  /** How many processes may write at once. */
  readonly processes: number;
  /** How often the races are run. */
  readonly runs: number;
  /** `empty`: not even migrated. Otherwise its tables may be there, which saves time. */
  createDatabase(state: 'empty' | 'ready'): Promise<StoreDatabase>;
}

/** Whose clock counts, and in which world the store runs. */
export interface OpenOptions {
  readonly clock?: 'database' | 'runtime';
  readonly runtime?: Runtime;
}

/** A database with a store open in it. */
export interface House extends StoreDatabase {
  readonly store: Store;
  /** Opens the same database once more. */
  again(options?: OpenOptions): Promise<Store>;
}

/** Runs a test in a database of its own and takes everything down afterwards, whatever happened. */
export async function inHouse(
  subject: StoreSubject,
  test: (house: House) => Promise<void>,
  options: OpenOptions = {},
): Promise<void> {
  const database = await subject.createDatabase('ready');
  const opened: Store[] = [];
  const again = async ({ clock = 'runtime', runtime = systemRuntime() }: OpenOptions = {}) => {
    const config = subject.definition.config.parse({ ...database.config, clock });
    const opener = subject.definition.create(config, runtime).store;
    if (!opener) throw new Error('The definition offers no store.');
    const store = await opener.open();
    opened.push(store);
    return store;
  };
  try {
    const store = await again(options);
    await test({ ...database, store, again });
  } finally {
    for (const store of opened) await store.close();
    await database.remove();
  }
}
