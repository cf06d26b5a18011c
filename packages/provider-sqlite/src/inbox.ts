import type { CallbackOutcome, ClaimRequest, InboxItem, LeaseRequest } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Connection } from './open.ts';
import { type InboxRow, inboxColumns, toInboxItem } from './rows.ts';

/** The verbs that hand inbound messages out, to be run inside a transaction. A conversation is (agent, channel, from). */
export function createInbox(connection: Connection) {
  // `channel = coalesce(…)` would hide the index; a channel of null means all.
  const waiting = connection.prepare(
    `select ${inboxColumns} from inbox where agent_id = :agentId and organization_id = :organizationId and acknowledged_at is null
       and (:channel is null or channel = :channel) order by received_at, position`,
  );
  const lend = connection.prepare('update inbox set lease_until = ?, deliveries = deliveries + 1 where id = ?');
  const acknowledge = connection.prepare(
    `update inbox set acknowledged_at = ?, sealed = null, lease_until = null, callback_due_at = null
     where id = ? and agent_id = ? and organization_id = ? and acknowledged_at is null`,
  );
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
  const after = connection.prepare(
    `update inbox set callback_due_at = ?, lease_until = null where id = ? and organization_id = ? and acknowledged_at is null`,
  );
  const agentOf = connection.prepare('select agent_id from inbox where id = ? and organization_id = ?').pluck();

  function acknowledgeOne(
    organizationId: string,
    agentId: string,
    { id, now }: { readonly id: string; readonly now: Date },
  ): number {
    return acknowledge.run(now.getTime(), id, agentId, organizationId).changes;
  }

  return {
    lease: (batch: Batch, request: LeaseRequest): readonly InboxItem[] => {
      const at = batch.time(request.now);
      const busy = new Set<string>();
      const taken: InboxRow[] = [];
      const { organizationId, agentId } = request;
      for (const row of waiting.iterate({
        organizationId,
        agentId,
        channel: request.channel ?? null,
      }) as Iterable<InboxRow>) {
        if (taken.length === request.limit) break;
        const conversation = `${row.channel} ${row.from_address}`;
        if (row.lease_until !== null && row.lease_until > at) busy.add(conversation);
        if (!busy.has(conversation)) taken.push(row);
      }
      for (const row of taken) {
        lend.run(at + request.leaseMs, row.id);
        if (request.acknowledge) acknowledgeOne(organizationId, agentId, { id: row.id, now: request.now });
      }
      return taken.map(row => toInboxItem({ ...row, deliveries: row.deliveries + 1 }));
    },
    acknowledge: (
      organizationId: string,
      agentId: string,
      { ids, now }: { readonly ids: readonly string[]; readonly now: Date },
    ): number => ids.reduce((sum, id) => sum + acknowledgeOne(organizationId, agentId, { id, now }), 0),
    claimCallbacks: (batch: Batch, request: ClaimRequest): readonly InboxItem[] => {
      const at = batch.time(request.now);
      const rows = due.all({ at, limit: request.limit }) as InboxRow[];
      for (const row of rows) call.run(at + request.leaseMs, row.id);
      return rows.map(row =>
        toInboxItem({ ...row, deliveries: row.deliveries + 1, callback_attempt: row.callback_attempt + 1 }),
      );
    },
    settleCallback: (batch: Batch, { organizationId, inboxId, now, outcome }: CallbackOutcome): void => {
      const agentId = agentOf.get(inboxId, organizationId) as string | undefined;
      if (agentId === undefined) return;
      if (outcome.kind === 'delivered') acknowledgeOne(organizationId, agentId, { id: inboxId, now });
      else after.run(outcome.kind === 'retry' ? outcome.dueAt.getTime() : null, inboxId, organizationId);
      // What waited behind it may go now.
      batch.wake({ topic: 'inbox', agentId });
    },
  };
}
