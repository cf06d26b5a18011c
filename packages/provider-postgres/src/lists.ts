import { pipeline } from 'node:stream/promises';
import { ButtdialError, type ListCopy, type ListedNumber, type ListImport, type Lists } from '@buttdial/core';
import type postgres from 'postgres';
import { kept } from './errors.ts';
import type { Connection } from './open.ts';

type Transaction = postgres.TransactionSql<{ bigint: number }>;

/**
 * Do-not-call lists. An import is one transaction: it streams into a table of its own and replaces the copy at the end,
 * so readers see the old one until the commit. It takes no lock that a sender would wait for.
 */
export function createLists(connection: Connection): Lists {
  return {
    listCopies: () =>
      kept(connection<CopyRow[]>`select ${columns(connection)} from list_copies order by list`.then(toCopies)),
    importList: (file, batches) =>
      // What the file says is told as it is; only the database's own failures are translated.
      connection.begin(async sql => {
        await sql`create temporary table incoming (position bigint generated always as identity, number bigint, added boolean) on commit drop`;
        const changed = await copyIn(sql, batches);
        const sha256 = file.digest();
        const copy =
          file.kind === 'full' ? await replace(sql, file, { sha256, changed }) : await change(sql, file, sha256);
        await sql`delete from list_numbers where copy in (select copy from list_copies where state = 'old')`;
        await sql`delete from list_copies where state = 'old'`;
        return toCopies(await sql<CopyRow[]>`select ${columns(sql)} from list_copies where copy = ${copy}`)[0]!;
      }) as Promise<ListCopy>,
  };
}

const columns = (sql: Connection | Transaction) => sql`list, as_of, imported_at, numbers, source, sha256`;

/** Streams the numbers in; true when any of them leaves the list. */
async function copyIn(sql: Transaction, batches: AsyncIterable<readonly ListedNumber[]>): Promise<boolean> {
  let changed = false;
  async function* lines() {
    for await (const batch of batches) {
      changed ||= batch.some(entry => entry.change === 'delete');
      yield batch.map(({ number, change }) => `${number.slice(1)}\t${change === 'add' ? 't' : 'f'}\n`).join('');
    }
  }
  await pipeline(lines, await sql`copy incoming (number, added) from stdin`.writable());
  return changed;
}

async function replace(
  sql: Transaction,
  { list, asOf, now, source }: ListImport,
  { sha256, changed }: { readonly sha256: string; readonly changed: boolean },
): Promise<number> {
  await sql`update list_copies set state = 'old' where list = ${list} and state = 'current'`;
  const copy = await begin(sql, { list, asOf, now, source, sha256 });
  const { count } = changed
    ? await sql`insert into list_numbers select ${copy}::bigint, number from (${lastWord(sql)}) as final where added`
    : await sql`insert into list_numbers select ${copy}::bigint, number from incoming on conflict do nothing`;
  await sql`update list_copies set numbers = ${count} where copy = ${copy}`;
  return copy;
}

async function begin(
  sql: Transaction,
  { list, asOf, now, source, sha256 }: Omit<ListImport, 'kind' | 'digest'> & { readonly sha256: string },
): Promise<number> {
  const [row] = await sql<{ copy: number }[]>`
    insert into list_copies (list, state, as_of, imported_at, numbers, source, sha256)
    values (${list}, 'current', ${asOf.getTime()}, ${now.getTime()}, 0, ${source}, ${sha256}) returning copy`;
  return row!.copy;
}

async function change(sql: Transaction, { list, asOf, now, source }: ListImport, sha256: string): Promise<number> {
  const [row] = await sql<{ copy: number }[]>`
    select copy from list_copies where list = ${list} and state = 'current' for update`;
  if (!row) throw noCopy(list);
  const left = await sql`delete from list_numbers where copy = ${row.copy}
    and number in (select number from (${lastWord(sql)}) as final where not added)`;
  const joined = await sql`insert into list_numbers select ${row.copy}::bigint, number from (${lastWord(sql)}) as final
    where added on conflict do nothing`;
  await sql`update list_copies set numbers = numbers + ${joined.count - left.count}, as_of = ${asOf.getTime()},
    imported_at = ${now.getTime()}, source = ${source}, sha256 = ${sha256} where copy = ${row.copy}`;
  return row.copy;
}

/** Of a number that comes and goes in one file, the last word counts. */
const lastWord = (sql: Transaction) =>
  sql`select distinct on (number) number, added from incoming order by number, position desc`;

interface CopyRow {
  readonly list: string;
  readonly as_of: number;
  readonly imported_at: number;
  readonly numbers: number;
  readonly source: string;
  readonly sha256: string;
}

function toCopies(rows: readonly CopyRow[]): readonly ListCopy[] {
  return rows.map(({ as_of, imported_at, ...row }) => ({
    ...row,
    asOf: new Date(as_of),
    importedAt: new Date(imported_at),
  }));
}

function noCopy(list: string): ButtdialError {
  return new ButtdialError('conflict', `There is no copy of ${list} that changes could be applied to.`, {
    remedy: 'Import the full list first.',
  });
}
