import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ButtdialError, type Runtime, type Store, systemRuntime } from '@buttdial/core';
import type { Config } from '../config.ts';
import { openStore } from '../open-store.ts';
import { environmentWith } from '../setup/env-file.ts';
import { readChecked } from './read-checked.ts';

/** An installation as a command finds it on this machine: its settings, and its database opened beside the server. */
export interface AtHand {
  readonly config: Config;
  /** Absent where neither the environment nor a demo's folder has one. */
  readonly encryptionKey?: Uint8Array;
  readonly store: Store;
  readonly runtime: Runtime;
}

/** Runs with the installation that the environment (or `--data`) points to, then closes it. */
export async function atHand(
  options: { readonly data?: string },
  work: (installation: AtHand) => Promise<void>,
): Promise<void> {
  const runtime = systemRuntime();
  // As in a demo: a command asks only for what it needs.
  const config = readChecked(environmentWith('.env', process.env), { demo: true, ...options });
  const encryptionKey = config.encryptionKey ?? demoKey(config.dataDir);
  const store = await openStore(config, runtime);
  try {
    await work({ config, store, runtime, ...(encryptionKey ? { encryptionKey } : {}) });
  } finally {
    await store.close();
  }
}

function demoKey(dataDir: string): Uint8Array | undefined {
  const file = join(dataDir, 'demo.json');
  if (!existsSync(file)) return undefined;
  const { encryptionKey } = JSON.parse(readFileSync(file, 'utf8')) as { encryptionKey?: string };
  return encryptionKey === undefined ? undefined : Buffer.from(encryptionKey, 'hex');
}

/** @throws `configuration` when the installation has no key at hand. */
export function requireKey({ encryptionKey }: AtHand): Uint8Array {
  if (encryptionKey) return encryptionKey;
  throw new ButtdialError('configuration', 'The encryption key of the installation is not at hand.', {
    remedy: 'Run it with the environment of the server: CREDENTIALS_ENCRYPTION_KEY, and DATA_DIR or DATABASE_URL.',
  });
}
