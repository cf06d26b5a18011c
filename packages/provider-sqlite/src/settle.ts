import type { DecisionRecord, MessageRecord, Settlement, SettleOutcome } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { Held, HeldRow } from './held.ts';
import { acceptance, type MessageChange, type Messages } from './messages.ts';
import { type MessageRow, toMessage } from './rows.ts';
import { hourStart } from './time.ts';

/** The verb `settle`, to be run inside a transaction. */
export function createSettle(messages: Messages, held: Held) {
  return (batch: Batch, settlement: Settlement): MessageRecord | undefined => {
    const known = held.take(settlement.messageId);
    const sent = known && acceptedAsHeld(batch, messages, { row: known, settlement });
    if (sent) return sent;
    const row = messages.find(settlement.organizationId, settlement.messageId);
    if (!row) return undefined;
    const change = row.attempt === settlement.attempt ? changeOf(row, settlement) : undefined;
    if (!change) return toMessage(row);
    const organization = batch.meters.of(row.organization_id);
    if (organization) batch.audit(organization, settlement.auditBody, settlement.now);
    const next = messages.change(batch, row, { ...change, settled_attempt: settlement.attempt, now: settlement.now });
    if (next.state === 'queued' || next.state === 'deferred') batch.wake({ topic: 'outbox' });
    return toMessage(next);
  };
}

interface HeldEnd {
  readonly row: HeldRow;
  readonly settlement: Settlement;
}

/** The usual case: this process admitted it, and the vendor took it. Undefined when it is another case, or was meanwhile changed. */
function acceptedAsHeld(batch: Batch, messages: Messages, { row, settlement }: HeldEnd): MessageRecord | undefined {
  const { organizationId, attempt, outcome, now, auditBody } = settlement;
  if (outcome.kind !== 'sent' || row.organization_id !== organizationId || row.attempt !== attempt) return undefined;
  const decided = outcome.decision ? { decision: JSON.stringify(outcome.decision) } : {};
  const change = { ...acceptance(row, { ...outcome, now }), ...decided, settled_attempt: attempt, now };
  const next = messages.accept(batch, row, change);
  if (!next) return undefined;
  const organization = batch.meters.of(organizationId);
  if (organization) batch.audit(organization, auditBody, now);
  return toMessage(next, outcome.decision);
}

type Sent = Extract<SettleOutcome, { readonly kind: 'sent' }>;

/** What a settlement of the current attempt changes; undefined when it comes too late to say anything. */
function changeOf(row: MessageRow, { outcome, now, attempt }: Settlement): MessageChange | undefined {
  if (row.vendor_id !== null) {
    // A status report was faster: all that is left to learn is the price, and that the attempt has ended.
    if (row.settled_attempt >= attempt) return undefined;
    return outcome.kind === 'sent'
      ? { price_micros: row.price_micros ?? outcome.priceMicros ?? null, ...leftUnder(outcome, row) }
      : {};
  }
  // Proof of acceptance counts even when another courier gave the message up meanwhile.
  if (outcome.kind === 'sent') {
    const decided = outcome.decision ? { decision: JSON.stringify(outcome.decision) } : {};
    return { ...acceptance(row, { ...outcome, now }), state: 'sent', fault: null, ...decided };
  }
  return unacceptedChange(row, outcome, now);
}

/** The decision of this attempt, or else the one before. */
function leftUnder({ decision }: { readonly decision?: DecisionRecord }, row: MessageRow): MessageChange {
  return { decision: decision ? JSON.stringify(decision) : row.decision };
}

function unacceptedChange(
  row: MessageRow,
  outcome: Exclude<SettleOutcome, Sent>,
  now: Date,
): MessageChange | undefined {
  // An unknown one without a lease was given up: nobody is looking into it any more.
  if (row.state !== 'sending' && (row.state !== 'unknown' || row.lease_until === null)) return undefined;
  const unsent = { attempted_at: null };
  const released = { ...unsent, reserved_micros: 0, price_micros: null, erase: true };
  switch (outcome.kind) {
    case 'failed':
      return { state: 'failed', fault: JSON.stringify(outcome.fault), ...leftUnder(outcome, row), ...released };
    case 'refused':
      return { state: 'refused', decision: JSON.stringify(outcome.decision), ...released };
    case 'retry':
      return {
        ...unsent,
        state: 'queued',
        due_at: outcome.dueAt.getTime(),
        fault: outcome.fault ? JSON.stringify(outcome.fault) : row.fault,
        ...leftUnder(outcome, row),
      };
    case 'deferred':
      return {
        ...unsent,
        state: 'deferred',
        due_at: outcome.dueAt.getTime(),
        decision: JSON.stringify(outcome.decision),
      };
    case 'unknown':
      return {
        state: 'unknown',
        ...leftUnder(outcome, row),
        attempted_at: row.attempted_at ?? row.updated_at,
        ...unknown(row, outcome.dueAt, now),
      };
  }
}

function unknown(row: MessageRow, dueAt: Date | undefined, now: Date): MessageChange {
  if (dueAt) return { due_at: dueAt.getTime(), lease_until: dueAt.getTime() };
  // Given up: it may have gone out, so it stays on the bill and in the roll-up.
  return { erase: true, usage_hour: row.usage_hour ?? hourStart(now.getTime()) };
}
