import { Command } from 'commander';
import { version } from '../version.ts';
import { auditCommand } from './audit.ts';
import { backupCommands } from './backup.ts';
import { callCommand } from './call.ts';
import { clientCommands } from './client.ts';
import { complianceCommand } from './compliance.ts';
import { demoCommand } from './demo.ts';
import { keysCommand } from './keys.ts';
import { organizationsCommand } from './organizations.ts';
import { recordCommand } from './record.ts';
import { serveCommand } from './serve.ts';
import { setupCommand } from './setup.ts';
import { statementCommand } from './statement.ts';

/** The `buttdial` command. */
export function buildProgram(): Command {
  const program = new Command('buttdial')
    .description('Phone numbers, inboxes and voices for AI agents, hosted by yourself.')
    .version(version)
    .showHelpAfterError('Run "buttdial --help" to see the commands.');
  program.addCommand(demoCommand());
  program.addCommand(setupCommand());
  program.addCommand(serveCommand());
  program.addCommand(auditCommand());
  program.addCommand(keysCommand());
  for (const command of backupCommands()) program.addCommand(command);
  program.addCommand(statementCommand());
  program.addCommand(organizationsCommand());
  program.addCommand(complianceCommand());
  program.addCommand(callCommand());
  program.addCommand(recordCommand());
  for (const command of clientCommands()) program.addCommand(command);
  return program;
}
