import type { Batch } from './batch.ts';
import type { Committer } from './committer.ts';
import type { Connection } from './open.ts';

/**
 * The index over contacts. Their keys lie as widely as contacts do, so an ordinary index writes a page of its own for each send,
 * the largest part of what a send costs. This one is brought up thousands of messages at a time, by which many share a page:
 * the table `conversations` holds the messages up to a mark, and each process remembers the contacts of those beyond it.
 */
export interface Conversations {
  /** Hears of each message that is written here. */
  grew(): void;
  /** Positions of the messages to a contact, and perhaps of others, that the table does not hold yet. */
  recent(batch: Batch, contactKey: string): readonly number[];
  /** Forgets what was read in a transaction that has been rolled back. */
  forget(): void;
}

/** Messages that are remembered before they are brought in, and that are brought in at a time. */
const portion = 4_096;

// 44 bits of a keyed hash: nobody can aim at sharing them, and among a million contacts hardly two do.
const contactLength = 11;
/** The part of a contact key that `conversations` holds. */
export const contactOf = (key: string): string => key.slice(0, contactLength);
/** The same in SQL. */
export const contactWords = (key: string): string => `substr(${key}, 1, ${contactLength})`;

/** Positions of the messages whose contact key is, or begins like, the SQL expression `key`; for looks that are seldom. */
export const positionsOf = (key: string): string =>
  `select position from conversations where contact = ${contactWords(key)}
   union all select position from messages where position > (select position from conversation_mark) and contact_key = ${key}`;

/** Brings messages in up to `portion`; to be run inside a transaction. True when there may be more. */
export function createBringIn(connection: Connection): () => boolean {
  const last = connection
    .prepare(
      `select max(position) from (select position from messages
       where position > (select position from conversation_mark) order by position limit ${portion})`,
    )
    .pluck();
  const bringIn = connection.prepare(
    `insert into conversations select ${contactWords('contact_key')}, position from messages
       where position > (select position from conversation_mark) and position <= ? order by 1, 2`,
  );
  const move = connection.prepare('update conversation_mark set position = ?');
  return () => {
    const until = last.get() as number | null;
    if (until === null) return false;
    const { changes } = bringIn.run(until);
    move.run(until);
    return changes >= portion;
  };
}

/** Removes the messages that meet a condition, and their places in conversations; to be run inside a transaction. Answers how many. */
export function createRemoval(connection: Connection, condition: string): (bound: object) => number {
  const places = connection.prepare(
    `delete from conversations where (contact, position) in
       (select ${contactWords('contact_key')}, position from messages where ${condition})`,
  );
  const messages = connection.prepare(`delete from messages where ${condition}`);
  return bound => {
    places.run(bound);
    return messages.run(bound).changes;
  };
}

export function createConversations(connection: Connection, write: Committer['write']): Conversations {
  const mark = connection.prepare('select position from conversation_mark').pluck();
  const newer = connection
    .prepare('select position, contact_key from messages where position > cast(? as integer) order by position')
    .raw();
  const bringIn = createBringIn(connection);
  const remembered = new Map<string, number[]>();
  /** How many are remembered, and how many were written here since some were last brought in. */
  let count = 0;
  let written = 0;
  /** The mark beyond which messages are remembered; undefined before the first look. */
  let start: number | undefined;
  let seen = 0;
  let readIn: Batch | undefined;
  let isBringingIn = false;

  function forget(): void {
    remembered.clear();
    count = 0;
    start = readIn = undefined;
  }

  function readOn(): void {
    const current = mark.get() as number;
    if (current !== start) {
      forget();
      start = seen = current;
    }
    for (const [position, key] of newer.all(seen) as [number, string][]) {
      const known = remembered.get(key);
      if (known) known.push(position);
      else remembered.set(key, [position]);
      seen = position;
      count += 1;
    }
  }

  function keepShort(): void {
    if (isBringingIn) return;
    isBringingIn = true;
    written = 0;
    const done = () => {
      isBringingIn = false;
    };
    // Where the store cannot write now, it is tried again with the next look.
    write(() => {
      while (bringIn());
    }).then(done, done);
  }

  return {
    grew() {
      written += 1;
      if (written >= portion) keepShort();
    },
    recent(batch, contactKey) {
      if (batch !== readIn) {
        readOn();
        readIn = batch;
        if (count >= portion) keepShort();
      }
      return remembered.get(contactKey) ?? none;
    },
    forget,
  };
}

const none: readonly number[] = [];
