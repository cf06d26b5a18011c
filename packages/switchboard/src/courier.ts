import {
  type Call,
  type DecisionRecord,
  type Facts,
  type Fault,
  isTransient,
  lazily,
  type MessageRecord,
  type OutboxItem,
  type Receipt,
  type SettleOutcome,
} from '@buttdial/core';
import { auditBody } from './audit.ts';
import { reconcileCall } from './calls/reconcile-call.ts';
import { withObligations } from './commercial-email.ts';
import type { Connection, Deps } from './deps.ts';
import { factsQueryOf, intentOf, senderOf } from './exit.ts';
import { decodeOutgoing, type Outgoing } from './outgoing.ts';
import { reconcile } from './reconcile.ts';
import { messageReference } from './references.ts';
import { isSafeToRepeat } from './repeat.ts';
import { retryAt } from './retry.ts';
import { screenOutgoing } from './screening.ts';
import { createIsSuspended } from './suspension.ts';
import { withCalls, withOthers } from './under-way.ts';
import { createVendorHealth, longestPauseMs, type VendorHealth } from './vendor-health.ts';
import { createWorker, type Worker } from './worker.ts';

/** Takes messages out of the outbox and sends them: at once for a waiting caller, later for everything else. */
export interface Courier extends Worker {
  /**
   * Sends a message that `admit` handed to this process. Resolves when its end is durable.
   * @param facts what `admit` told along with it, when nothing has been awaited since.
   */
  dispatch(message: MessageRecord, outgoing: Outgoing, facts?: Facts): Promise<MessageRecord>;
}

export function createCourier(given: Deps): Courier {
  const deps: Posting = { ...given, health: createVendorHealth(given) };
  const { store, runtime, settings } = deps;
  const ask = (limit: number) => ({
    owner: settings.owner,
    now: runtime.now(),
    leaseMs: settings.courier.leaseMs,
    limit,
  });
  const isSuspended = createIsSuspended(deps);
  const due = createWorker(deps, {
    name: 'courier',
    topic: 'outbox',
    pollMs: settings.courier.pollMs,
    concurrency: settings.courier.concurrency,
    claim: limit => store.claim(ask(limit)),
    handle: async item => {
      if (await isSuspended(item.organizationId)) return settle(deps, item, waitsForResumption(deps));
      const agent = await store.findAgent(item.agentId);
      return agent?.status === 'active' ? sendLater(deps, item) : settle(deps, item, endedAgent);
    },
  });
  const unknown = createWorker(deps, {
    name: 'reconciler',
    topic: undefined,
    pollMs: settings.courier.pollMs,
    concurrency: 1,
    claim: limit => store.claimUnknown(ask(limit)),
    handle: async item => {
      await deps.connections.ready?.(item.organizationId);
      if (item.channel === 'voice') return settle(deps, item, await reconcileCall(deps, item));
      const outgoing = opened(deps, item);
      const outcome = await reconcile(deps, item, outgoing);
      const settled = await settle(deps, item, outcome);
      if (outcome.kind === 'sent') deps.aside?.sent(settled, outgoing);
    },
  });
  return {
    dispatch: (message, outgoing, facts) => attempt(deps, message, { outgoing, facts }),
    start() {
      due.start();
      unknown.start();
    },
    stop: async () => void (await Promise.all([due.stop(), unknown.stop()])),
    drain: async () => (await due.drain()) + (await unknown.drain()),
  };
}

/** What a courier works with. */
interface Posting extends Deps {
  readonly health: VendorHealth;
}

// The tokens of a suspended organization let nothing in, so only what waited before comes here.
function waitsForResumption({ runtime }: Deps): SettleOutcome {
  return { kind: 'retry', dueAt: new Date(runtime.now().getTime() + 60_000) };
}

// Its numbers are given back, so what it had scheduled has nobody to leave from.
const endedAgent: SettleOutcome = {
  kind: 'failed',
  fault: { kind: 'invalid', message: 'The agent was ended before the message left.' },
};

async function sendLater(deps: Posting, item: OutboxItem): Promise<MessageRecord> {
  await deps.connections.ready?.(item.organizationId);
  return attempt(deps, item, { outgoing: opened(deps, item), facts: undefined });
}

function opened(deps: Deps, item: OutboxItem): Outgoing {
  return decodeOutgoing(deps.sealer.open(item.sealedBody, item.id));
}

interface Attempted {
  readonly outgoing: Outgoing;
  /** As fresh as if they were asked for now: of no use once anything was awaited. */
  readonly facts: Facts | undefined;
}

/** One attempt: facts, judge, send, settle. */
async function attempt(deps: Posting, item: MessageRecord, given: Attempted): Promise<MessageRecord> {
  const { outgoing } = given;
  const screening = screenOutgoing(deps, outgoing);
  const screened = screening instanceof Promise ? await screening : screening;
  if (screened === 'held') return settle(deps, item, heldBack(deps, item));
  const looked = senderOf(deps, item);
  const sender = looked && (await looked);
  const known = looked || screened !== screening ? undefined : given.facts;
  const facts = known ?? (await deps.store.facts(factsQueryOf(item, deps.runtime.now())));
  const now = deps.runtime.now();
  const intent = intentOf(item, outgoing, { flags: screened.flags, sender });
  const { decision, record } = deps.judge(intent, withOthers(facts, item.id), now);
  if (decision.effect !== 'allow') {
    // It would leave if only what others have in hand did not count, and that is known in a moment.
    const isForOthers =
      facts.underWay.length > 1 && deps.judge(intent, withCalls(facts), now).decision.effect === 'allow';
    if (isForOthers) return settle(deps, item, { kind: 'retry', dueAt: inAMoment(deps, item, now), decision: record });
    deps.metrics.count('mcp_messages_refused_total', { channel: item.channel });
    return settle(deps, item, afterDenial(deps, record));
  }
  // Nothing is awaited between the facts and the request: an opt-out committed before it is always seen.
  const connection = deps.connections.get(item.organizationId, item.connection);
  const laterAt = connection && deps.health.holdBack(connection.provider, hasLeftBefore(item));
  if (laterAt) return settle(deps, item, whileDown(deps, item, laterAt));
  deps.failpoint?.('before-send');
  const leaving = withObligations(outgoing, decision, sender);
  const receipt = connection ? await send(deps, connection, { item, outgoing: leaving }) : missing;
  deps.failpoint?.('after-send');
  if (connection) deps.health.heard(connection, receipt);
  deps.metrics.observe('buttdial_vendor_request_seconds', (deps.runtime.now().getTime() - now.getTime()) / 1000, {
    connection: item.connection,
    outcome: receipt.outcome,
  });
  const outcome = outcomeOf(deps, item, { receipt, connection, record });
  const settled = await settle(deps, item, outcome);
  if (outcome.kind === 'sent') deps.aside?.sent(settled, leaving);
  return settled;
}

// What was deferred or held back has no allow yet.
function hasLeftBefore(item: MessageRecord): boolean {
  return item.attempt > 1 && item.decision?.effect === 'allow';
}

/** Waits for a vendor that is down, about as long as for a lost answer. Every wait counts as an attempt, so it gets more of them. */
function whileDown(deps: Deps, item: MessageRecord, until: Date): SettleOutcome {
  const fault: Fault = { kind: 'unavailable', message: 'The vendor is in trouble; the message waits.' };
  const { maxAttempts, giveUpAfterMs } = deps.settings.courier;
  if (item.attempt > maxAttempts + giveUpAfterMs / longestPauseMs) return { kind: 'failed', fault };
  return { kind: 'retry', dueAt: until, fault };
}

// The more often some waited for each other, the further apart they come back.
function inAMoment({ runtime }: Deps, { attempt }: MessageRecord, now: Date): Date {
  return new Date(now.getTime() + 1_000 + Math.floor(runtime.random() * 1_500 * 2 ** Math.min(attempt, 6)));
}

function afterDenial(deps: Deps, decision: DecisionRecord): SettleOutcome {
  return decision.nextAllowedAt
    ? { kind: 'deferred', dueAt: jittered(deps, decision.nextAllowedAt), decision }
    : { kind: 'refused', decision };
}

function heldBack(deps: Deps, item: MessageRecord): SettleOutcome {
  return afterRefusal(deps, item, { kind: 'unavailable', message: 'The content moderator does not answer.' });
}

const missing: Receipt = {
  outcome: 'refused',
  fault: { kind: 'unavailable', message: 'The connection of this line is not configured on this server.' },
};

async function send(
  deps: Deps,
  connection: Connection,
  { item, outgoing }: { readonly item: MessageRecord; readonly outgoing: Outgoing },
): Promise<Receipt> {
  const { messaging, email, verification } = connection.provider;
  const call: Call = callFor({ idempotencyKey: item.id }, { deps, item });
  try {
    if (outgoing.verification)
      return verification ? await verification.start(item.to, outgoing.verification, call) : missing;
    if (outgoing.kind === 'email') return email ? await email.send(outgoing.email, call) : missing;
    return messaging ? await messaging.send(outgoing.message, call) : missing;
  } catch (error) {
    // An adapter may only throw when aborted, and then bytes may have left.
    deps.runtime.log.error('send.threw', {
      messageId: item.id,
      connection: connection.name,
      error: error instanceof Error ? error.name : typeof error,
    });
    return { outcome: 'uncertain', reason: call.signal.aborted ? 'timed-out' : 'garbled' };
  }
}

interface Sending {
  readonly deps: Deps;
  readonly item: MessageRecord;
}

// Late, because an adapter that answers without a request needs neither timer nor URL.
const callFor = lazily<Sending, Pick<Call, 'signal' | 'statusUrl'>>({
  signal: ({ deps }) => deps.runtime.timeout(deps.settings.courier.requestTimeoutMs),
  statusUrl: ({ deps, item }) => statusUrl(deps, item),
});

function statusUrl(deps: Deps, item: MessageRecord): URL {
  const base = deps.settings.publicUrl.href.replace(/\/$/, '');
  const url = new URL(`${base}/webhooks/${encodeURIComponent(item.agentId)}/${item.channel}/status`);
  url.searchParams.set('ref', messageReference(deps.sealer, item.id));
  return url;
}

function outcomeOf(
  deps: Posting,
  item: MessageRecord,
  attempted: {
    readonly receipt: Receipt;
    readonly connection: Connection | undefined;
    readonly record: DecisionRecord;
  },
): SettleOutcome {
  const { receipt, connection, record: decision } = attempted;
  const now = deps.runtime.now();
  if (receipt.outcome === 'accepted') {
    const price = receipt.price?.currency === item.currency ? Math.abs(receipt.price.micros) : undefined;
    const priced = price === undefined ? {} : { priceMicros: price };
    return { kind: 'sent', vendorId: receipt.vendorId, decision, ...priced };
  }
  if (receipt.outcome === 'refused') {
    const after = afterRefusal(deps, item, receipt.fault);
    const waits = after.kind === 'failed' && isTransient(receipt.fault) && wasDownLately(deps, connection);
    return { ...(waits ? whileDown(deps, item, new Date(now.getTime() + longestPauseMs)) : after), decision };
  }
  const again = connection && isSafeToRepeat(connection, item, now) ? retryAt(deps, item) : undefined;
  if (again) return { kind: 'retry', dueAt: again, decision };
  const firstLook = now.getTime() + (deps.settings.courier.reconcileAfterMs[0] ?? 60_000);
  return { kind: 'unknown', dueAt: new Date(firstLook), decision };
}

function wasDownLately({ health }: Posting, connection: Connection | undefined): boolean {
  return connection !== undefined && health.wasDownLately(connection.provider);
}

function afterRefusal(deps: Deps, item: MessageRecord, fault: Fault): SettleOutcome {
  const again = isTransient(fault) ? retryAt(deps, item, fault.retryAfterMs) : undefined;
  return again ? { kind: 'retry', dueAt: again, fault } : { kind: 'failed', fault };
}

// Up to a minute late, so that everything a quiet night held back does not leave in one second.
function jittered(deps: Deps, at: Date): Date {
  return new Date(at.getTime() + Math.floor(deps.runtime.random() * 60_000));
}

async function settle(deps: Deps, item: MessageRecord, outcome: SettleOutcome): Promise<MessageRecord> {
  deps.failpoint?.('before-settle');
  const settled = await deps.store.settle({
    organizationId: item.organizationId,
    messageId: item.id,
    attempt: item.attempt,
    now: deps.runtime.now(),
    outcome,
    auditBody: auditBody({
      event: `message.${outcome.kind}`,
      actor: 'system',
      target: item.id,
      details: { attempt: item.attempt, channel: item.channel, ...trouble(outcome) },
    }),
  });
  deps.failpoint?.('after-settle');
  if (outcome.kind === 'sent') deps.metrics.count('mcp_messages_sent_total', { channel: item.channel });
  else deps.metrics.count('buttdial_attempts_not_sent_total', { channel: item.channel, outcome: outcome.kind });
  // The usual end is in the request's own line and in the counters.
  deps.runtime.log[outcome.kind === 'sent' ? 'debug' : 'info']('message.settled', {
    messageId: item.id,
    channel: item.channel,
    outcome: outcome.kind,
    attempt: item.attempt,
  });
  return settled ?? item;
}

/** What the audit trail tells of an attempt that did not simply succeed. */
function trouble(outcome: SettleOutcome): Readonly<Record<string, string>> {
  const fault = 'fault' in outcome ? outcome.fault : undefined;
  const decision = outcome.kind === 'refused' || outcome.kind === 'deferred' ? outcome.decision : undefined;
  return {
    ...(fault ? { fault: fault.kind } : {}),
    ...(fault?.vendorCode ? { vendorCode: fault.vendorCode } : {}),
    ...(decision ? { ruleIds: decision.ruleIds.join(' ') } : {}),
  };
}
