import type { Directory } from '@buttdial/core';
import type { Committer } from './committer.ts';
import type { Connection } from './open.ts';
import { hourMs, monthStart } from './time.ts';

/** Rows per commit, so that nobody waits long behind a purge. */
const portion = 2_000;

/** Removes what has passed its time. The admission log is kept for as long as a window can look back: this month and the last hour. */
export function createPurge(connection: Connection, committer: Committer, now: () => Date): Directory['purge'] {
  const oldInbox = connection.prepare(
    `delete from inbox where position in (select position from inbox where acknowledged_at < ? limit ${portion})`,
  );
  const oldMessages = connection.prepare(
    `delete from messages where id in (select id from messages where updated_at < ? and lease_until is null
       and state in ('sent', 'delivered', 'failed', 'refused', 'unknown') limit ${portion})`,
  );
  const meters = connection.prepare('select id, sequence from meters');
  const oldAdmissions = connection.prepare(
    'delete from admissions where meter_id = ? and sequence in (select sequence from admissions where meter_id = ? and at < ? order by sequence limit ?)',
  );

  async function sweep(portionOf: () => number): Promise<number> {
    let gone = 0;
    let last: number;
    do {
      last = await committer.write(portionOf);
      gone += last;
    } while (last === portion);
    return gone;
  }

  return async before => {
    const at = await committer.write(batch => batch.time(now()));
    const cutoff = Math.min(before.messages.getTime(), monthStart(at), at - hourMs);
    let gone = await sweep(() => oldInbox.run(before.inbox.getTime()).changes);
    gone += await sweep(() => oldMessages.run(before.messages.getTime()).changes);
    for (const meter of meters.all() as { id: number }[]) {
      gone += await sweep(() => oldAdmissions.run(meter.id, meter.id, cutoff, portion).changes);
    }
    return gone;
  };
}
