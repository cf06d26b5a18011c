import {
  type AuditReport,
  checkpointKey,
  checkpointReader,
  createSealer,
  verifyOrganization,
} from '@buttdial/switchboard';
import { Command } from 'commander';
import { checkpointPath, openCheckpointFile } from '../audit/checkpoint-file.ts';
import { type AtHand, atHand, requireKey } from './installation.ts';

interface Options {
  readonly data?: string;
  readonly checkpoints?: string;
  readonly publicKey?: string;
  readonly json?: boolean;
}

/** `buttdial audit verify`: looks at the audit chains without asking the server. */
export function auditCommand(): Command {
  const verify = new Command('verify')
    .description(
      'Check every audit chain against itself and against the signed checkpoints. Ends with 1 when something is wrong.',
    )
    .option('--data <folder>', 'folder of the installation (default: DATA_DIR or ./data)')
    .option('--checkpoints <file>', 'a copy of the checkpoints, kept elsewhere')
    .option('--public-key <key>', 'check with this key only, so that no secret is needed')
    .option('--json', 'print the reports as JSON')
    .action((options: Options) => atHand(options, installation => verifyAll(installation, options)));
  return new Command('audit').description('The audit trail.').addCommand(verify);
}

async function verifyAll(installation: AtHand, options: Options): Promise<void> {
  const { store, runtime, config } = installation;
  const key =
    options.publicKey === undefined
      ? checkpointKey(createSealer(requireKey(installation), runtime))
      : checkpointReader(options.publicKey);
  const checkpoints = openCheckpointFile(options.checkpoints ?? checkpointPath(config), key);
  const reports: AuditReport[] = [];
  for (const { id } of await store.listOrganizations())
    reports.push(await verifyOrganization({ store, runtime, checkpoints }, id));
  const shown = options.json
    ? JSON.stringify({ publicKey: key.publicKey, reports }, null, 2)
    : inWords(reports, key.publicKey);
  process.stdout.write(`${shown}\n`);
  if (reports.some(report => !report.ok)) process.exitCode = 1;
}

function inWords(reports: readonly AuditReport[], publicKey: string): string {
  const lines = reports.flatMap(({ organizationId, ok, rows, checkpoints, problems }) => [
    `${organizationId}: ${ok ? 'in order' : 'NOT IN ORDER'}, ${rows} rows, ${checkpoints} checkpoints`,
    ...problems.map(problem => `  ${problem.kind}: ${problem.message}`),
  ]);
  return [...lines, `public key of the checkpoints: ${publicKey}`].join('\n');
}
