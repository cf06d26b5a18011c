import { Command } from 'commander';
import { call, type Where, withServer } from './client.ts';

/** `buttdial organizations`: what the operator decides about tenants. Needs the operator's token. */
export function organizationsCommand(): Command {
  const organizations = new Command('organizations').description('Look at organizations and decide about them.');
  organizations.addCommand(
    withServer(
      new Command('list').description('Every organization, how it stands and whether it waits for a review.'),
    ).action(async (options: Where) => show(await call(options, 'GET /organizations'))),
  );
  organizations.addCommand(
    withServer(new Command('review').description('Decide whether an organization may leave its sandbox.'))
      .argument('<id>', 'the organization')
      .argument('<action>', 'approve or reject')
      .option('--reason <reason>', 'shown to the organization')
      .action(async (id: string, action: string, options: Where & { reason?: string }) => {
        const reason = options.reason === undefined ? {} : { reason: options.reason };
        show(await call(options, `POST /organizations/${encodeURIComponent(id)}/review`, { action, ...reason }));
      }),
  );
  return organizations;
}

function show(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
