import { ButtdialError, type ListCopy, type ListedNumber, type ListImport, type Lists } from '@buttdial/core';
import type { Committer } from './committer.ts';
import type { Connection } from './open.ts';

/** Numbers per commit, so that nobody waits long behind an import. */
const portion = 20_000;
/** An import that is not done by then has crashed. */
const patienceMs = 6 * 3_600_000;

/**
 * Do-not-call lists. A file is staged in many small commits as a copy that nobody looks at, and becomes the current one
 * in a last small commit: senders in other processes never wait, and a crash leaves the old copy as it was.
 */
export function createLists(connection: Connection, committer: Committer): Lists {
  const staging = createStaging(connection);
  const current = connection.prepare(
    `select list, as_of, imported_at, numbers, source, sha256 from list_copies where state = 'current' order by list`,
  );
  const listCopies = async () => (current.all() as CopyRow[]).map(toCopy);

  async function sweep(now: Date): Promise<void> {
    for (const copy of staging.leftovers(now.getTime() - patienceMs)) {
      while ((await committer.write(() => staging.removePortion(copy))) === portion);
      await committer.write(() => staging.remove(copy));
    }
  }

  async function stage(
    file: ListImport,
    copy: number,
    batches: AsyncIterable<readonly ListedNumber[]>,
  ): Promise<number> {
    let waiting: Changes = { added: [], deleted: [], size: 0 };
    let numbers = 0;
    const flush = async () => {
      const { added, deleted } = waiting;
      waiting = { added: [], deleted: [], size: 0 };
      numbers += await committer.write(() => staging.take(copy, file.kind, { added, deleted }));
    };
    for await (const batch of batches) {
      const next = changesOf(batch);
      // Within one portion the order of batches would be lost.
      if (next.deleted.length + waiting.deleted.length > 0) await flush();
      waiting = joined(waiting, next);
      if (waiting.size >= portion) await flush();
    }
    await flush();
    return numbers;
  }

  return {
    listCopies,
    async importList(file, batches) {
      await sweep(file.now);
      const copy = await committer.write(() => staging.begin(file));
      try {
        const numbers = await stage(file, copy, batches);
        const sha256 = file.digest();
        await committer.write(() => staging.publish(file, { copy, numbers, sha256 }));
      } catch (error) {
        await committer.write(() => staging.abandon(copy));
        throw error;
      } finally {
        await sweep(file.now);
      }
      const kept = (await listCopies()).find(({ list }) => list === file.list);
      if (!kept) throw noCopy(file.list);
      return kept;
    },
  };
}

interface Staged {
  readonly copy: number;
  readonly numbers: number;
  readonly sha256: string;
}

/** Each of these is run in a transaction of its own. */
function createStaging(connection: Connection) {
  const begin = connection.prepare(
    `insert into list_copies (list, state, as_of, imported_at, numbers, source, sha256) values (?, 'loading', ?, ?, 0, ?, '')`,
  );
  const add = connection.prepare('insert or ignore into list_numbers select ?, value from json_each(?)');
  const drop = connection.prepare(
    'delete from list_numbers where copy = ? and number in (select value from json_each(?))',
  );
  const abandon = connection.prepare(`update list_copies set state = 'old' where copy = ?`);
  const leftovers = connection
    .prepare(`select copy from list_copies where state = 'old' or (state = 'loading' and imported_at < ?)`)
    .pluck();
  const removePortion = connection.prepare(
    `delete from list_numbers where copy = ? and number in (select number from list_numbers where copy = ? limit ${portion})`,
  );
  const remove = connection.prepare('delete from list_copies where copy = ?');
  const publish = createPublish(connection);
  return {
    begin: ({ list, asOf, now, source }: ListImport) =>
      Number(begin.run(list, asOf.getTime(), now.getTime(), source).lastInsertRowid),
    take(copy: number, kind: ListImport['kind'], { added, deleted }: Omit<Changes, 'size'>): number {
      const gone = drop.run(copy, list(deleted)).changes;
      if (kind === 'changes') {
        drop.run(copy, list(added, '-'));
        add.run(copy, list(deleted, '-'));
      }
      return add.run(copy, list(added)).changes - gone;
    },
    publish,
    abandon: (copy: number) => void abandon.run(copy),
    leftovers: (before: number) => leftovers.all(before) as number[],
    removePortion: (copy: number) => removePortion.run(copy, copy).changes,
    remove: (copy: number) => void remove.run(copy),
  };
}

/** Makes what was staged visible. */
function createPublish(connection: Connection): (file: ListImport, staged: Staged) => void {
  const current = connection.prepare(`select copy from list_copies where list = ? and state = 'current'`).pluck();
  const retire = connection.prepare(`update list_copies set state = 'old' where copy = ?`);
  const replace = connection.prepare(
    `update list_copies set state = 'current', numbers = ?, sha256 = ?, imported_at = ? where copy = ?`,
  );
  const leave = connection.prepare(
    `delete from list_numbers where copy = ? and number in (select -number from list_numbers where copy = ? and number < 0)`,
  );
  const join = connection.prepare(
    'insert or ignore into list_numbers select ?, number from list_numbers where copy = ? and number > 0',
  );
  const renew = connection.prepare(
    'update list_copies set numbers = numbers + ?, as_of = ?, imported_at = ?, source = ?, sha256 = ? where copy = ?',
  );
  return ({ list, kind, asOf, source, now }, { copy, numbers, sha256 }) => {
    const old = current.get(list) as number | undefined;
    if (kind === 'full') {
      // Somebody took us for dead and swept what was staged.
      if (replace.run(numbers, sha256, now.getTime(), copy).changes === 0) throw swept(list);
      if (old !== undefined) retire.run(old);
      return;
    }
    if (old === undefined) throw noCopy(list);
    if (retire.run(copy).changes === 0) throw swept(list);
    const left = leave.run(old, copy).changes;
    const joined = join.run(old, copy).changes;
    renew.run(joined - left, asOf.getTime(), now.getTime(), source, sha256, old);
  };
}

/** Digits with commas between: text waits in a tenth of the memory that entries take. */
interface Changes {
  readonly added: readonly string[];
  readonly deleted: readonly string[];
  readonly size: number;
}

/** Of a number that comes and goes in one batch, the last word counts. */
function changesOf(entries: readonly ListedNumber[]): Changes {
  const pure = entries.every(entry => entry.change === 'add');
  const last = pure ? undefined : new Map(entries.map(entry => [entry.number, entry.change]));
  const digits = (change: ListedNumber['change']) =>
    last
      ? [...last].flatMap(([number, final]) => (final === change ? [number.slice(1)] : []))
      : change === 'add'
        ? entries.map(entry => entry.number.slice(1))
        : [];
  const text = (numbers: readonly string[]) => (numbers.length > 0 ? [numbers.join(',')] : []);
  return { added: text(digits('add')), deleted: text(digits('delete')), size: entries.length };
}

function joined(one: Changes, other: Changes): Changes {
  return {
    added: [...one.added, ...other.added],
    deleted: [...one.deleted, ...other.deleted],
    size: one.size + other.size,
  };
}

/** Numbers as a JSON list, each with this sign; `json_each` reads them many times quicker than rows are bound one by one. */
function list(texts: readonly string[], sign = ''): string {
  const text = texts.join(',');
  return sign && text ? `[${sign}${text.replaceAll(',', `,${sign}`)}]` : `[${text}]`;
}

interface CopyRow {
  readonly list: string;
  readonly as_of: number;
  readonly imported_at: number;
  readonly numbers: number;
  readonly source: string;
  readonly sha256: string;
}

function toCopy({ as_of, imported_at, ...row }: CopyRow): ListCopy {
  return { ...row, asOf: new Date(as_of), importedAt: new Date(imported_at) };
}

function noCopy(list: string): ButtdialError {
  return new ButtdialError('conflict', `There is no copy of ${list} that changes could be applied to.`, {
    remedy: 'Import the full list first.',
  });
}

function swept(list: string): ButtdialError {
  return new ButtdialError('conflict', `The import of ${list} took longer than six hours and was given up.`, {
    remedy: 'Import the file again.',
  });
}
