import type { CallPlan, CallRecord, CallReport, InboundEvent, RawWebhook, RecordingReady } from '@buttdial/core';
import type { WebhookAnswer } from '../receive.ts';
import { readReference } from '../references.ts';
import { type Carrier, connectPlan, isCarrier } from './carrier.ts';
import { sealHappening } from './happenings.ts';
import { type Answering, answerIncoming } from './incoming.ts';
import { takeLegReport } from './leg-reports.ts';
import { callOfLeg } from './legs.ts';
import { openPlan } from './planned.ts';
import { proveTaken } from './reconcile-call.ts';
import { takeRecording } from './recordings.ts';
import { resume, settleByReport } from './recover.ts';
import { correctPrice } from './settle.ts';

/** What a carrier calls us for: a call rings, a call moved, a call wants to know what next. */
export type CallStep = 'voice' | 'status' | 'next';

const plain = (status: WebhookAnswer['status'], body: string): WebhookAnswer => ({
  status,
  contentType: 'text/plain',
  body,
});
const hangUp: CallPlan = { kind: 'hang-up' };

/** Applies one webhook of a carrier: verify, read, make durable, answer. */
export async function receiveCall(
  answering: Answering,
  route: { readonly agentId: string; readonly step: CallStep },
  hook: RawWebhook,
): Promise<WebhookAnswer> {
  const { deps } = answering;
  const agent = await deps.store.findAgent(route.agentId);
  if (agent) await deps.connections.ready?.(agent.organizationId);
  const carrier = agent && deps.connections.serving(agent.organizationId, 'voice');
  const webhooks = carrier?.provider.webhooks;
  if (!agent || !carrier || !isCarrier(carrier) || !webhooks) return plain(404, 'Unknown agent or channel.');
  if (!(await webhooks.verify(hook))) {
    deps.metrics.count('buttdial_webhooks_rejected_total', { connection: carrier.name });
    return plain(403, 'The signature does not match.');
  }
  const events = await webhooks.read(hook);
  const desk: Desk = { ...answering, carrier, organizationId: agent.organizationId };
  const told = await Promise.all(events.map(event => take(desk, event)));
  const plan = route.step === 'next' ? await whatNext(desk, hook) : told.find(answer => answer !== undefined);
  if (plan === 'unknown') return plain(404, 'This address does not belong to the agent.');
  if (!plan) return { status: 200, ...webhooks.answer() };
  return { status: 200, ...carrier.provider.telephony.render(plan) };
}

interface Desk extends Answering {
  readonly carrier: Carrier;
  readonly organizationId: string;
}

async function take(desk: Desk, event: InboundEvent): Promise<CallPlan | 'unknown' | undefined> {
  if (event.kind === 'incoming-call') return (await answerIncoming(desk, desk.carrier, event)) ?? 'unknown';
  if (event.kind === 'call-status') await takeReport(desk, event);
  else if (event.kind === 'recording') await takeSound(desk, event);
  else desk.deps.metrics.count('buttdial_webhook_events_ignored_total', { connection: desk.carrier.name });
  return undefined;
}

async function takeSound({ deps, carrier, organizationId }: Desk, event: RecordingReady): Promise<void> {
  const call = await deps.store.calls.byVendor(organizationId, carrier.name, event.callVendorId);
  if (call) return takeRecording(deps, { carrier, call }, event);
  deps.metrics.count('buttdial_webhook_unmatched_total', { connection: carrier.name });
}

/** A report belongs to the call that its reference names, or the carrier's id. */
async function callOf({ deps, carrier, organizationId }: Desk, report: CallReport): Promise<CallRecord | undefined> {
  const ref = readReference(deps.sealer, report.ref);
  const named = ref === undefined ? undefined : await deps.store.calls.get(organizationId, ref);
  return named ?? deps.store.calls.byVendor(organizationId, carrier.name, report.vendorId);
}

async function takeReport(desk: Desk, report: CallReport): Promise<void> {
  const { deps, organizationId } = desk;
  const call = await callOf(desk, report);
  if (!call) return deps.metrics.count('buttdial_webhook_unmatched_total', { connection: desk.carrier.name });
  // A leg of somebody who was dialed on from this call has an id of its own.
  if (call.vendorId !== undefined && call.vendorId !== report.vendorId) return;
  const { id: callId } = call;
  const now = deps.runtime.now();
  const joined = callOfLeg(deps, call);
  if (joined !== undefined && call.state !== 'ended') return takeLegReport(desk, { leg: call, callId: joined }, report);
  if (call.vendorId === undefined && call.state !== 'ended')
    await deps.store.moveCall({ organizationId, callId, now, vendorId: report.vendorId });
  if (call.state === 'ended')
    return call.vendorId === undefined ? proveTaken(deps, call, report) : correctPrice(deps, call, report.price);
  const conducted = desk.desk.get(callId);
  if (conducted) {
    conducted.learn({ vendorId: report.vendorId });
    return conducted.report(report);
  }
  // Another server has it, or had it.
  await deps.store.calls.append(organizationId, callId, [
    { at: now, sealed: sealHappening(deps.sealer, callId, { kind: 'report', report }) },
  ]);
  await settleByReport(deps, { ...call, vendorId: report.vendorId }, report);
}

/** A socket ended, or was lost: the call goes on while it is not over. */
async function whatNext(desk: Desk, hook: RawWebhook): Promise<CallPlan> {
  const { deps, organizationId } = desk;
  const id = readReference(deps.sealer, hook.url.searchParams.get('ref') ?? undefined);
  const call = id === undefined ? undefined : await deps.store.calls.get(organizationId, id);
  if (!call || call.state === 'ended') return hangUp;
  const conducted = desk.desk.get(call.id);
  if (!conducted) {
    const resumed = await resume(deps, desk.desk, call);
    return connectPlan(deps, resumed.call(), resumed.plan);
  }
  const { phase } = conducted.session.snapshot();
  if (phase === 'ending' || phase === 'wrap-up' || phase === 'ended') return hangUp;
  return connectPlan(deps, conducted.call(), openPlan(deps.sealer, call));
}
