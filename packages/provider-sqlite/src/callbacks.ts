import type { CallbackOutcome, ClaimRequest, InboxItem } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Acknowledge } from './lending.ts';
import type { Connection } from './open.ts';
import { type InboxRow, inboxColumns, toInboxItem } from './rows.ts';

/** The verb `claimCallbacks`, to be run inside a transaction. */
export function createClaimCallbacks(connection: Connection) {
  const due = connection.prepare(
    `select ${inboxColumns} from inbox as later where callback_due_at <= :at and callback_due_at is not null
       and (lease_until is null or lease_until <= :at)
       and not exists (
         select 1 from inbox as earlier where earlier.agent_id = later.agent_id and earlier.acknowledged_at is null
           and earlier.channel = later.channel and earlier.from_address = later.from_address
           and (earlier.received_at, earlier.position) < (later.received_at, later.position)
           and (earlier.callback_due_at is not null or earlier.lease_until > :at))
     order by received_at, position limit :limit`,
  );
  const call = connection.prepare(
    'update inbox set lease_until = ?, deliveries = deliveries + 1, callback_attempt = callback_attempt + 1 where id = ?',
  );
  return (batch: Batch, request: ClaimRequest): readonly InboxItem[] => {
    const at = batch.time(request.now);
    const rows = due.all({ at, limit: request.limit }) as InboxRow[];
    for (const row of rows) call.run(at + request.leaseMs, row.id);
    return rows.map(row =>
      toInboxItem({ ...row, deliveries: row.deliveries + 1, callback_attempt: row.callback_attempt + 1 }),
    );
  };
}

/** The verb `settleCallback`, to be run inside a transaction. */
export function createSettleCallback(connection: Connection, acknowledge: Acknowledge) {
  const after = connection.prepare(
    `update inbox set callback_due_at = ?, lease_until = null where id = ? and organization_id = ? and acknowledged_at is null`,
  );
  const agentOf = connection.prepare('select agent_id from inbox where id = ? and organization_id = ?').pluck();

  return (batch: Batch, { organizationId, inboxId, now, outcome }: CallbackOutcome): void => {
    const agentId = agentOf.get(inboxId, organizationId) as string | undefined;
    if (agentId === undefined) return;
    if (outcome.kind === 'delivered') acknowledge(inboxId, { organizationId, agentId, now });
    else after.run(outcome.kind === 'retry' ? outcome.dueAt.getTime() : null, inboxId, organizationId);
    // What waited behind it may go now.
    batch.wake({ topic: 'inbox', agentId });
  };
}
