import { resolve } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { Command } from 'commander';
import { createLog } from '../log.ts';
import { readProduction, startProduction } from '../production.ts';
import { createSetupDesk } from '../setup/desk.ts';
import { environmentWith } from '../setup/env-file.ts';
import { demoCommand, port } from './demo.ts';
import { assertNoProblems } from './read-checked.ts';
import { closeWithin, stopSignal } from './stopping.ts';

interface ServeOptions {
  readonly port?: number;
  readonly check?: boolean;
  readonly envFile: string;
}

/** `buttdial serve`: the production start. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'Run the server on your own vendor accounts. Reads its configuration from the environment and from the file of variables; refuses to start on any mistake and lists them all.',
    )
    .option('--port <port>', 'port to listen on (default: PORT or 3100)', port)
    .option('--env-file <file>', 'file of variables; what the environment says wins', '.env')
    .option('--check', 'only check the configuration')
    .action(async (options: ServeOptions) => {
      if (/^(true|1)$/.test(environmentWith(options.envFile, process.env).DEMO_MODE ?? ''))
        return void (await demoCommand().parseAsync([], { from: 'user' }));
      await serve(options);
    });
}

async function serve(options: ServeOptions): Promise<void> {
  const stop = stopSignal();
  const envFile = resolve(options.envFile);
  const production = await readProduction(environmentWith(envFile, process.env), config =>
    systemRuntime(createLog(config.logLevel)),
  );
  assertNoProblems(production.problems);
  if (options.check) return void process.stdout.write('The configuration is complete.\n');
  const { runtime, config, loaded } = production;
  const listensAt = options.port ?? config.port;
  const place = { runtime, environment: process.env, envFile, dataDir: config.dataDir, port: listensAt };
  const server = await startProduction(production, { port: listensAt, admin: { setup: createSetupDesk(place) } });
  const { log } = runtime;
  log.info('server.listening', { url: server.url.href, database: server.store.name, ...loaded.connections.slots });
  await stop;
  log.info('server.stopping');
  await closeWithin(server.close, 30_000);
  log.info('server.stopped');
}
