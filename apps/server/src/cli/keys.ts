import { auditBody, createRootKeys, createVault } from '@buttdial/switchboard';
import { Command } from 'commander';
import { type AtHand, atHand, requireKey } from './installation.ts';

/** `buttdial keys rotate`: new keys for the credentials of every organization, while servers run. */
export function keysCommand(): Command {
  const rotate = new Command('rotate')
    .description(
      'Give every organization a new key for its credentials, wrapped with the newest of VAULT_KEYS. Servers go on meanwhile.',
    )
    .option('--data <folder>', 'folder of the installation (default: DATA_DIR or ./data)')
    .action((options: { data?: string }) => atHand(options, rotateAll));
  return new Command('keys').description('The keys of the vault.').addCommand(rotate);
}

async function rotateAll(installation: AtHand): Promise<void> {
  const { store, runtime, config } = installation;
  const rootKeys = createRootKeys([...config.vaultKeys, requireKey(installation)]);
  const vault = createVault({ store, runtime, rootKeys });
  const sum = { organizations: 0, resealed: 0, rewrapped: 0, dropped: 0 };
  const audit = (connection: string) =>
    auditBody({ event: 'credentials.resealed', actor: 'system', target: connection });
  for (const { id } of await store.listOrganizations()) {
    if ((await store.vault.keys(id)).length === 0) continue;
    const { resealed, rewrapped, dropped } = await vault.rotate(id, audit);
    sum.organizations += 1;
    sum.resealed += resealed;
    sum.rewrapped += rewrapped;
    sum.dropped += dropped;
  }
  process.stdout.write(`${JSON.stringify({ rootKey: rootKeys.current.id, ...sum }, null, 2)}\n`);
}
