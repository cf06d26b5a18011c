import type { AdmitRequest, MessageRecord } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Conversations } from './conversations.ts';
import type { Held } from './held.ts';
import { spentThisMonth, spentToday } from './limits.ts';
import type { Meter } from './meters.ts';
import type { Connection } from './open.ts';
import { type MessageRow, toMessage } from './rows.ts';
import { dayOf, monthOf } from './time.ts';

/** What an admission writes. */
export interface Keeping {
  /** Keeps the message and answers how it stands. */
  store(request: AdmitRequest, at: number): MessageRecord;
  /** Writes the admission down for a subject and counts it. */
  count(batch: Batch, meter: Meter, asked: { readonly at: number; readonly micros: number }): void;
}

export interface KeepingParts {
  readonly held: Held;
  readonly conversations: Pick<Conversations, 'grew'>;
}

export function createKeeping(connection: Connection, { held, conversations }: KeepingParts): Keeping {
  const insert = createInsert(connection);
  return {
    store: (request, at) => {
      const due = request.dueAt <= request.now;
      const claim = due ? request.claim : undefined;
      // The caller's clock may be ahead of ours; what is due for it is due.
      const dueAt = due ? Math.min(request.dueAt.getTime(), at) : request.dueAt.getTime();
      const row = rowOf(request, { at, dueAt, claim });
      const position = insert(row, request.sealedBody, claim?.owner ?? null);
      conversations.grew();
      if (claim) held.put({ ...row, position });
      return toMessage(row);
    },
    count: (batch, meter, { at, micros }) => {
      batch.meters.admit(meter, at);
      batch.meters.change(meter, {
        lastAdmittedAt: at,
        dayMicros: spentToday(meter, at) + micros,
        monthMicros: spentThisMonth(meter, at) + micros,
        day: dayOf(at),
        month: monthOf(at),
      });
    },
  };
}

interface Standing {
  readonly at: number;
  readonly dueAt: number;
  readonly claim: AdmitRequest['claim'];
}

function createInsert(connection: Connection) {
  const insert = connection.prepare(
    `insert into messages (id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state,
       attempt, settled_attempt, asked_micros, reserved_micros, currency, sealed_body, created_at, updated_at, due_at, admitted_at,
       lease_owner, lease_until, idempotency_key, fingerprint)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  /** Answers its position. */
  return (row: MessageRow, sealedBody: Uint8Array, leaseOwner: string | null): number => {
    const { lastInsertRowid } = insert.run(
      row.id,
      row.organization_id,
      row.agent_id,
      row.channel,
      row.purpose,
      row.from_address,
      row.to_address,
      row.contact_key,
      row.connection,
      row.state,
      row.attempt,
      row.asked_micros,
      row.reserved_micros,
      row.currency,
      sealedBody,
      row.created_at,
      row.updated_at,
      row.due_at,
      row.admitted_at,
      leaseOwner,
      row.lease_until,
      row.idempotency_key,
      row.fingerprint,
    );
    return Number(lastInsertRowid);
  };
}

function rowOf(request: AdmitRequest, { at, dueAt, claim }: Standing): MessageRow {
  const now = request.now.getTime();
  return {
    id: request.id,
    organization_id: request.organizationId,
    agent_id: request.agentId,
    channel: request.channel,
    purpose: request.purpose,
    from_address: request.from,
    to_address: request.to,
    contact_key: request.contactKey,
    connection: request.connection,
    state: claim ? 'sending' : 'queued',
    attempt: claim ? 1 : 0,
    settled_attempt: 0,
    vendor_id: null,
    fault: null,
    decision: null,
    asked_micros: request.reserveMicros,
    reserved_micros: request.reserveMicros,
    price_micros: null,
    currency: request.currency,
    created_at: now,
    updated_at: now,
    due_at: dueAt,
    admitted_at: at,
    attempted_at: null,
    lease_until: claim ? at + claim.leaseMs : null,
    usage_hour: null,
    idempotency_key: request.idempotency?.key ?? null,
    fingerprint: request.idempotency?.fingerprint ?? null,
  };
}
