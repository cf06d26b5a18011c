import type { MessageRecord, OutboxItem, SentMessage, SettleOutcome, Store } from '@buttdial/core';
import type { Connection, Deps } from './deps.ts';
import { type Outgoing, textOf } from './outgoing.ts';
import { isSafeToRepeat } from './repeat.ts';
import { retryAt } from './retry.ts';

/**
 * Finds out what became of a message whose answer was lost. In this order: the vendor recognizes repetitions, so repeat ·
 * the vendor lists it as sent, so it is · at the horizon, with the vendor's list silent and its callbacks reaching us for
 * other messages, it was not sent, so send it · otherwise look again, and in the end leave it `unknown`.
 */
export async function reconcile(deps: Deps, item: OutboxItem, outgoing: Outgoing): Promise<SettleOutcome> {
  const now = deps.runtime.now();
  const connection = deps.connections.get(item.organizationId, item.connection);
  if (connection && isSafeToRepeat(connection, item, now)) return again(deps, item) ?? { kind: 'unknown' };
  const sweep = connection ? await lookUp(deps, connection, { item, outgoing }) : 'unanswered';
  if (typeof sweep === 'object') return { kind: 'sent', vendorId: sweep.vendorId };
  const { dueAt, lastDueAt } = nextLook(deps, item);
  if (dueAt) return { kind: 'unknown', dueAt };
  const notSent = sweep === 'absent' && callbacksReachUs(deps, item);
  // A one-time code twice does no harm; a call or an advertisement twice does.
  if (notSent || item.purpose === 'otp') return again(deps, item) ?? { kind: 'unknown' };
  return { kind: 'unknown', ...(lastDueAt && { dueAt: lastDueAt }) };
}

/**
 * When to look next for what became of something. Without `dueAt` the horizon is reached; `lastDueAt` is for a vendor or a
 * network that was down, and without it that is over too.
 */
export function nextLook(
  { runtime, settings }: Deps,
  { updatedAt }: Pick<MessageRecord, 'updatedAt'>,
): { readonly dueAt?: Date; readonly lastDueAt?: Date } {
  const { reconcileAfterMs, giveUpAfterMs } = settings.courier;
  const now = runtime.now().getTime();
  const elapsedMs = now - updatedAt.getTime();
  const next = reconcileAfterMs.find(afterMs => afterMs > elapsedMs);
  if (next !== undefined) return { dueAt: new Date(updatedAt.getTime() + next) };
  return elapsedMs > giveUpAfterMs ? {} : { lastDueAt: new Date(now + (reconcileAfterMs.at(-1) ?? 3_600_000)) };
}

function again(deps: Deps, item: MessageRecord): SettleOutcome | undefined {
  const dueAt = retryAt(deps, item);
  return dueAt && { kind: 'retry', dueAt };
}

interface Lost {
  readonly item: OutboxItem;
  readonly outgoing: Outgoing;
}

async function lookUp(
  deps: Deps,
  connection: Connection,
  { item, outgoing }: Lost,
): Promise<SentMessage | 'absent' | 'unanswered'> {
  const find = connection.provider.messaging?.find;
  if (!find || outgoing.kind === 'email') return 'unanswered';
  const { channel, from, to } = outgoing.message;
  const since = new Date(item.createdAt.getTime() - 300_000);
  const call = { signal: deps.runtime.timeout(deps.settings.courier.requestTimeoutMs), idempotencyKey: item.id };
  try {
    const listed = await find({ channel, from, to, since, until: deps.runtime.now() }, call);
    return (
      (await pick(
        deps,
        item,
        listed.filter(sent => sent.text === textOf(outgoing)),
      )) ?? 'absent'
    );
  } catch (error) {
    deps.runtime.log.warn('reconcile.unanswered', {
      messageId: item.id,
      error: error instanceof Error ? error.name : typeof error,
    });
    return 'unanswered';
  }
}

// Equal messages sent on purpose are told apart by count: each takes the oldest entry that no other message claims. The
// reconciler looks at one message at a time, so a claim is stored before the next one looks.
async function pick(deps: Deps, item: OutboxItem, listed: readonly SentMessage[]): Promise<SentMessage | undefined> {
  if (listed.length === 0) return undefined;
  const siblings = await deps.store.messages.list(
    item.organizationId,
    { contactKey: item.contactKey, channel: item.channel },
    { limit: 200 },
  );
  const claimed = new Set(siblings.filter(sibling => sibling.id !== item.id).map(sibling => sibling.vendorId));
  const age = (sent: SentMessage) => (sent.createdAt ?? sent.sentAt)?.getTime() ?? Number.POSITIVE_INFINITY;
  return listed.filter(sent => !claimed.has(sent.vendorId)).sort((a, b) => age(a) - age(b))[0];
}

// Under the store, which all parts of one switchboard share; each may have its own copy of the rest.
const lastReport = new WeakMap<Store, Map<string, number>>();

/** Remembers that a verified status report of this connection arrived here. */
export function noteReport(deps: Deps, connection: string): void {
  const seen = lastReport.get(deps.store) ?? new Map<string, number>();
  lastReport.set(deps.store, seen.set(connection, deps.runtime.now().getTime()));
}

function callbacksReachUs(deps: Deps, item: MessageRecord): boolean {
  return (lastReport.get(deps.store)?.get(item.connection) ?? 0) > item.updatedAt.getTime();
}
