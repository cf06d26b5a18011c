import type { Runtime } from '@buttdial/core';
import type { Connection } from '@buttdial/switchboard';
import { type Config, readConfig } from './config.ts';
import { prepareOrganization } from './default-organization.ts';
import { type Loaded, loadProviders, loadStorage } from './load-providers.ts';
import { type Parts, type Running, startServer } from './server.ts';
import type { Variables } from './setup/env-file.ts';

/** A production configuration as it was read, with everything that is wrong with it. */
export interface Production {
  readonly config: Config;
  readonly loaded: Loaded;
  readonly storage?: Connection;
  readonly runtime: Runtime;
  readonly problems: readonly string[];
}

/** Reads variables as `serve` does. Nothing is started or connected. */
export async function readProduction(
  variables: Variables,
  runtimeFor: (config: Config) => Runtime,
): Promise<Production> {
  const { config, problems } = readConfig(variables, { demo: false });
  const runtime = runtimeFor(config);
  const loaded = await loadProviders(variables, config.slots, runtime);
  const { dataDir, storage: named } = config;
  const files = await loadStorage(variables, { dataDir, ...(named ? { named } : {}) }, runtime);
  const nothing =
    Object.keys(loaded.connections.slots).length === 0 && loaded.problems.length === 0
      ? ['No provider is configured. Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or RESEND_API_KEY, or both.']
      : [];
  const storage = files.storage ? { storage: files.storage } : {};
  return {
    config,
    loaded,
    runtime,
    ...storage,
    problems: [...problems, ...loaded.problems, ...files.problems, ...nothing],
  };
}

/** Starts the server on a configuration without problems. */
export async function startProduction(
  { config, loaded, storage, runtime }: Production,
  parts: Pick<Parts, 'listening' | 'admin'> & { readonly port?: number },
): Promise<Running> {
  const { encryptionKey } = config;
  if (encryptionKey === undefined) throw new TypeError('A checked configuration has a key.');
  const { port = config.port, ...more } = parts;
  const { connections, offer, catalog } = loaded;
  const running = await startServer(
    { ...config, encryptionKey, port },
    {
      ...more,
      ...(storage ? { storage } : {}),
      runtime,
      connections,
      offer,
      catalog,
      prepare: store => prepareOrganization(store, runtime),
    },
  );
  if (storage) void reportStorage(storage, runtime);
  return running;
}

/** Says at the start what would else be found out by the first recording. The server serves either way. */
async function reportStorage({ name, provider }: Connection, { log }: Runtime): Promise<void> {
  try {
    const fault = await provider.check?.({ signal: AbortSignal.timeout(10_000), idempotencyKey: 'storage-check' });
    if (fault) log.error('storage.unusable', { name, kind: fault.kind, vendorCode: fault.vendorCode });
  } catch (error) {
    log.error('storage.unusable', { name, error: error instanceof Error ? error.name : typeof error });
  }
}
