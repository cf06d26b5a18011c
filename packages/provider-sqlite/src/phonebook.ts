import type { Access } from './access.ts';

/** Messages per commit, so that no send waits long behind it. */
const portion = 5_000;

/** Brings into the phone book who was written to since it was last looked at. */
export type CatchUp = () => Promise<void>;

/**
 * A page of the phone book per message would be the largest part of what a send writes, so it is kept up by its readers:
 * messages are read in the order in which they were committed, from a mark on.
 */
export function createCatchUp({ connection, write }: Access): CatchUp {
  const mark = connection.prepare('select position, message_id as messageId from phonebook_mark where id = 1');
  const idAt = connection.prepare('select id from messages where rowid = ?').pluck();
  const last = connection
    .prepare(`select max(rowid) from (select rowid from messages where rowid > ? order by rowid limit ${portion})`)
    .pluck();
  const bringIn = connection.prepare(
    `insert into phonebook (organization_id, contact_key, address, channel, first_at, last_at)
     select organization_id, contact_key, to_address, channel, created_at, created_at from messages
       where rowid > ? and rowid <= ? and to_address <> '' order by rowid
     on conflict do update set
       address = case when excluded.last_at >= last_at then excluded.address else address end,
       channel = case when excluded.last_at >= last_at then excluded.channel else channel end,
       first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
  );
  const move = connection.prepare(
    'insert into phonebook_mark values (1, ?, ?) on conflict do update set position = excluded.position, message_id = excluded.message_id',
  );
  const newest = connection.prepare('select max(rowid) from messages').pluck();

  const marked = () =>
    (mark.get() ?? { position: 0, messageId: '' }) as { readonly position: number; readonly messageId: string };

  /** True when there may be more. */
  function step(): boolean {
    const { position, messageId } = marked();
    // A restored or compacted file has other row numbers: then all are read again, which changes nothing that stands.
    const from = position > 0 && idAt.get(position) === messageId ? position : 0;
    const until = last.get(from) as number | null;
    if (until === null) return false;
    bringIn.run(from, until);
    move.run(until, idAt.get(until));
    return until - from >= portion;
  }

  return async () => {
    const { position, messageId } = marked();
    if ((newest.get() as number | null) === position && idAt.get(position) === messageId) return;
    for (let more = true; more; ) more = await write(step);
  };
}
