import type { Directory } from '@buttdial/core';
import type { Committer } from './committer.ts';
import { contactWords, createBringIn, createRemoval } from './conversations.ts';
import type { Connection } from './open.ts';
import { hourMs, monthStart } from './time.ts';

/** Rows looked at per commit, so that nobody waits long behind a purge. */
const portion = 2_000;

/**
 * Removes what has passed its time. The admission log is kept for as long as a window can look back: this month and the
 * last hour.
 */
export function createPurge(connection: Connection, committer: Committer, now: () => Date): Directory['purge'] {
  const ends = {
    inbox: connection.prepare('select min(position) as first, max(position) as last from inbox'),
    messages: connection.prepare('select min(position) as first, max(position) as last from messages'),
  };
  const oldInbox = connection.prepare('delete from inbox where position between ? and ? and acknowledged_at < ?');
  const oldMessages = createRemoval(
    connection,
    `position between :first and :last and updated_at < :before and lease_until is null
       and state in ('sent', 'delivered', 'failed', 'refused', 'unknown')`,
  );
  const meters = connection.prepare('select id from meters').pluck();
  const oldAdmissions = connection.prepare(
    `delete from admissions where meter_id = :meter and at < :before and sequence in
       (select sequence from admissions where meter_id = :meter order by sequence limit ${portion})`,
  );

  // Contacts that nothing else is kept about any more, and old posts.
  const theirs = 'o.organization_id = phonebook.organization_id and o.contact_key = phonebook.contact_key';
  const gone = (table: string) => `not exists (select 1 from ${table} o where ${theirs})`;
  const noMessages = `not exists (select 1 from conversations c join messages o on o.position = c.position
    where c.contact = ${contactWords('phonebook.contact_key')} and ${theirs})`;
  const oldContacts = connection.prepare(
    `delete from phonebook where last_at < ? and ${noMessages} and ${gone('inbox')} and ${gone('consent')}`,
  );
  const bringIn = createBringIn(connection);
  const oldTraffic = connection.prepare('delete from traffic where at < ?');

  /** Walks over the whole table, a portion of row numbers per commit. */
  async function sweep(table: keyof typeof ends, remove: (first: number, last: number) => number): Promise<number> {
    const end = ends[table].get() as { readonly first: number | null; readonly last: number | null };
    if (end.first === null || end.last === null) return 0;
    let gone = 0;
    for (let first = end.first; first <= end.last; first += portion) {
      gone += await committer.write(() => remove(first, first + portion - 1));
    }
    return gone;
  }

  /** The log of one meter is in order of time: what is old stands in front. */
  async function shorten(meter: number, before: number): Promise<number> {
    const gone = await committer.write(() => oldAdmissions.run({ meter, before }).changes);
    return gone < portion ? gone : gone + (await shorten(meter, before));
  }

  return async before => {
    const at = await committer.write(batch => batch.time(now()));
    const inbox = before.inbox.getTime();
    const messages = before.messages.getTime();
    let gone = await sweep('inbox', (first, last) => oldInbox.run(first, last, inbox).changes);
    gone += await sweep('messages', (first, last) => oldMessages({ first, last, before: messages }));
    await committer.write(() => {
      while (bringIn());
      oldContacts.run(messages);
    });
    await committer.write(() => oldTraffic.run(inbox));
    const cutoff = Math.min(messages, monthStart(at), at - hourMs);
    for (const meter of meters.all() as number[]) gone += await shorten(meter, cutoff);
    return gone;
  };
}
