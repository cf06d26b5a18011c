import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ButtdialError } from '@buttdial/core';
import type postgres from 'postgres';
import { kept } from './errors.ts';
import { inspectDatabase } from './inspect.ts';
import { connect, openConnection } from './open.ts';
import type { Settings } from './settings.ts';

type Transaction = postgres.TransactionSql<{ bigint: number }>;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

const title = '-- Butt-Dial backup of PostgreSQL, migrations:';

/**
 * Writes every table into a new file, all as of one moment, while others go on: a script of COPY statements. The server's
 * own pg_dump does as well; this one is there wherever the product is.
 */
export async function backupDatabase(settings: Settings, file: string): Promise<void> {
  if (existsSync(file))
    throw new ButtdialError('conflict', 'There is a file of that name already.', {
      field: 'file',
      remedy: 'Move it away first: nothing is written over.',
    });
  const { applied } = await inspectDatabase(settings);
  if (applied === 0)
    throw new ButtdialError('not-found', 'There is no database to back up.', {
      remedy: 'Check DATABASE_URL, or start the server once.',
    });
  const connection = connect(settings.url, { max: 1, prepare: settings.prepare });
  try {
    await kept(
      connection.begin('isolation level repeatable read read only', async sql => {
        await sql`select set_config('app.organization', '*', true)`;
        const tables = await tablesOf(sql);
        await pipeline(
          Readable.from(script(sql, tables, applied)),
          createWriteStream(file, { flags: 'wx', mode: 0o600 }),
        );
      }),
    );
  } finally {
    await connection.end();
  }
}

async function* script(sql: Transaction, tables: readonly Table[], applied: number) {
  yield `${title} ${applied}\n`;
  for (const { name, columns } of tables) {
    const named = columns.map(column => `"${column}"`).join(', ');
    yield `COPY "${name}" (${named}) FROM stdin;\n`;
    yield* await sql.unsafe(`copy (select ${named} from "${name}") to stdout`).readable();
    yield '\\.\n';
  }
}

async function tablesOf(sql: Transaction): Promise<readonly Table[]> {
  return sql<Table[]>`
    select c.table_name as name, array_agg(c.column_name::text order by c.ordinal_position) as columns
    from information_schema.columns c join pg_tables t on t.schemaname = c.table_schema and t.tablename = c.table_name
    where c.table_schema = 'public' and c.is_generated = 'NEVER' group by c.table_name order by c.table_name`;
}

/** Fills an empty database in one transaction. The user must own the tables, as whoever ran the migrations does. */
export async function restoreDatabase(settings: Settings, file: string): Promise<void> {
  if (!existsSync(file))
    throw new ButtdialError('invalid-input', 'There is no such backup.', { field: 'file', remedy: 'Check its path.' });
  const pool = await kept(openConnection(settings));
  await pool.end();
  const { applied } = await inspectDatabase(settings);
  const connection = connect(settings.url, { max: 1, prepare: settings.prepare });
  try {
    await kept(connection.begin(sql => fill(sql, { file, applied })));
  } finally {
    await connection.end();
  }
}

async function fill(
  sql: Transaction,
  { file, applied }: { readonly file: string; readonly applied: number },
): Promise<void> {
  await sql`select set_config('app.organization', '*', true)`;
  if ((await sql`select 1 from organizations limit 1`).length > 0) throw notEmpty();
  const tables = await tablesOf(sql);
  // What the triggers keep is in the backup as well, and COPY knows no row-level security.
  for (const { name } of tables)
    await sql.unsafe(`alter table "${name}" disable trigger user, no force row level security`);
  for (const { name } of tables) await sql.unsafe(`delete from "${name}"`);
  await copyAll(sql, { file, applied, tables });
  for (const { name } of tables) await sql.unsafe(`alter table "${name}" enable trigger user`);
  await restoreWalls(sql);
  await restoreCounters(sql);
  await sql.unsafe('analyze');
}

async function copyAll(
  sql: Transaction,
  from: { readonly file: string; readonly applied: number; readonly tables: readonly Table[] },
): Promise<void> {
  const known = new Map(from.tables.map(table => [table.name, table]));
  let into: NodeJS.WritableStream | undefined;
  let first = true;
  for await (const line of linesOf(from.file)) {
    if (first) checkTitle(line, from.applied);
    else if (into === undefined) into = await open(sql, line, known);
    else if (line === '\\.') {
      await ended(into);
      into = undefined;
    } else if (!into.write(`${line}\n`)) await new Promise(resolve => into?.once('drain', resolve));
    first = false;
  }
  if (first || into !== undefined) throw notABackup();
}

// A line ends with a line feed and with nothing else that people take for the end of a line.
async function* linesOf(file: string) {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function checkTitle(line: string, applied: number): void {
  if (!line.startsWith(title)) throw notABackup();
  if (line === `${title} ${applied}`) return;
  throw new ButtdialError('invalid-input', 'The backup was made by another version.', {
    field: 'file',
    remedy: 'Restore it with the version that made it, then upgrade.',
  });
}

/** Only what this product wrote is run: the table and its columns must be known. */
function open(sql: Transaction, line: string, known: ReadonlyMap<string, Table>) {
  const [, name = '', list = ''] = /^COPY "(\w+)" \(((?:"\w+"(?:, )?)+)\) FROM stdin;$/.exec(line) ?? [];
  const columns = list.split(', ').map(column => column.replaceAll('"', ''));
  const table = known.get(name);
  if (!table || !columns.every(column => table.columns.includes(column))) throw notABackup();
  return sql.unsafe(`copy "${name}" (${list}) from stdin`).writable();
}

function ended(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.once('finish', resolve);
    stream.end();
  });
}

// As the migrations made them: wherever a policy is, it binds the owner too.
async function restoreWalls(sql: Transaction): Promise<void> {
  const walled = await sql<{ name: string }[]>`
    select relname as name from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace`;
  for (const { name } of walled) await sql.unsafe(`alter table "${name}" force row level security`);
}

async function restoreCounters(sql: Transaction): Promise<void> {
  const counters = await sql<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and is_identity = 'YES'`;
  for (const { table, column } of counters)
    await sql.unsafe(
      `select setval(pg_get_serial_sequence('"${table}"', '${column}'), coalesce(max("${column}"), 0) + 1, false) from "${table}"`,
    );
}

function notEmpty(): ButtdialError {
  return new ButtdialError('conflict', 'There is something in this database already.', {
    remedy: 'Restore into an empty one: createdb <name>, and its URL as DATABASE_URL.',
  });
}

function notABackup(): ButtdialError {
  return new ButtdialError('invalid-input', 'This file is no backup of a PostgreSQL installation, or not all of one.', {
    field: 'file',
    remedy: 'Give a file that "buttdial backup" wrote.',
  });
}
