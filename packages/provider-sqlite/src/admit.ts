import type { Admission, AdmitRequest, LimitReached } from '@buttdial/core';
import type { Batch } from './batch.ts';
import { createKeeping, type KeepingParts } from './keeping.ts';
import { nearingBudgets, reachedLimit } from './limits.ts';
import type { Meter } from './meters.ts';
import type { Connection } from './open.ts';
import { type MessageRow, messageColumns, toMessage } from './rows.ts';
import { dayStart, nextDay } from './time.ts';

/** The verb `admit`, to be run inside a transaction. Everything that can refuse is looked at before anything is written. */
export function createAdmit(connection: Connection, parts: KeepingParts) {
  const refusals = createRefusals(connection);
  const keeping = createKeeping(connection, parts);
  return (batch: Batch, request: AdmitRequest): Admission => {
    const seen = refusals.seenBefore(request);
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
      reachedLimit(agent, sequence => batch.meters.admittedAt(agent, sequence), asked) ??
      refusals.calledTooOften(request, agent, at) ??
      reachedLimit(organization, sequence => batch.meters.admittedAt(organization, sequence), asked);
    if (limit) return { outcome: 'limited', limit };
    const message = keeping.store(request, at);
    keeping.count(batch, agent, asked);
    keeping.count(batch, organization, asked);
    const nearing = [...told(batch, agent, at), ...told(batch, organization, at)];
    batch.audit(organization, request.auditBody, request.now);
    if (message.state === 'queued') batch.wake({ topic: 'outbox' });
    return nearing.length > 0 ? { outcome: 'admitted', message, nearing } : { outcome: 'admitted', message };
  };
}

const nothing: readonly LimitReached[] = [];

/** Budgets that come near their end, written down as told. */
function told(batch: Batch, meter: Meter, at: number): readonly LimitReached[] {
  const { day, month } = nearingBudgets(meter, at);
  if (!day && !month) return nothing;
  batch.meters.change(meter, { ...(day && { warnedDay: meter.day }), ...(month && { warnedMonth: meter.month }) });
  return [day, month].filter(budget => budget !== undefined);
}

/** The reasons against a message that lie in other messages. */
function createRefusals(connection: Connection) {
  const earlier = connection.prepare(
    `select ${messageColumns} from messages where agent_id = ? and idempotency_key = ? and organization_id = ?`,
  );
  const callsToday = connection
    .prepare(
      `select count(*) from messages where agent_id = ? and contact_key = ? and admitted_at >= ? and channel = 'voice'`,
    )
    .pluck();
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

  return { seenBefore, calledTooOften };
}
