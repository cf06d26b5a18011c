import { type Statement, statementCsv } from '@buttdial/switchboard';
import { Command } from 'commander';
import { call, type Where, withServer } from './client.ts';

/** `buttdial statement 2026-11`: what an organization spent in a month. */
export function statementCommand(): Command {
  return withServer(new Command('statement').description('Show what the organization spent in a UTC month.'))
    .argument('<month>', 'like 2026-11')
    .option('--organization <id>', 'for the orchestrator: which organization')
    .option('--csv', 'as a table')
    .action(async (month: string, options: Where & { organization?: string; csv?: boolean }) => {
      const query = options.organization ? `?organizationId=${encodeURIComponent(options.organization)}` : '';
      const statement = (await call(options, `GET /statements/${encodeURIComponent(month)}${query}`)) as Statement;
      process.stdout.write(options.csv ? statementCsv(statement) : `${JSON.stringify(statement, null, 2)}\n`);
    });
}
