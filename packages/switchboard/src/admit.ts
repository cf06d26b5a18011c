import { createHash } from 'node:crypto';
import {
  type Admission,
  type AdmitRequest,
  ButtdialError,
  type LimitReached,
  type Line,
  type MessageRecord,
} from '@buttdial/core';
import { auditBody } from './audit.ts';
import { warnOfBudgets } from './budget-warnings.ts';
import type { Draft } from './compose.ts';
import { contactKey } from './contacts.ts';
import type { Courier } from './courier.ts';
import type { Deps } from './deps.ts';
import { factsQueryOf } from './exit.ts';
import type { Caller } from './operation.ts';
import { encodeOutgoing, type Outgoing, textOf } from './outgoing.ts';
import type { AgentScope } from './principal.ts';

/** A composed message on its way through the door. */
export interface Admitted {
  readonly scope: AgentScope;
  readonly line: Line;
  readonly outgoing: Outgoing;
  readonly draft: Draft;
  readonly caller: Caller;
  readonly idempotencyKey: string | undefined;
  /** Absent for now. */
  readonly sendAt: Date | undefined;
  /** What makes two requests the same, where the composed message holds what differs each time, such as a sealed link. */
  readonly sameAs?: string;
}

/**
 * Lets a message in, exactly within its limits, and sends it at once unless it is for later.
 * @throws `limit-exceeded`, `conflict`, `forbidden` (blocked channel), `not-found` (no such active agent).
 */
export async function admitMessage(deps: Deps, courier: Courier, message: Admitted): Promise<MessageRecord> {
  const admission = await admit(deps, message);
  switch (admission.outcome) {
    case 'admitted':
      if (admission.nearing) await warnOfBudgets(deps, message.scope, admission.nearing);
      if (message.sendAt) return admission.message;
      // While a warning was written down, more may have become known. Awaited here: a promise that is answered with a promise
      // takes three turns.
      return await courier.dispatch(
        admission.message,
        message.outgoing,
        admission.nearing ? undefined : admission.facts,
      );
    case 'duplicate':
      return settled(deps, admission.message, message.caller.signal);
    case 'limited':
      alarmOf(deps, message.scope, admission.limit);
      throw limitExceeded(deps, admission.limit);
    case 'conflict':
      throw new ButtdialError('conflict', 'This idempotency key was used for another message.', {
        field: 'idempotencyKey',
        remedy: 'Use a new key for new content, or repeat the request exactly.',
      });
    case 'blocked':
      throw new ButtdialError('forbidden', `The channel ${message.draft.channel} is blocked for this agent.`, {
        field: 'channel',
        remedy: 'Ask the organization to unblock it, or use another channel.',
      });
    case 'inactive':
      throw new ButtdialError('not-found', 'There is no such active agent.', {
        field: 'agentId',
        remedy: 'Provision the agent again.',
      });
  }
}

function alarmOf(deps: Deps, { organizationId, agentId }: AgentScope, { type, max }: LimitReached): void {
  deps.alarm?.(organizationId, {
    key: `limit ${agentId} ${type}`,
    auditBody: auditBody({
      event: 'limit.reached',
      actor: 'system',
      target: type.startsWith('org') ? organizationId : agentId,
      details: { limit: type, max },
    }),
  });
}

async function admit(
  deps: Deps,
  { scope, line, outgoing, draft, caller, idempotencyKey, sendAt, sameAs }: Admitted,
): Promise<Admission> {
  const id = deps.runtime.newId();
  const now = deps.runtime.now();
  const body = encodeOutgoing(outgoing);
  const key = contactKey(deps.sealer, scope.organizationId, { channel: draft.channel, address: draft.to });
  const recipient = { channel: draft.channel, purpose: draft.purpose, to: draft.to, contactKey: key };
  deps.failpoint?.('before-admit');
  const admission = await deps.store.admit({
    id,
    ...scope,
    ...recipient,
    from: line.address,
    connection: line.connection,
    sealedBody: deps.sealer.seal(body, id),
    reserveMicros:
      deps.quote({ channel: draft.channel, to: draft.to, text: textOf(outgoing) }) +
      (outgoing.verification ? verificationMicros : 0),
    currency: 'USD',
    now,
    dueAt: sendAt ?? now,
    ...(idempotencyKey === undefined
      ? {}
      : { idempotency: { key: idempotencyKey, fingerprint: fingerprintOf(sameAs ?? body, draft, sendAt) } }),
    ...(sendAt ? {} : atOnce(deps, { ...scope, ...recipient }, now)),
    auditBody: auditBody({
      event: 'message.admitted',
      actor: caller.principal,
      target: id,
      details: { channel: draft.channel, purpose: draft.purpose },
    }),
  });
  deps.failpoint?.('after-admit');
  return admission;
}

type Recipient = Parameters<typeof factsQueryOf>[0];

/** This server sends it itself, and will need to know what speaks against that. */
function atOnce({ settings }: Deps, recipient: Recipient, now: Date): Pick<AdmitRequest, 'claim' | 'facts'> {
  return {
    claim: { owner: settings.owner, leaseMs: settings.courier.leaseMs },
    facts: factsQueryOf(recipient, now),
  };
}

// What vendors take for a verification, besides what carries it.
const verificationMicros = 50_000;

function fingerprintOf(body: Uint8Array | string, draft: Draft, sendAt: Date | undefined): string {
  return createHash('sha256')
    .update(body)
    .update(`\n${draft.purpose}\n${sendAt?.toISOString() ?? ''}`)
    .digest('hex');
}

// A repeated request is answered like the first one, so it waits until that one has an answer.
async function settled(deps: Deps, message: MessageRecord, signal: AbortSignal): Promise<MessageRecord> {
  let latest: MessageRecord = message;
  const until = deps.runtime.now().getTime() + deps.settings.courier.requestTimeoutMs;
  for (
    let pauseMs = 10;
    latest.state === 'sending' && deps.runtime.now().getTime() < until;
    pauseMs = Math.min(pauseMs * 2, 250)
  ) {
    await deps.runtime.sleep(pauseMs, signal);
    latest = (await deps.store.messages.get(message.organizationId, message.id)) ?? latest;
  }
  return latest;
}

export function limitExceeded(deps: Deps, limit: LimitReached): ButtdialError {
  deps.metrics.count('mcp_rate_limit_hits_total', { limit_type: limit.type });
  const spend = limit.type.includes('spend');
  const shown = (value: number) => (spend ? `USD ${(value / 1_000_000).toFixed(4)}` : String(value));
  return new ButtdialError(
    'limit-exceeded',
    `The ${limit.type} limit is reached: ${shown(limit.current)} of ${shown(limit.max)}.`,
    {
      limit: {
        type: limit.type,
        current: spend ? limit.current / 1_000_000 : limit.current,
        max: spend ? limit.max / 1_000_000 : limit.max,
        resetsAt: limit.resetsAt,
      },
      retryAfterMs: Math.max(0, limit.resetsAt.getTime() - deps.runtime.now().getTime()),
      remedy: `Wait until ${limit.resetsAt.toISOString()}, or have the organization raise the limit with comms_set_agent_limits.`,
    },
  );
}
