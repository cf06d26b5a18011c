import { Command } from 'commander';
import { version } from '../version.ts';
import { auditCommand } from './audit.ts';
import { clientCommands } from './client.ts';
import { complianceCommand } from './compliance.ts';
import { demoCommand } from './demo.ts';
import { keysCommand } from './keys.ts';
import { serveCommand } from './serve.ts';
import { statementCommand } from './statement.ts';

/** The `buttdial` command. */
export function buildProgram(): Command {
  const program = new Command('buttdial')
    .description('Phone numbers, inboxes and voices for AI agents, hosted by yourself.')
    .version(version)
    .showHelpAfterError('Run "buttdial --help" to see the commands.');
  program.addCommand(demoCommand());
  program.addCommand(serveCommand());
  program.addCommand(auditCommand());
  program.addCommand(keysCommand());
  program.addCommand(statementCommand());
  program.addCommand(complianceCommand());
  for (const command of clientCommands()) program.addCommand(command);
  return program;
}
