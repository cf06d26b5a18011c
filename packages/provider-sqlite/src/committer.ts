import { ButtdialError, isButtdialError } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Connection } from './open.ts';

/** Something to be done inside a transaction. It may be run twice, the first time being rolled back. */
export type Work<Result> = (batch: Batch) => Result;

export interface Committer {
  /** Resolves when the work is on the disk; rejects when nothing of it is. */
  write<Result>(work: Work<Result>): Promise<Result>;
  /** Writes, then looks at what all who share the commit have written. */
  writeAndLook<Found, Result>(work: Work<Found>, look: (batch: Batch, found: Found) => Result): Promise<Result>;
  /** Reads beside what else is asked for in this turn; saves each look its own lock. */
  read<Result>(work: Work<Result>): Promise<Result>;
  /** Commits what waits, now. */
  flush(): void;
}

interface Member {
  readonly writes: boolean;
  readonly work: Work<unknown>;
  readonly look: ((batch: Batch, found: never) => unknown) | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * The group committer: everything asked for in one turn of the event loop shares one commit, so one wait for the disk.
 * Nobody hears an answer before it. `begin` makes what the members of one transaction share; `undone` hears of each that was
 * rolled back.
 */
export function createCommitter(connection: Connection, begin: () => Batch, undone: () => void): Committer {
  const statements = {
    read: connection.prepare('BEGIN'),
    write: connection.prepare('BEGIN IMMEDIATE'),
    commit: connection.prepare('COMMIT'),
    rollback: connection.prepare('ROLLBACK'),
  };
  function run(members: readonly Member[]): void {
    const batch = begin();
    const results: unknown[] = [];
    let working = false;
    try {
      (members.some(member => member.writes) ? statements.write : statements.read).run();
      working = true;
      work(batch, members, results);
      working = false;
      statements.commit.run();
    } catch (error) {
      if (connection.inTransaction) statements.rollback.run();
      undone();
      // One member's failure is its own: the others get their transaction back.
      if (working && members.length > 1) for (const member of members) run([member]);
      else refuse(members, error);
      return;
    }
    for (const [index, member] of members.entries()) member.resolve(results[index] as never);
    batch.announce();
  }

  return gather(run);
}

/** As many as this share a commit without waiting for more. */
const enough = 64;
/** Turns of the event loop, each with somebody new in it, after which no more are waited for. */
const mostTurns = 16;

/** Collects what is asked for, until a turn of the event loop brings nobody new: whoever was answered together asks together. */
function gather(run: (members: readonly Member[]) => void): Committer {
  let waiting: Member[] = [];
  let seen = 0;
  let turns = 0;
  function flush(): void {
    const members = waiting;
    waiting = [];
    seen = turns = 0;
    if (members.length > 0) run(members);
  }
  function turn(): void {
    const isComplete = waiting.length === seen || waiting.length >= enough || turns >= mostTurns;
    if (isComplete) {
      flush();
      return;
    }
    seen = waiting.length;
    turns += 1;
    setImmediate(turn);
  }
  function ask<Result>({ writes, work, look }: Pick<Member, 'writes' | 'work' | 'look'>): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (waiting.push({ writes, work, look, resolve, reject }) === 1) setImmediate(turn);
    });
  }
  return {
    write: work => ask({ writes: true, work, look: undefined }),
    writeAndLook: (work, look) => ask({ writes: true, work, look }),
    read: look => ask({ writes: false, work: nothing, look }),
    flush,
  };
}

const nothing = () => undefined;

function work(batch: Batch, members: readonly Member[], results: unknown[]): void {
  if (members.some(member => member.writes)) batch.start();
  for (const [index, member] of members.entries()) results[index] = member.work(batch);
  // Looks come last: whoever acts on one must know what was committed beside it.
  for (const [index, member] of members.entries())
    if (member.look) results[index] = member.look(batch, results[index] as never);
  batch.finish();
}

function refuse(members: readonly Member[], cause: unknown): void {
  const error = isButtdialError(cause)
    ? cause
    : new ButtdialError('unavailable', 'The store could not write; nothing of it was kept.', { cause });
  for (const member of members) member.reject(error);
}
