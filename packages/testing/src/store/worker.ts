import { isProviderDefinition, type Runtime, systemRuntime } from '@buttdial/core';
import { asking, inParallel, tally } from './people.ts';

/** What a child process is told to do, as JSON in its first argument. */
export interface Errand {
  readonly module: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly organizationId: string;
  readonly agentId: string;
  /** Distinguishes this process's message ids. */
  readonly name: string;
  readonly times: number;
  readonly callers: number;
  readonly reserveMicros: number;
  /** How wrong this process's clock is. */
  readonly skewMs: number;
  /** Everybody asks under the same key. */
  readonly idempotencyKey?: string;
}

/** Opens the store, says so, waits for a word, admits as told, and answers with how often each outcome came. */
async function run(errand: Errand): Promise<void> {
  const { default: definition } = await import(errand.module);
  if (!isProviderDefinition(definition)) throw new Error('The module does not export a provider definition.');
  const world = systemRuntime();
  const runtime: Runtime = { ...world, now: () => new Date(world.now().getTime() + errand.skewMs) };
  const opener = definition.create(definition.config.parse(errand.config), runtime).store;
  if (!opener) throw new Error('The definition offers no store.');
  const store = await opener.open();
  const word = new Promise(resolve => process.once('message', resolve));
  process.send?.('ready');
  await word;
  const { organizationId, agentId, reserveMicros, idempotencyKey: key } = errand;
  const idempotency = key === undefined ? {} : { idempotency: { key, fingerprint: 'f' } };
  const answers = await inParallel(errand.times, errand.callers, index => {
    const change = { id: `${errand.name}-${index}`, now: runtime.now(), reserveMicros, ...idempotency };
    return store.admit(asking({ organizationId, agentId }, change));
  });
  await store.close();
  process.send?.(tally(answers));
  process.disconnect();
}

await run(JSON.parse(process.argv[2] ?? '{}'));
