import type { CallRecord, CallReport } from '@buttdial/core';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { carrierCall, carrierOf } from './carrier.ts';
import type { Conducted } from './conducted.ts';
import type { Desk } from './desk.ts';
import { sealHappening, toldOf } from './happenings.ts';
import { endOf, isOver, settleLost, settleOrphan, settleOver } from './lost.ts';
import { placeCall } from './place.ts';
import { openPlan } from './planned.ts';
import { defaultCallRules } from './rules.ts';
import { settleCall } from './settle.ts';

const mostEvents = 5_000;

/** Goes on with a call that was under way on another server: the carrier has come here with it. */
export async function resume(deps: Deps, desk: Desk, call: CallRecord): Promise<Conducted> {
  const { store, sealer, runtime } = deps;
  const { organizationId, id } = call;
  const handedOver = { at: runtime.now(), sealed: sealHappening(sealer, id, { kind: 'handed-over' }) };
  const { owner } = deps.settings;
  const { leaseMs } = deps.settings.calls ?? defaultCallRules;
  // From here on nobody else carries out what is asked of it.
  await store.holdCall({ organizationId, callId: id, owner, now: runtime.now(), leaseMs });
  const lastSequence = (await store.calls.append(organizationId, id, [handedOver])) ?? 0;
  const events = toldOf(sealer, id, await store.calls.events(organizationId, id, { after: 0, limit: mostEvents }));
  const before = events.flatMap(event => (event.kind === 'line' ? [`${event.who}: ${event.text}`] : [])).join('\n');
  const agent = await store.findAgent(call.agentId);
  await store.audit.append(
    organizationId,
    auditBody({ event: 'call.resumed', actor: 'system', target: id }),
    runtime.now(),
  );
  const opening = { plan: openPlan(sealer, call), agentName: agent?.displayName ?? call.agentId };
  const isAnswered = call.answeredAt !== undefined;
  return desk.begin(call, { ...opening, resumed: { isAnswered, before, lastSequence } });
}

/** Takes up calls whose time has come, and calls whose server is gone. */
export async function takeUp(deps: Deps, desk: Desk, call: CallRecord): Promise<void> {
  if (desk.get(call.id)) return;
  await deps.connections.ready?.(call.organizationId);
  if (call.state === 'scheduled') return placeScheduled(deps, desk, call);
  if (call.state === 'draft') return void (await settleCall(deps, call, endOf(deps, call, { ending: neverPlaced })));
  if (call.vendorId === undefined) return settleLost(deps, call);
  // What goes on at the carrier has nobody to talk: the carrier did not come back in all this time.
  await settleOrphan(deps, call, await askCarrier(deps, call));
}

const neverPlaced = { status: 'failed', by: 'us', why: 'carrier-failed', code: 'never-placed' };

async function placeScheduled(deps: Deps, desk: Desk, call: CallRecord): Promise<void> {
  const agent = await deps.store.findAgent(call.agentId);
  // A refusal has ended the call, and is kept with it.
  await placeCall(deps, desk, { call, agentName: agent?.displayName ?? call.agentId, actor: 'system' }).catch(refusal =>
    deps.runtime.log.info('call.not-placed', {
      callId: call.id,
      error: refusal instanceof Error ? refusal.name : 'unknown',
    }),
  );
}

/** How the carrier says it goes; undefined where that cannot be asked. */
export async function askCarrier(deps: Deps, call: CallRecord): Promise<CallReport | undefined> {
  const { vendorId } = call;
  const control = carrierOf(deps, call)?.provider.telephony.control;
  if (vendorId === undefined || !control?.get) return undefined;
  const event = await control.get(vendorId, carrierCall(deps, call, ' look'));
  return event?.kind === 'call-status' ? event : undefined;
}

/** Ends a call that no server talks in any more, by what the carrier says. */
export async function settleByReport(deps: Deps, call: CallRecord, report: CallReport): Promise<void> {
  if (isOver(report.progress) && (await isAbandoned(deps, call))) await settleOver(deps, call, report);
}

/** The lease is ours: that of a server that is gone comes to whoever claims it. */
async function isAbandoned(deps: Deps, call: CallRecord): Promise<boolean> {
  const { owner } = deps.settings;
  const kept = await deps.store.keepCalls({ owner, now: deps.runtime.now(), leaseMs: 60_000, callIds: [call.id] });
  return kept.length > 0;
}
