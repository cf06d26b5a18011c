import {
  type Admission,
  type AdmitRequest,
  type Attempt,
  type ClaimRequest,
  type Facts,
  isErased,
  type LimitReached,
  type MessageRecord,
  type Outbox,
  type OutboxItem,
  type Settlement,
  type SettleOutcome,
} from '@buttdial/core';
import type { Coalescer } from './coalescer.ts';
import { kept } from './errors.ts';
import type { Connection } from './open.ts';
import { type ConsentRow, type MessageRow, toConsent, toMessage, toOutboxItem } from './rows.ts';
import type { Announce } from './watch.ts';

const rememberedMs = 31 * 86_400_000;

/** How a verb says which clock counts: null is the database's own. */
export type Clock = (now: Date) => number | null;

export function createOutbox(
  connection: Connection,
  coalescer: Coalescer,
  { clock, announce }: { readonly clock: Clock; readonly announce: Announce },
): Outbox {
  const claimed = (rows: readonly MessageRow[]): readonly OutboxItem[] =>
    [...rows].sort((a, b) => a.due_at - b.due_at || (a.id < b.id ? -1 : 1)).map(toOutboxItem);
  return {
    admit: async request => {
      const answer = (await coalescer.ask('admit', admitRow(request, clock))) as AdmitAnswer;
      const admission = toAdmission(request, answer);
      if (admission.outcome === 'admitted' && admission.message.state === 'queued') announce([{ topic: 'outbox' }]);
      return admission;
    },
    claim: async ({ owner, now, leaseMs, limit }: ClaimRequest) =>
      claimed(
        await kept(
          connection<
            MessageRow[]
          >`select * from store_claim(${owner}, ${now.getTime()}, ${clock(now)}, ${leaseMs}, ${limit})`,
        ),
      ),
    claimUnknown: async ({ owner, now, leaseMs, limit }: ClaimRequest) =>
      claimed(
        await kept(
          connection<
            MessageRow[]
          >`select * from store_claim_unknown(${owner}, ${now.getTime()}, ${clock(now)}, ${leaseMs}, ${limit})`,
        ),
      ),
    facts: async ({ organizationId, contactKey, now, number }) => {
      const row = {
        organization_id: organizationId,
        contact_key: contactKey,
        since: now.getTime() - rememberedMs,
        ...(number === undefined ? {} : { number: Number(number.slice(1)) }),
      };
      return toFacts((await coalescer.ask('facts', row)) as FactsAnswer);
    },
    settle: async settlement => {
      const row = (await coalescer.ask('settle', settleRow(settlement))) as MessageRow | null;
      if (row === null) return undefined;
      announce([
        { topic: 'message', messageId: row.id },
        ...(row.state === 'queued' || row.state === 'deferred' ? [{ topic: 'outbox' as const }] : []),
      ]);
      return toMessage(row);
    },
  };
}

type KeptLimit = Omit<LimitReached, 'resetsAt'> & { readonly resetsAt: number };
const toLimit = (limit: KeptLimit): LimitReached => ({ ...limit, resetsAt: new Date(limit.resetsAt) });

type AdmitAnswer =
  | {
      readonly outcome: 'admitted';
      readonly claimed: boolean;
      readonly dueAt: number;
      readonly nearing?: readonly KeptLimit[];
    }
  | { readonly outcome: 'duplicate'; readonly message: MessageRow }
  | { readonly outcome: 'limited'; readonly limit: KeptLimit }
  | { readonly outcome: 'conflict' | 'inactive' | 'blocked' };

interface FactsAnswer {
  readonly ledger: readonly ConsentRow[];
  readonly lastInboundAt: Readonly<Record<string, number>>;
  readonly attempts: readonly (Omit<Attempt, 'at'> & { readonly at: number })[];
  readonly underWay: readonly (Omit<Attempt, 'at'> & { readonly at: number; readonly messageId: string })[];
  readonly lists: Readonly<Record<string, { readonly asOf: number; readonly listed: boolean }>>;
}

/** Bytes as PostgreSQL reads them in JSON. */
export function hex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

/** A request as the database reads it. */
export function admitRow(request: AdmitRequest, clock: Clock) {
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
    sealed_body: hex(request.sealedBody),
    reserve_micros: request.reserveMicros,
    currency: request.currency,
    now: request.now.getTime(),
    at: clock(request.now),
    due_at: request.dueAt.getTime(),
    idempotency_key: request.idempotency?.key,
    fingerprint: request.idempotency?.fingerprint,
    owner: request.claim?.owner,
    lease_ms: request.claim?.leaseMs,
    audit_body: request.auditBody,
  };
}

/** What the database answered, as the contract says it. */
export function toAdmission(request: AdmitRequest, answer: AdmitAnswer): Admission {
  switch (answer.outcome) {
    case 'admitted':
      return {
        outcome: 'admitted',
        message: admitted(request, answer),
        ...(answer.nearing && { nearing: answer.nearing.map(toLimit) }),
      };
    case 'duplicate':
      return { outcome: 'duplicate', message: toMessage(answer.message) };
    case 'limited':
      return { outcome: 'limited', limit: toLimit(answer.limit) };
    default:
      return { outcome: answer.outcome };
  }
}

function admitted(request: AdmitRequest, answer: { readonly claimed: boolean; readonly dueAt: number }): MessageRecord {
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
    state: answer.claimed ? 'sending' : 'queued',
    attempt: answer.claimed ? 1 : 0,
    reservedMicros: request.reserveMicros,
    currency,
    createdAt: now,
    updatedAt: now,
    dueAt: new Date(answer.dueAt),
    ...(idempotency && { idempotencyKey: idempotency.key }),
  };
}

/** A settlement as the database reads it. */
export function settleRow({ organizationId, messageId, attempt, now, outcome, auditBody }: Settlement) {
  return {
    organization_id: organizationId,
    message_id: messageId,
    attempt,
    now: now.getTime(),
    audit_body: auditBody,
    ...outcomeRow(outcome),
  };
}

function outcomeRow(outcome: SettleOutcome) {
  switch (outcome.kind) {
    case 'sent':
      return {
        kind: outcome.kind,
        vendor_id: outcome.vendorId,
        price_micros: outcome.priceMicros,
        decision: outcome.decision,
      };
    case 'failed':
      return { kind: outcome.kind, fault: outcome.fault, decision: outcome.decision };
    case 'refused':
      return { kind: outcome.kind, decision: outcome.decision };
    case 'retry':
      return {
        kind: outcome.kind,
        due_at: outcome.dueAt.getTime(),
        fault: outcome.fault,
        decision: outcome.decision,
      };
    case 'deferred':
      return { kind: outcome.kind, due_at: outcome.dueAt.getTime(), decision: outcome.decision };
    case 'unknown':
      return { kind: outcome.kind, due_at: outcome.dueAt?.getTime(), decision: outcome.decision };
  }
}

function toFacts({ ledger, lastInboundAt, attempts, underWay, lists }: FactsAnswer): Facts {
  const said = ledger.map(toConsent);
  const heard = Object.fromEntries(Object.entries(lastInboundAt).map(([channel, at]) => [channel, new Date(at)]));
  return {
    ledger: said,
    lastInboundAt: heard,
    attempts: attempts.map(attempt => ({ ...attempt, at: new Date(attempt.at) })),
    underWay: underWay.map(attempt => ({ ...attempt, at: new Date(attempt.at) })),
    lists: Object.fromEntries(
      Object.entries(lists).map(([list, { asOf, listed }]) => [list, { asOf: new Date(asOf), listed }]),
    ),
    erased: isErased(said, heard),
  };
}
