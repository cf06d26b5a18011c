import type { InboxItem, LeaseRequest } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Connection } from './open.ts';
import { type InboxRow, inboxColumns, toInboxItem } from './rows.ts';

/** Ends one message: false when it was not waiting, or not this agent's. */
export type Acknowledge = (
  id: string,
  of: { readonly organizationId: string; readonly agentId: string; readonly now: Date },
) => boolean;

export function createAcknowledge(connection: Connection): Acknowledge {
  const end = connection.prepare(
    `update inbox set acknowledged_at = ?, sealed = null, lease_until = null, callback_due_at = null
     where id = ? and agent_id = ? and organization_id = ? and acknowledged_at is null`,
  );
  return (id, { organizationId, agentId, now }) => end.run(now.getTime(), id, agentId, organizationId).changes === 1;
}

/** The verb `lease`, to be run inside a transaction. A conversation is (agent, channel, from). */
export function createLease(connection: Connection, acknowledge: Acknowledge) {
  const waiting = connection.prepare(
    `select ${inboxColumns} from inbox where agent_id = :agentId and organization_id = :organizationId and acknowledged_at is null
       and (:channel is null or channel = :channel) order by received_at, position`,
  );
  const lend = connection.prepare('update inbox set lease_until = ?, deliveries = deliveries + 1 where id = ?');

  function free({ organizationId, agentId, channel, limit }: LeaseRequest, at: number): readonly InboxRow[] {
    const busy = new Set<string>();
    const taken: InboxRow[] = [];
    const rows = waiting.iterate({ organizationId, agentId, channel: channel ?? null }) as Iterable<InboxRow>;
    for (const row of rows) {
      if (taken.length === limit) break;
      const conversation = `${row.channel} ${row.from_address}`;
      if (row.lease_until !== null && row.lease_until > at) busy.add(conversation);
      if (!busy.has(conversation)) taken.push(row);
    }
    return taken;
  }

  return (batch: Batch, request: LeaseRequest): readonly InboxItem[] => {
    const at = batch.time(request.now);
    const taken = free(request, at);
    for (const row of taken) {
      lend.run(at + request.leaseMs, row.id);
      if (request.acknowledge) acknowledge(row.id, request);
    }
    return taken.map(row => toInboxItem({ ...row, deliveries: row.deliveries + 1 }));
  };
}
