import { hash } from 'node:crypto';
import type { Wake } from '@buttdial/core';
import { createBooks, type Line } from './books.ts';
import { createLinks } from './links.ts';
import { createMeters, type Meter, type Meters } from './meters.ts';
import type { Connection } from './open.ts';
import { hourStart } from './time.ts';
import type { Usage } from './usage.ts';
import { createUsage } from './usage.ts';

/**
 * What the members of one transaction share: each meter is read once and written back once, each usage row added to
 * once, each wake-up sent once. It lives no longer than the transaction, because other processes write too.
 */
export interface Batch {
  /** Called once the write lock is held. */
  start(): void;
  /** Writes what was gathered; called before the commit, and before a member that reads the tables by itself. */
  finish(): void;
  /** Sends the wake-ups; called after the commit. */
  announce(): void;
  /** The time that counts for limits and leases, for a request of this moment. */
  time(now: Date): number;
  readonly meters: Meters;
  /** Appends to the organization's chain. */
  audit(
    organization: Meter,
    body: string,
    at: Date,
  ): { readonly sequence: number; readonly previousHash: string; readonly hash: string };
  /** Adds to the roll-up of the hour. */
  use(
    row: { readonly organizationId: string; readonly agentId: string; readonly channel: string; readonly at: number },
    actions: number,
    micros: number,
  ): void;
  /** Adds a line to the books. */
  book(line: Line): void;
  wake(wake: Wake): void;
}

/** Prepares the statements once; the result makes one batch per transaction. */
export function createBatches(
  connection: Connection,
  clock: 'database' | 'runtime',
  announce: (wakes: readonly Wake[]) => void,
): () => Batch {
  const instant = connection.prepare(`select cast(round(unixepoch('subsec') * 1000) as integer)`).pluck();
  const openLinks = createLinks(connection);
  const openMeters = createMeters(connection);
  const openUsage = createUsage(connection);
  const openBooks = createBooks(connection);

  return () => {
    const meters = openMeters();
    const usage: Usage = openUsage();
    const books = openBooks();
    const links = openLinks();
    const wakes = new Map<string, Wake>();
    let startedAt = 0;
    return {
      start: () => {
        if (clock === 'database') startedAt = instant.get() as number;
      },
      finish: () => {
        meters.save();
        usage.save();
        books.save();
        links.save();
      },
      announce: () => {
        if (wakes.size > 0) announce([...wakes.values()]);
      },
      time: now => (clock === 'database' ? startedAt : now.getTime()),
      meters,
      audit: (organization, body, at) => {
        const sequence = organization.auditSequence + 1;
        const previousHash = organization.auditHash;
        const linked = hash('sha256', `${previousHash}\n${sequence}\n${body}`);
        links.add([organization.organizationId, sequence, at.getTime(), body, previousHash, linked]);
        meters.change(organization, { auditSequence: sequence, auditHash: linked });
        return { sequence, previousHash, hash: linked };
      },
      use: (row, actions, micros) => usage.add({ ...row, hour: hourStart(row.at), actions, micros }),
      book: books.add,
      wake: wake => {
        wakes.set(
          'agentId' in wake
            ? `inbox ${wake.agentId}`
            : 'messageId' in wake
              ? wake.messageId
              : 'callId' in wake
                ? `call ${wake.callId}`
                : wake.topic,
          wake,
        );
      },
    };
  };
}
