import type { ClaimRequest, OutboxItem } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Connection } from './open.ts';
import { type MessageRow, messageColumns, toOutboxItem } from './rows.ts';

/** The verbs `claim` and `claimUnknown`, to be run inside a transaction. */
export function createClaims(connection: Connection) {
  const due = connection.prepare(
    `update messages set state = 'sending', attempt = attempt + 1, lease_owner = :owner, lease_until = :until, updated_at = :now
     where id in (select id from messages where state in ('queued', 'deferred') and due_at <= :at order by due_at limit :limit)
     returning ${messageColumns}, sealed_body`,
  );
  const uncertain = connection.prepare(
    `update messages set state = 'unknown', lease_owner = :owner, lease_until = :until,
       attempted_at = coalesce(attempted_at, updated_at),
       updated_at = case state when 'sending' then :now else updated_at end
     where id in (select id from messages where state in ('sending', 'unknown') and lease_until <= :at order by lease_until limit :limit)
     returning ${messageColumns}, sealed_body`,
  );
  const claimed =
    (statement: typeof due) =>
    (batch: Batch, request: ClaimRequest): readonly OutboxItem[] => {
      const at = batch.time(request.now);
      const bound = {
        at,
        owner: request.owner,
        until: at + request.leaseMs,
        now: request.now.getTime(),
        limit: request.limit,
      };
      const rows = statement.all(bound) as MessageRow[];
      return rows.sort((a, b) => a.due_at - b.due_at || (a.id < b.id ? -1 : 1)).map(toOutboxItem);
    };
  return { claim: claimed(due), claimUnknown: claimed(uncertain) };
}
