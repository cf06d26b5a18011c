import { resolve } from 'node:path';
import { ButtdialError, systemRuntime } from '@buttdial/core';
import { Command } from 'commander';
import { storeOpener } from '../open-store.ts';
import { environmentWith } from '../setup/env-file.ts';
import { readChecked } from './read-checked.ts';

interface Options {
  readonly data?: string;
}

/** `buttdial backup` and `buttdial restore`: the whole database into one file, and back. */
export function backupCommands(): readonly Command[] {
  const data = ['--data <folder>', 'folder of the installation (default: DATA_DIR or ./data)'] as const;
  const backup = new Command('backup')
    .description('Write the database into a new file, as it stands now, while the server runs. Keys are not in it.')
    .argument('<file>', 'where to; must not be there yet')
    .option(...data)
    .action(async (file: string, options: Options) => {
      const { backup } = await openerOf(options);
      if (!backup) throw cannot('backed up');
      await backup(resolve(file));
      process.stdout.write(`${JSON.stringify({ backup: resolve(file) })}\n`);
    });
  const restore = new Command('restore')
    .description('Fill an empty database from a backup. Nothing is written over.')
    .argument('<file>', 'what "buttdial backup" wrote')
    .option(...data)
    .action(async (file: string, options: Options) => {
      const { restore } = await openerOf(options);
      if (!restore) throw cannot('restored');
      await restore(resolve(file));
      process.stdout.write(`${JSON.stringify({ restored: resolve(file) })}\n`);
    });
  return [backup, restore];
}

async function openerOf(options: Options) {
  const config = readChecked(environmentWith('.env', process.env), { demo: true, ...options });
  return storeOpener(config, systemRuntime());
}

function cannot(what: string): ButtdialError {
  return new ButtdialError('configuration', `This store cannot be ${what} here.`, {
    remedy: 'Use the tools of the database itself.',
  });
}
