import type { AdmitRequest, MessageRecord } from '@buttdial/core';
import type { Batch } from './batch.ts';
import { spentThisMonth, spentToday } from './limits.ts';
import type { Meter } from './meters.ts';
import type { Connection } from './open.ts';
import { dayOf, monthOf } from './time.ts';

/** What an admission writes. */
export interface Keeping {
  /** Keeps the message and answers how it stands. */
  store(request: AdmitRequest, at: number): MessageRecord;
  /** Writes the admission down for a subject and counts it. */
  count(batch: Batch, meter: Meter, asked: { readonly at: number; readonly micros: number }): void;
}

export function createKeeping(connection: Connection): Keeping {
  const insert = createInsert(connection);
  const log = connection.prepare('insert into admissions (meter_id, sequence, at) values (?, ?, ?)');
  return {
    store: (request, at) => {
      const due = request.dueAt <= request.now;
      const claim = due ? request.claim : undefined;
      // The caller's clock may be ahead of ours; what is due for it is due.
      const dueAt = due ? Math.min(request.dueAt.getTime(), at) : request.dueAt.getTime();
      insert(request, { at, dueAt, claim });
      const stands = claim ? ({ state: 'sending', attempt: 1 } as const) : ({ state: 'queued', attempt: 0 } as const);
      return admitted(request, { ...stands, dueAt: new Date(dueAt) });
    },
    count: (batch, meter, { at, micros }) => {
      const sequence = meter.sequence + 1;
      log.run(meter.id, sequence, at);
      batch.meters.change(meter, {
        sequence,
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

function createInsert(connection: Connection): (request: AdmitRequest, standing: Standing) => void {
  const insert = connection.prepare(
    `insert into messages (id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state,
       attempt, settled_attempt, asked_micros, reserved_micros, currency, sealed_body, created_at, updated_at, due_at, admitted_at,
       lease_owner, lease_until, idempotency_key, fingerprint)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (request, { at, dueAt, claim }) => {
    const now = request.now.getTime();
    insert.run(
      request.id,
      request.organizationId,
      request.agentId,
      request.channel,
      request.purpose,
      request.from,
      request.to,
      request.contactKey,
      request.connection,
      claim ? 'sending' : 'queued',
      claim ? 1 : 0,
      request.reserveMicros,
      request.reserveMicros,
      request.currency,
      request.sealedBody,
      now,
      now,
      dueAt,
      at,
      claim?.owner ?? null,
      claim ? at + claim.leaseMs : null,
      request.idempotency?.key ?? null,
      request.idempotency?.fingerprint ?? null,
    );
  };
}

function admitted(request: AdmitRequest, stands: Pick<MessageRecord, 'state' | 'attempt' | 'dueAt'>): MessageRecord {
  return {
    id: request.id,
    organizationId: request.organizationId,
    agentId: request.agentId,
    channel: request.channel,
    purpose: request.purpose,
    from: request.from,
    to: request.to,
    contactKey: request.contactKey,
    connection: request.connection,
    ...stands,
    reservedMicros: request.reserveMicros,
    currency: request.currency,
    createdAt: request.now,
    updatedAt: request.now,
    ...(request.idempotency && { idempotencyKey: request.idempotency.key }),
  };
}
