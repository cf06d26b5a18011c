import type { CallRecord, CallSettlement, Money } from '@buttdial/core';
import type { CallOutcome, CallResult } from '@buttdial/voice';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import type { InboundBody } from '../inbound-body.ts';
import { carrierCall, carrierOf } from './carrier.ts';
import type { Conducted } from './conducted.ts';
import { besidesCarrier, costsBeside, keepUses, viewCosts } from './costs.ts';
import { sealHappening, toldOf } from './happenings.ts';
import { itemOfCall } from './left-sounds.ts';
import { billed, moneyOf } from './money.ts';
import { openPlan, sealOutcome } from './planned.ts';

/** The end of a call, as whoever saw it tells it. */
export interface End extends Pick<CallSettlement, 'ending' | 'talkMs' | 'money'> {
  readonly outcome?: CallOutcome | undefined;
  readonly gapsMs?: readonly number[];
}

/** Ends a call that this server talked in. */
export async function settleConducted(deps: Deps, conducted: Conducted, result: CallResult): Promise<boolean> {
  if (conducted.plan.keepsSound) await soundKept(deps, conducted);
  const call = conducted.call();
  await keepUses(deps, call, conducted.meter.take());
  const { answeredAt, decision } = call;
  const { status, by, why, code, outcome } = result;
  const talkMs = answeredAt ? Math.max(0, deps.runtime.now().getTime() - answeredAt.getTime()) : 0;
  const money = moneyOf(deps, { call, status, talkMs, decision, dialing: conducted.dialing });
  const ending = { status, by, why, ...(code !== undefined && { code }) };
  const { gapsMs } = conducted.session.snapshot();
  return settleCall(deps, call, { ending, talkMs, money, outcome: plainOutcome(status) ?? outcome, gapsMs });
}

const longestKeepingMs = 5_000;

/** What was left waits with its sound, unless it takes long to keep that. */
async function soundKept({ runtime }: Deps, { recorded }: Conducted): Promise<void> {
  const patience = new AbortController();
  const late = runtime.sleep(longestKeepingMs, patience.signal).catch(() => patience.signal.aborted);
  await Promise.race([recorded, late]);
  patience.abort();
}

/** True where the answer to the dial got lost, and no report came: that nobody answered would be a guess. */
export function isGuess(conducted: Conducted, { status }: CallResult): boolean {
  return status === 'no-answer' && conducted.call().vendorId === undefined && conducted.dialing.isUncertain === true;
}

// What needs no judgement.
function plainOutcome(status: string): CallOutcome | undefined {
  if (status === 'no-answer' || status === 'busy' || status === 'declined') return { outcome: 'no-answer' };
  if (status.startsWith('voicemail')) return { outcome: 'voicemail' };
  return status === 'blocked' ? { outcome: 'blocked' } : undefined;
}

/** Ends a call, once: the row, its money, what is told. True for whoever did it. */
export async function settleCall(deps: Deps, call: CallRecord, end: End): Promise<boolean> {
  const { store, runtime, sealer } = deps;
  const { organizationId, id: callId } = call;
  const { ending, talkMs, outcome } = end;
  const { money, costs } = await withCosts(deps, call, end);
  const now = runtime.now();
  const gaps = end.gapsMs && end.gapsMs.length > 0 ? { gapsMs: [...end.gapsMs] } : {};
  const told = { kind: 'ended', ...ending, durationSeconds: Math.round(talkMs / 1_000), ...gaps, ...costs } as const;
  // Before the end is written: afterwards nobody would come back for it. Twice is once there.
  if (call.direction === 'inbound' || openPlan(sealer, call).takesResponse) await passOn(deps, call);
  deps.failpoint?.('before-call-settle');
  const answer = await store.settleCall({
    organizationId,
    callId,
    now,
    ending,
    talkMs,
    money,
    ...(call.decision && { decision: call.decision }),
    sealedEvent: sealHappening(sealer, callId, told),
    ...(outcome && { sealedOutcome: sealOutcome(sealer, callId, outcome) }),
    auditBody: auditBody({
      event: 'call.ended',
      actor: 'system',
      target: callId,
      details: { status: ending.status, by: ending.by, why: ending.why, seconds: Math.round(talkMs / 1_000) },
    }),
  });
  deps.failpoint?.('after-call-settle');
  if (!answer?.settled) return false;
  deps.metrics.count('buttdial_calls_ended_total', { direction: call.direction, status: ending.status });
  runtime.log.info('call.ended', { callId, status: ending.status, by: ending.by, why: ending.why });
  await askPrice(deps, answer.call);
  deps.aside?.ended(answer.call);
  return true;
}

/** The price of the line and of all that was used besides. Nothing was, where nobody of ours talked. */
async function withCosts(deps: Deps, call: CallRecord, { money, talkMs }: End) {
  if (money.kind !== 'sent' || money.priceMicros === undefined || !call.answeredAt) return { money };
  const costs = { carrier: money.priceMicros, ...(await costsBeside(deps, call, talkMs)) };
  const priceMicros = costs.carrier + besidesCarrier(costs);
  return { money: { ...money, priceMicros }, costs: { costs: viewCosts(costs) } };
}

/** What a caller left for the agent, or answered to its voice message, waits in its inbox like any message. */
async function passOn(deps: Deps, call: CallRecord): Promise<void> {
  const { store, sealer, runtime, settings } = deps;
  const { organizationId, id: callId, agentId } = call;
  const events = toldOf(sealer, callId, await store.calls.events(organizationId, callId, { after: 0, limit: 5_000 }));
  const notes = events.filter(event => event.kind === 'note');
  if (notes.length === 0) return;
  const body: InboundBody = { text: notes.map(note => note.text).join('\n'), attachments: [] };
  const agent = await store.findAgent(agentId);
  const callback = agent?.profile.callbackUrl ?? settings.callback.defaultUrl;
  const id = runtime.newId();
  const now = runtime.now();
  const [from, to] = call.direction === 'inbound' ? [call.from, call.to] : [call.to, call.from];
  await store.ingest({
    organizationId,
    connection: call.connection,
    now,
    messages: [
      {
        id,
        agentId,
        channel: 'voice',
        from,
        to,
        contactKey: call.contactKey,
        vendorId: itemOfCall(callId),
        sealed: sealer.seal(Buffer.from(JSON.stringify(body)), id),
        receivedAt: now,
        ...(callback ? { callbackDueAt: now } : {}),
      },
    ],
    statuses: [],
    consent: [],
    auditBody: auditBody({ event: 'call.message-taken', actor: 'contact', target: callId }),
  });
}

/** What the carrier charges, where it says so already; otherwise a later report tells. */
async function askPrice(deps: Deps, call: CallRecord): Promise<void> {
  const { vendorId } = call;
  const control = carrierOf(deps, call)?.provider.telephony.control;
  if (vendorId === undefined || !control?.get) return;
  try {
    const report = await control.get(vendorId, carrierCall(deps, call, ' price'));
    if (report?.kind === 'call-status') await correctPrice(deps, call, report.price);
  } catch (error) {
    deps.runtime.log.info('call.price-unknown', {
      callId: call.id,
      error: error instanceof Error ? error.name : 'unknown',
    });
  }
}

/** Puts the real price, where it is known, in place of ours: in the books and where it is shown. */
export async function correctPrice(deps: Deps, call: CallRecord, price: Money | undefined): Promise<void> {
  const carrier = billed(call, price);
  if (carrier === undefined) return;
  const { store, runtime, sealer } = deps;
  const nothing = { relay: 0, model: 0, speech: 0, transcription: 0, unpriced: [] };
  const beside = call.answeredAt ? await costsBeside(deps, call, call.talkMs ?? 0) : nothing;
  const costs = { carrier, ...beside };
  const priceMicros = carrier + besidesCarrier(costs);
  const { organizationId, id: callId, connection, vendorId, direction } = call;
  const now = runtime.now();
  if (direction === 'outbound' && vendorId !== undefined) {
    const status = {
      organizationId,
      connection,
      ref: callId,
      vendorId,
      status: 'delivered',
      priceMicros,
      now,
    } as const;
    await store.ingest({ organizationId, connection, now, messages: [], statuses: [status], consent: [] });
  }
  if (!(await store.priceCall({ organizationId, callId, priceMicros, now }))) return;
  const told = { kind: 'cost', costs: viewCosts(costs) } as const;
  await store.calls.append(organizationId, callId, [{ at: now, sealed: sealHappening(sealer, callId, told) }]);
}
