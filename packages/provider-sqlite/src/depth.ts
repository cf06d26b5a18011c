import type { Directory } from '@buttdial/core';
import type { Connection } from './open.ts';

/** How much waits, counted over the small indexes of what waits. */
export function createDepth(connection: Connection, now: () => Date): Directory['depth'] {
  const counts = connection.prepare(
    `select (select count(*) from messages where state in ('queued', 'deferred') and due_at <= :at) as outboxDue,
       (select count(*) from messages where state in ('sending', 'unknown') and state = 'unknown' and lease_until is not null) as outboxUnknown,
       (select count(*) from inbox where acknowledged_at is null) as inboxWaiting,
       (select count(*) from inbox where callback_due_at is not null and callback_due_at <= :at) as callbacksDue`,
  );
  return async () => counts.get({ at: now().getTime() }) as Awaited<ReturnType<Directory['depth']>>;
}
