import type { CallProgress, CallRecord, CallReport, FoundCall, Store } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { readReference } from '../references.ts';
import { carrierCall, carrierOf } from './carrier.ts';
import { billed, moneyOf } from './money.ts';
import { type End, settleCall } from './settle.ts';

// Their clocks and ours.
const skewMs = 300_000;

/**
 * What the carrier lists of a dial whose answer got lost: that call; `absent` where it lists none that nobody else claims;
 * `unanswered` where it lists nothing at all, or is not there.
 */
export async function lookUp(deps: Deps, call: CallRecord): Promise<FoundCall | 'absent' | 'unanswered'> {
  const find = carrierOf(deps, call)?.provider.telephony.control.find;
  if (!find) return 'unanswered';
  const { from, to } = call;
  const since = new Date(dialedAt(call) - skewMs);
  const until = new Date(deps.runtime.now().getTime() + skewMs);
  try {
    const listed = await find({ from, to, since, until }, carrierCall(deps, call, ' find'));
    return (await pick(deps, call, listed)) ?? 'absent';
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    deps.runtime.log.warn('call.list-unanswered', { callId: call.id, error: name });
    return 'unanswered';
  }
}

function dialedAt({ createdAt, dueAt }: CallRecord): number {
  return Math.max(createdAt.getTime(), dueAt.getTime());
}

/** Of what nobody else claims, whatever bears our reference, or began nearest to our dial. */
async function pick(deps: Deps, call: CallRecord, listed: readonly FoundCall[]): Promise<FoundCall | undefined> {
  if (listed.length === 0) return undefined;
  const { organizationId, contactKey, id } = call;
  const [calls, payments] = await Promise.all([
    deps.store.calls.list(organizationId, { contactKey }, { limit: 200 }),
    deps.store.messages.list(organizationId, { contactKey, channel: 'voice' }, { limit: 200 }),
  ]);
  const claimed = new Set([...calls, ...payments].filter(other => other.id !== id).map(other => other.vendorId));
  const away = ({ createdAt }: FoundCall) => (createdAt ? Math.abs(createdAt.getTime() - dialedAt(call)) : skewMs);
  const ours = ({ ref }: FoundCall) => ref === undefined || readReference(deps.sealer, ref) === id;
  return listed.filter(found => ours(found) && !claimed.has(found.vendorId)).sort((a, b) => away(a) - away(b))[0];
}

/** What the carrier has of a lost call. */
export type Recognized = { readonly call: CallRecord; readonly report: FoundCall } | 'absent' | 'unanswered';

// Under the store: of two calls to one number, the second looks when the first has its entry.
const looking = new WeakMap<Store, Promise<unknown>>();

/** The call with the carrier's id, where the carrier has it, and how it stands there. */
export function recognize(deps: Deps, call: CallRecord): Promise<Recognized> {
  const before = looking.get(deps.store) ?? Promise.resolve();
  const found = before.then(() => identify(deps, call));
  const done = found.catch(() => undefined);
  looking.set(deps.store, done);
  return found;
}

async function identify(deps: Deps, call: CallRecord): Promise<Recognized> {
  const report = await lookUp(deps, call);
  if (typeof report === 'string') return report;
  const { organizationId, id: callId } = call;
  const { vendorId } = report;
  await deps.store.moveCall({ organizationId, callId, now: deps.runtime.now(), vendorId });
  return { call: { ...call, vendorId }, report };
}

/**
 * Ends a call whose dial was never answered, and that nobody talks in. What the carrier lists settles it; while nobody
 * knows, its money is `unknown`, and is looked after from then on.
 */
export async function settleLost(
  deps: Deps,
  call: CallRecord,
  ending: End['ending'] = { ...lineLost, code: 'not-known' },
): Promise<void> {
  const found = await recognize(deps, call);
  if (typeof found !== 'string') return settleOrphan(deps, found.call, found.report);
  await settleCall(deps, call, endOf(deps, call, { ending }));
}

/** Ends a call at the carrier, where it still goes on there, and here; nobody talks in it. */
export async function settleOrphan(deps: Deps, call: CallRecord, report: CallReport | undefined): Promise<void> {
  if (report && isOver(report.progress)) return settleOver(deps, call, report);
  const control = carrierOf(deps, call)?.provider.telephony.control;
  if (call.vendorId !== undefined) await control?.hangUp(call.vendorId, carrierCall(deps, call, ' orphan'));
  // That it was answered is all that is known of when: it is billed at the most until the carrier says better.
  const isAnswered = report?.progress === 'in-progress' && !call.answeredAt;
  const talkMs = isAnswered ? mostTalkMs(deps, call, call.createdAt) : undefined;
  await settleCall(deps, call, endOf(deps, call, { ending: lineLost, ...(talkMs !== undefined && { talkMs }) }));
}

/** Ends a call as the carrier says that it ended. */
export async function settleOver(deps: Deps, call: CallRecord, report: CallReport): Promise<void> {
  const end = endOf(deps, call, {
    ending: endings[report.progress] ?? lineLost,
    talkMs: talkedMs(report),
    priceMicros: billed(call, report.price),
  });
  await settleCall(deps, call, end);
}

/** How long a call lasted that is over. */
export function talkedMs({ progress, durationSeconds = 0 }: CallReport): number {
  return progress === 'completed' ? durationSeconds * 1_000 : 0;
}

const lineLost = { status: 'failed', by: 'us', why: 'line-lost' };

const endings: Partial<Record<CallProgress, End['ending']>> = {
  busy: { status: 'busy', by: 'other-party', why: 'busy' },
  'no-answer': { status: 'no-answer', by: 'other-party', why: 'not-answered' },
  canceled: { status: 'cancelled', by: 'agent', why: 'cancelled' },
  failed: { status: 'failed', by: 'carrier', why: 'carrier-failed' },
};

/** True for the states that a call does not leave. */
export function isOver(progress: CallProgress): boolean {
  return progress === 'completed' || progress in endings;
}

interface Known {
  readonly ending: End['ending'];
  readonly talkMs?: number;
  readonly priceMicros?: number | undefined;
}

/** The end of a call that nobody talks in. */
export function endOf(deps: Deps, call: CallRecord, { ending, ...known }: Known): End {
  const talkMs = known.talkMs ?? (call.answeredAt ? mostTalkMs(deps, call, call.answeredAt) : 0);
  const { status } = ending;
  const isUncertain = call.vendorId === undefined && call.state !== 'draft';
  const money = moneyOf(deps, {
    call,
    status,
    talkMs,
    decision: call.decision,
    priceMicros: known.priceMicros,
    dialing: { isUncertain },
  });
  return { ending, talkMs, money };
}

function mostTalkMs({ runtime }: Deps, { maxSeconds }: CallRecord, since: Date): number {
  return Math.min(runtime.now().getTime() - since.getTime(), maxSeconds * 1_000);
}
