import type { CallRecord, CallReport } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { act } from './carry-out.ts';
import type { Desk } from './desk.ts';
import { sealHappening } from './happenings.ts';
import { settleLeg } from './legs.ts';
import { recognize, settleLost } from './lost.ts';
import { askCarrier } from './recover.ts';
import { defaultCallRules } from './rules.ts';

/** A carrier's report about a leg, in any order: it moves the leg's row, and the call hears of the answer. */
export async function takeLegReport(
  { deps, desk }: { readonly deps: Deps; readonly desk: Desk },
  { leg, callId }: { readonly leg: CallRecord; readonly callId: string },
  report: CallReport,
): Promise<void> {
  const { store, runtime } = deps;
  const { organizationId, id } = leg;
  const { progress, vendorId } = report;
  if (progress === 'ringing' || progress === 'in-progress')
    await store.moveCall({ organizationId, callId: id, now: runtime.now(), state: progress, vendorId });
  if (progress === 'in-progress') await tellAnswered(deps, desk, { organizationId, callId });
  await settleLeg(deps, { ...leg, vendorId }, report);
}

async function tellAnswered(
  deps: Deps,
  desk: Desk,
  { organizationId, callId }: { readonly organizationId: string; readonly callId: string },
): Promise<void> {
  const asked = { action: 'transferred' } as const;
  const conducted = desk.get(callId);
  if (conducted) return act(conducted.session, asked);
  const sealed = sealHappening(deps.sealer, callId, { kind: 'command', command: asked });
  await deps.store.calls.append(organizationId, callId, [{ at: deps.runtime.now(), sealed }]);
}

/** A leg whose lease ran out: it goes on while the carrier says so, or while it may. One that was never let in is over. */
export async function takeUpLeg(deps: Deps, leg: CallRecord): Promise<void> {
  if (leg.state === 'draft') return void (await settleLeg(deps, leg, { progress: 'failed' }));
  const found = leg.vendorId === undefined ? await recognize(deps, leg) : undefined;
  if (typeof found === 'object' && (await settleLeg(deps, found.call, found.report))) return;
  const report = await askCarrier(deps, leg);
  if (report && (await settleLeg(deps, leg, report))) return;
  const { ringSeconds } = deps.settings.calls ?? defaultCallRules;
  const since = leg.answeredAt ?? leg.createdAt;
  const lastsMs = (leg.maxSeconds + ringSeconds + 60) * 1_000;
  if (deps.runtime.now().getTime() - since.getTime() < lastsMs) return;
  if (found === 'unanswered') return settleLost(deps, leg);
  await settleLeg(deps, leg, { progress: 'failed' });
}
