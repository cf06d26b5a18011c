import { resolve } from 'node:path';
import { styleText } from 'node:util';
import { systemRuntime } from '@buttdial/core';
import { Command } from 'commander';
import { readConfig } from '../config.ts';
import { createLog } from '../log.ts';
import { environmentWith } from '../setup/env-file.ts';
import { type SetupServer, startSetup } from '../setup/setup-server.ts';
import { port } from './demo.ts';
import { closeWithin, stopSignal } from './stopping.ts';

/** `buttdial setup`: the wizard, before the first `serve`. */
export function setupCommand(): Command {
  return new Command('setup')
    .description(
      'Set up an installation in the browser: serves only the wizard, writes the file of variables, then starts the server.',
    )
    .option('--port <port>', 'port to listen on (default: PORT or 3100)', port)
    .option('--env-file <file>', 'file of variables to write', '.env')
    .option('--log', 'show the log on standard error')
    .action(async (options: { port?: number; envFile: string; log?: boolean }) => {
      const stop = stopSignal();
      const envFile = resolve(options.envFile);
      // Mistakes are what the wizard is for; only where it listens has to be known now.
      const { config } = readConfig(environmentWith(envFile, process.env), { demo: true });
      const setup = await startSetup({
        runtime: systemRuntime(createLog(options.log ? config.logLevel : 'error')),
        environment: process.env,
        envFile,
        dataDir: config.dataDir,
        host: config.host,
        port: options.port ?? config.port,
      });
      process.stdout.write(invitation(setup));
      await stop;
      process.stdout.write('Stopping.\n');
      await closeWithin(setup.close, 30_000);
    });
}

function invitation({ url, ticket }: SetupServer): string {
  const bold = (text: string) => (process.stdout.isTTY ? styleText('bold', text) : text);
  const dim = (text: string) => (process.stdout.isTTY ? styleText('dim', text) : text);
  const address = `${url.origin}/admin/setup`;
  // What follows the # stays in the browser: no log and no proxy ever sees it.
  return `
${bold('Set up Butt-Dial')}

Open  ${address}#${ticket}

${dim('or open')} ${address} ${dim('and paste the token')} ${ticket}
${dim('It opens once. Start the set-up again for another; what you entered is kept.')}

${dim('Stop with Ctrl-C.')}
`;
}
