import type { CallProgress, CallRecord, CallReport } from '@buttdial/core';
import { auditBody } from '../audit.ts';
import { contactKey } from '../contacts.ts';
import type { Deps } from '../deps.ts';
import type { Conducted } from './conducted.ts';
import { letIn } from './let-in.ts';
import { billed, moneyOf } from './money.ts';
import { openPlan, type PlannedCall, sealPlan } from './planned.ts';
import { defaultCallRules } from './rules.ts';
import { type End, settleCall } from './settle.ts';

/** The number of ours that a call is on. */
function ownNumber({ direction, from, to }: CallRecord): string {
  return direction === 'outbound' ? from : to;
}

/**
 * Writes down a leg of a call, whom the carrier will dial from it, and lets it in: judged, with caps and money of its own.
 * @throws `refused`, `limit-exceeded`, `forbidden`; then the leg has ended.
 */
export async function addLeg(
  deps: Deps,
  conducted: Conducted,
  { to, question }: { readonly to: string; readonly question?: string },
): Promise<CallRecord> {
  const { store, runtime, sealer } = deps;
  const call = conducted.call();
  const { organizationId, agentId, connection, transport, maxSeconds, currency } = call;
  const id = runtime.newId();
  const now = runtime.now();
  const answer = await store.addCall({
    id,
    organizationId,
    agentId,
    direction: 'outbound',
    state: 'draft',
    from: ownNumber(call),
    to,
    contactKey: contactKey(sealer, organizationId, { channel: 'voice', address: to }),
    connection,
    // Nobody of ours talks in it, unless there is something to ask.
    brain: question === undefined ? 'none' : 'script',
    transport,
    sealedPlan: sealPlan(sealer, id, { ...planOfLeg(conducted), ...(question !== undefined && { question }) }),
    maxSeconds,
    currency,
    dueAt: now,
    now,
    lease: leaseOf(deps),
    auditBody: auditBody({ event: 'call.leg-added', actor: 'system', target: id, details: { callId: call.id } }),
  });
  if (answer.outcome !== 'added') throw new Error('A leg has an id of its own.');
  return letIn(deps, { call: answer.call, actor: 'system' });
}

/** As what the phone rings that is called in. What replies to a caller needs no consent; that phone does. */
export function purposeOfLeg({ purpose }: Pick<PlannedCall, 'purpose'>): PlannedCall['purpose'] {
  return purpose === 'reply' ? 'informational' : purpose;
}

function planOfLeg({ plan, call }: Conducted): PlannedCall {
  const { callerIdentity, language } = plan;
  return {
    purpose: purposeOfLeg(plan),
    callerIdentity,
    language,
    voicemail: { policy: 'hang-up' },
    record: false,
    legOf: call().id,
  };
}

function leaseOf({ settings }: Deps) {
  return { owner: settings.owner, leaseMs: (settings.calls ?? defaultCallRules).leaseMs };
}

/** The call that it is a leg of, if it is one. */
export function callOfLeg({ sealer }: Deps, call: CallRecord): string | undefined {
  return call.brain === 'none' ? openPlan(sealer, call).legOf : undefined;
}

const endings: Partial<Record<CallProgress, End['ending']>> = {
  completed: { status: 'completed', by: 'other-party', why: 'hung-up' },
  busy: { status: 'busy', by: 'other-party', why: 'busy' },
  'no-answer': { status: 'no-answer', by: 'other-party', why: 'not-answered' },
  canceled: { status: 'cancelled', by: 'other-party', why: 'hung-up' },
  failed: { status: 'failed', by: 'carrier', why: 'carrier-failed' },
};

/** Ends a leg by what is reported of it. False while it is not over. */
export async function settleLeg(
  deps: Deps,
  leg: CallRecord,
  report: Pick<CallReport, 'progress' | 'durationSeconds' | 'price'>,
): Promise<boolean> {
  const ending = endings[report.progress];
  if (!ending) return false;
  const talkMs = report.progress === 'completed' ? (report.durationSeconds ?? 0) * 1_000 : 0;
  const priceMicros = billed(leg, report.price);
  const { status } = ending;
  const money = moneyOf(deps, { call: leg, status, talkMs, decision: leg.decision, priceMicros });
  await settleCall(deps, leg, { ending, talkMs, money });
  return true;
}
