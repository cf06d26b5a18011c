import { join } from 'node:path';
import { ButtdialError, type ListCopy, type Store, systemRuntime } from '@buttdial/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../config.ts';
import { loadStore } from '../load-providers.ts';
import { call, type Where, withServer } from './client.ts';
import { day, importListFile, type ListFile } from './list-import.ts';
import { progressOn } from './progress.ts';
import { readChecked } from './read-checked.ts';

/** `buttdial compliance`: do-not-call lists, and what people may ask for. */
export function complianceCommand(): Command {
  return new Command('compliance')
    .description('Do-not-call lists, and everything about one address.')
    .addCommand(importCommand())
    .addCommand(listsCommand())
    .addCommand(addressCommand('export', 'Show everything that is kept about one address.'))
    .addCommand(addressCommand('erase', 'Erase everything about one address. Only a keyed hash stays.'));
}

const onDatabase = (command: Command) =>
  command.option('--data <folder>', 'where the database is (default: DATA_DIR or ./data; DATABASE_URL goes first)');

type ImportOptions = Omit<ListFile, 'file' | 'change' | 'force'> & {
  readonly change?: boolean;
  readonly force?: boolean;
  readonly data?: string;
};

function importCommand(): Command {
  return onDatabase(
    new Command('import')
      .description('Take in a do-not-call file (unzipped), all or nothing. It counts from the next message on.')
      .argument('<file>', 'FTC full or change list, CSV or XML; - reads standard input')
      .requiredOption(
        '--list <name>',
        'ftc-national, crtc-dncl, tps, il-do-not-call-me, acma-dncr or one of your rules',
      )
      .requiredOption('--as-of <date>', 'day on which the registry made the file, 2026-11-01', date)
      .option('--change', 'the file holds changes to the copy that is there')
      .addOption(new Option('--format <format>', 'when the name does not tell').choices(['ftc', 'csv', 'xml']))
      .option('--column <column>', 'CSV: name of the column, or its number from 0')
      .option('--region <region>', 'CSV: country of numbers without a country code, GB')
      .option('--force', 'also when the file is much shorter, or older, than the copy')
      .action(async (file: string, { change = false, force = false, data, ...options }: ImportOptions) => {
        const { format, column, region, list, asOf } = options;
        await withStore(data, async (store, config) => {
          assertKnown(list, config);
          const runtime = systemRuntime();
          const given = { file, change, force, list, asOf, format, column, region };
          const terminal = { now: runtime.now(), progress: progressOn(process.stderr) };
          tell([row(await importListFile(store, given, terminal), runtime.now())]);
        });
      }),
  );
}

function listsCommand(): Command {
  return onDatabase(
    new Command('lists').description('Show the copies of do-not-call lists, and which are missing.'),
  ).action(async (options: { data?: string }) => {
    await withStore(options.data, async (store, config) => {
      const copies = await store.listCopies();
      const missing = [...ruledLists(config)].filter(([name]) => !copies.some(({ list }) => list === name));
      const now = systemRuntime().now();
      tell([
        ...copies.map(copy => row(copy, now, ruledLists(config).get(copy.list))),
        ...missing.map(([name]) => [name, 'missing', '', 'marketing to its numbers is held back']),
      ]);
    });
  });
}

function addressCommand(verb: 'export' | 'erase', description: string): Command {
  return withServer(new Command(verb).description(`${description} Needs the organization token.`))
    .argument('<address>', 'number, e-mail address or LINE user id')
    .action(async (address: string, options: Where) => {
      const answer = await call(options, `POST /privacy/${verb}`, { address });
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    });
}

async function withStore(
  data: string | undefined,
  work: (store: Store, config: Config) => Promise<void>,
): Promise<void> {
  // Lists need a database, not the secrets of a server.
  const config = readChecked(process.env, { demo: true, ...(data === undefined ? {} : { data }) });
  const { databaseUrl } = config;
  const file = join(config.dataDir, 'buttdial.db');
  const provider = await loadStore({ file, ...(databaseUrl === undefined ? {} : { databaseUrl }) }, systemRuntime());
  if (!provider.store) throw new ButtdialError('configuration', 'The store provider offers no store.');
  const store = await provider.store.open();
  try {
    await work(store, config);
  } finally {
    await store.close();
  }
}

/** Which lists any rule asks about, and how many days old a copy may be. */
function ruledLists({ compliance }: Config): ReadonlyMap<string, number> {
  const rules = compliance.packs.flatMap(pack => pack.rules).filter(rule => rule.kind === 'list');
  const oldest = new Map<string, number>();
  for (const { list, maxAgeDays } of rules) oldest.set(list, Math.min(oldest.get(list) ?? maxAgeDays, maxAgeDays));
  return oldest;
}

function assertKnown(list: string, config: Config): void {
  const known = [...ruledLists(config).keys()];
  if (known.includes(list)) return;
  throw new ButtdialError('invalid-input', `No rule asks about a list named "${list.slice(0, 60)}".`, {
    remedy: `Use one of: ${known.join(', ')}; or name it in a pack of COMPLIANCE_PACKS.`,
  });
}

function row({ list, numbers, asOf, source }: ListCopy, now: Date, maxAgeDays?: number): readonly string[] {
  const age = Math.floor((now.getTime() - asOf.getTime()) / 86_400_000);
  const stale = maxAgeDays !== undefined && age > maxAgeDays ? `, too old: at most ${maxAgeDays}` : '';
  return [list, `${numbers.toLocaleString('en-US')} numbers`, `as of ${day(asOf)} (${age} days${stale})`, source];
}

function tell(rows: readonly (readonly string[])[]): void {
  const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(cells => (cells[column] ?? '').length)));
  for (const cells of rows)
    process.stdout.write(
      `${cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}

function date(text: string): Date {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00.000Z`) : undefined;
  if (!at || Number.isNaN(at.getTime())) throw new InvalidArgumentError('A day looks like 2026-11-01.');
  return at;
}
