import { Command } from 'commander';
import { version } from '../version.ts';
import { clientCommands } from './client.ts';
import { demoCommand } from './demo.ts';
import { serveCommand } from './serve.ts';

/** The `buttdial` command. */
export function buildProgram(): Command {
  const program = new Command('buttdial')
    .description('Phone numbers, inboxes and voices for AI agents, hosted by yourself.')
    .version(version)
    .showHelpAfterError('Run "buttdial --help" to see the commands.');
  program.addCommand(demoCommand());
  program.addCommand(serveCommand());
  for (const command of clientCommands()) program.addCommand(command);
  return program;
}
