import { systemRuntime } from '@buttdial/core';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { prepareOrganization } from '../default-organization.ts';
import { loadProviders } from '../load-providers.ts';
import { createLog } from '../log.ts';
import { startServer } from '../server.ts';
import { demoCommand, port } from './demo.ts';
import { assertNoProblems } from './read-checked.ts';
import { closeWithin, stopSignal } from './stopping.ts';

/** `buttdial serve`: the production start. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'Run the server on your own vendor accounts. Reads its configuration from the environment; refuses to start on any mistake and lists them all.',
    )
    .option('--port <port>', 'port to listen on (default: PORT or 3100)', port)
    .option('--check', 'only check the configuration')
    .action(async (options: { port?: number; check?: boolean }) => {
      if (/^(true|1)$/.test(process.env.DEMO_MODE ?? ''))
        return void (await demoCommand().parseAsync([], { from: 'user' }));
      await serve(options);
    });
}

async function serve(options: { readonly port?: number; readonly check?: boolean }): Promise<void> {
  const stop = stopSignal();
  const { config, problems } = readConfig(process.env, { demo: false });
  const log = createLog(config.logLevel);
  const runtime = systemRuntime(log);
  const { connections, offer, problems: providerProblems } = await loadProviders(process.env, config.slots, runtime);
  const nothing =
    Object.keys(connections.slots).length === 0 && providerProblems.length === 0
      ? ['No provider is configured. Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or RESEND_API_KEY, or both.']
      : [];
  assertNoProblems([...problems, ...providerProblems, ...nothing]);
  const { encryptionKey } = config;
  if (encryptionKey === undefined) throw new TypeError('A checked configuration has a key.');
  if (options.check) return void process.stdout.write('The configuration is complete.\n');
  const server = await startServer(
    { ...config, encryptionKey, port: options.port ?? config.port },
    { runtime, connections, offer, prepare: store => prepareOrganization(store, runtime) },
  );
  log.info('server.listening', { url: server.url.href, database: server.store.name, ...connections.slots });
  await stop;
  log.info('server.stopping');
  await closeWithin(server.close, 30_000);
  log.info('server.stopped');
}
