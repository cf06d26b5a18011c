import { systemRuntime } from '@buttdial/core';
import { Command, InvalidArgumentError } from 'commander';
import { announcement } from '../demo/announce.ts';
import { createLog } from '../log.ts';
import { readChecked } from './read-checked.ts';
import { closeWithin, stopSignal } from './stopping.ts';

interface DemoFlags {
  readonly port?: number;
  readonly networkPort: number;
  readonly data?: string;
  readonly models?: boolean;
  readonly log?: boolean;
}

/** `buttdial demo`: everything on this machine, no keys, no internet. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('Run everything on this machine with a simulated vendor network. No keys, no internet.')
    .option('--port <port>', 'port of the server (default: PORT or 3100)', port)
    .option('--network-port <port>', 'port of the simulated network; 0 takes a free one', port, 3199)
    .option('--data <folder>', 'where the demo keeps its database and tokens (default: DATA_DIR or ./data)')
    .option(
      '--models',
      'a simulated OpenAI thinks, hears and speaks in calls: with it agents also understand each other over raw audio (--transport media)',
    )
    .option('--log', 'show the log on standard error')
    .action(async (options: DemoFlags) => {
      const stop = stopSignal();
      const config = readChecked(process.env, { demo: true, ...options });
      const log = createLog(options.log ? config.logLevel : 'error');
      const tell = (line: string) => void process.stdout.write(`${line}\n`);
      // Only the demo needs the simulated network, and every server would carry it.
      const { startDemo } = await import('../demo/demo.ts');
      const demo = await startDemo(config, {
        runtime: systemRuntime(log),
        sandboxPort: options.networkPort,
        simulatedModels: options.models ?? false,
        parts: { tell },
      });
      process.stdout.write(
        announcement(
          { url: demo.url, sandboxUrl: demo.sandboxUrl, state: demo.state, emailDomain: config.emailDomain },
          process.stdout.isTTY === true,
        ),
      );
      await stop;
      process.stdout.write('Stopping.\n');
      await closeWithin(demo.close, 30_000);
    });
}

/** A TCP port as an option's value. */
export function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return value;
}
