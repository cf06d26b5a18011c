import type { Admission, AdmitRequest, LimitReached, MessageRecord } from '@buttdial/core';
import type { Batch } from './batch.ts';
import { type AdmissionTime, reachedLimit, spentThisMonth, spentToday } from './limits.ts';
import type { Meter } from './meters.ts';
import type { Connection } from './open.ts';
import { type MessageRow, messageColumns, toMessage } from './rows.ts';
import { dayOf, dayStart, monthOf, nextDay } from './time.ts';

/** The verb `admit`, to be run inside a transaction. Everything that can refuse is looked at before anything is written. */
export function createAdmit(connection: Connection, admissionTime: AdmissionTime) {
  const earlier = connection.prepare(
    `select ${messageColumns} from messages where agent_id = ? and idempotency_key = ? and organization_id = ?`,
  );
  const callsToday = connection
    .prepare(
      `select count(*) from messages where agent_id = ? and contact_key = ? and admitted_at >= ? and channel = 'voice'`,
    )
    .pluck();
  const insert = connection.prepare(
    `insert into messages (id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state,
       attempt, settled_attempt, asked_micros, reserved_micros, currency, sealed_body, created_at, updated_at, due_at, admitted_at,
       attempted_at, lease_owner, lease_until, idempotency_key, fingerprint)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const log = connection.prepare('insert into admissions (meter_id, sequence, at) values (?, ?, ?)');

  function seenBefore(request: AdmitRequest): Admission | undefined {
    if (!request.idempotency) return undefined;
    const { key, fingerprint } = request.idempotency;
    const row = earlier.get(request.agentId, key, request.organizationId) as MessageRow | undefined;
    if (!row) return undefined;
    return row.fingerprint === fingerprint
      ? { outcome: 'duplicate', message: toMessage(row) }
      : { outcome: 'conflict' };
  }

  function calledTooOften(request: AdmitRequest, agent: Meter, at: number): LimitReached | undefined {
    const max = agent.maxCallsPerDaySameNumber;
    if (request.channel !== 'voice' || max === null || max === undefined) return undefined;
    const current = callsToday.get(request.agentId, request.contactKey, dayStart(at)) as number;
    return current < max ? undefined : { type: 'contact-frequency', current, max, resetsAt: new Date(nextDay(at)) };
  }

  function count(batch: Batch, meter: Meter, asked: { readonly at: number; readonly micros: number }): void {
    const sequence = meter.sequence + 1;
    log.run(meter.id, sequence, asked.at);
    batch.meters.change(meter, {
      sequence,
      lastAdmittedAt: asked.at,
      dayMicros: spentToday(meter, asked.at) + asked.micros,
      monthMicros: spentThisMonth(meter, asked.at) + asked.micros,
      day: dayOf(asked.at),
      month: monthOf(asked.at),
    });
  }

  function store(request: AdmitRequest, at: number): MessageRecord {
    const due = request.dueAt <= request.now;
    const claim = due ? request.claim : undefined;
    // The caller's clock may be ahead of ours; what is due for it is due.
    const dueAt = due ? Math.min(request.dueAt.getTime(), at) : request.dueAt.getTime();
    const state = claim ? 'sending' : 'queued';
    const attempt = claim ? 1 : 0;
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
      state,
      attempt,
      request.reserveMicros,
      request.reserveMicros,
      request.currency,
      request.sealedBody,
      now,
      now,
      dueAt,
      at,
      claim ? at : null,
      claim?.owner ?? null,
      claim ? at + claim.leaseMs : null,
      request.idempotency?.key ?? null,
      request.idempotency?.fingerprint ?? null,
    );
    return admitted(request, { state, attempt, dueAt: new Date(dueAt) });
  }

  return (batch: Batch, request: AdmitRequest): Admission => {
    const seen = seenBefore(request);
    if (seen) return seen;
    const organization = batch.meters.of(request.organizationId);
    const agent = batch.meters.of(request.organizationId, request.agentId);
    if (!organization || agent?.status !== 'active') return { outcome: 'inactive' };
    if (agent.blockedChannels !== '[]' && JSON.parse(agent.blockedChannels ?? '[]').includes(request.channel))
      return { outcome: 'blocked' };
    // A clock that was set back must not open a window that was closed.
    const at = Math.max(batch.time(request.now), agent.lastAdmittedAt, organization.lastAdmittedAt);
    const asked = { at, micros: request.reserveMicros };
    const limit =
      reachedLimit(agent, admissionTime, asked) ??
      calledTooOften(request, agent, at) ??
      reachedLimit(organization, admissionTime, asked);
    if (limit) return { outcome: 'limited', limit };
    const message = store(request, at);
    count(batch, agent, asked);
    count(batch, organization, asked);
    batch.audit(organization, request.auditBody, request.now);
    if (message.state === 'queued') batch.wake({ topic: 'outbox' });
    return { outcome: 'admitted', message };
  };
}

function admitted(request: AdmitRequest, stands: Pick<MessageRecord, 'state' | 'attempt' | 'dueAt'>): MessageRecord {
  const {
    id,
    organizationId,
    agentId,
    channel,
    purpose,
    from,
    to,
    contactKey,
    connection,
    currency,
    now,
    idempotency,
  } = request;
  const key = idempotency && { idempotencyKey: idempotency.key };
  return {
    id,
    organizationId,
    agentId,
    channel,
    purpose,
    from,
    to,
    contactKey,
    connection,
    ...stands,
    reservedMicros: request.reserveMicros,
    currency,
    createdAt: now,
    updatedAt: now,
    ...key,
  };
}
