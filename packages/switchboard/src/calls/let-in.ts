import { ButtdialError, type CallRecord, type DecisionRecord, type LimitReached } from '@buttdial/core';
import { limitExceeded } from '../admit.ts';
import { auditBody } from '../audit.ts';
import { warnOfBudgets } from '../budget-warnings.ts';
import { refusedBy } from '../decision-record.ts';
import type { Deps } from '../deps.ts';
import type { Principal } from '../principal.ts';
import { judgeRinging } from './judged.ts';
import { moneyOf, reservation } from './money.ts';
import { openPlan, type PlannedCall, wantedIn } from './planned.ts';
import { defaultCallRules } from './rules.ts';
import { settleCall } from './settle.ts';

/** A call that was written down and is to ring. */
export interface Waiting {
  readonly call: CallRecord;
  readonly actor: Principal | 'system';
}

/**
 * The gate of every phone that is to ring: allow-lists and judge, then caps and money.
 * @returns the call with its money reserved.
 * @throws `refused`, `limit-exceeded`, `forbidden`, `not-found`, `conflict`; whatever speaks against it has ended the call.
 */
export async function letIn(deps: Deps, placing: Waiting): Promise<CallRecord> {
  const { call } = placing;
  const decision = await judgePlanned(deps, { call, plan: openPlan(deps.sealer, call) });
  if (decision.effect !== 'allow') {
    await block(deps, { ...call, decision }, decision.ruleIds[0] ?? 'policy');
    throw refusedBy(decision);
  }
  // Kept before anything rings: also a server that takes the call over knows why it might.
  const { organizationId, id: callId } = call;
  await deps.store.moveCall({ organizationId, callId, now: deps.runtime.now(), decision });
  return { ...(await reserve(deps, placing)), decision };
}

/** What the law says about it right now. */
export function judgePlanned(
  deps: Deps,
  { call, plan }: { readonly call: CallRecord; readonly plan: PlannedCall },
  at = deps.runtime.now(),
): Promise<DecisionRecord> {
  const { organizationId, agentId, to } = call;
  return judgeRinging(deps, { organizationId, agentId, to, ...wantedIn(plan), at });
}

async function reserve(deps: Deps, { call, actor }: Waiting): Promise<CallRecord> {
  const { store, runtime, settings, sealer } = deps;
  const { organizationId, agentId, id, from, to, contactKey, connection, currency } = call;
  const { caps } = settings.calls ?? defaultCallRules;
  const plan = openPlan(sealer, call);
  const now = runtime.now();
  deps.failpoint?.('before-call');
  const answer = await store.reserveCall({
    organizationId,
    callId: id,
    caps,
    admit: {
      id,
      organizationId,
      agentId,
      channel: 'voice',
      purpose: plan.purpose,
      from,
      to,
      contactKey,
      connection,
      sealedBody: sealer.seal(new Uint8Array(), id),
      reserveMicros: reservation(deps, call, plan),
      currency,
      now,
      dueAt: now,
      // The courier has no part in it: its end comes from the call alone.
      claim: { owner: settings.owner, leaseMs: foreverMs },
      auditBody: auditBody({ event: 'call.admitted', actor, target: id, details: { maxSeconds: call.maxSeconds } }),
    },
  });
  deps.failpoint?.('after-call');
  if (answer.outcome === 'reserved') {
    if (answer.nearing) await warnOfBudgets(deps, { organizationId, agentId }, answer.nearing);
    return answer.call;
  }
  throw await refused(deps, call, answer);
}

const foreverMs = 10 * 365 * 86_400_000;

type Against =
  | { readonly outcome: 'limited'; readonly limit: LimitReached }
  | { readonly outcome: 'inactive' | 'blocked' | 'gone' };

async function refused(deps: Deps, call: CallRecord, against: Against): Promise<ButtdialError> {
  if (against.outcome === 'gone')
    return new ButtdialError('conflict', 'The call has been placed or cancelled already.', {
      remedy: 'Ask comms_get_call with its id.',
    });
  await block(deps, call, against.outcome === 'limited' ? against.limit.type : against.outcome);
  if (against.outcome === 'limited') return limitExceeded(deps, against.limit);
  if (against.outcome === 'inactive')
    return new ButtdialError('not-found', 'There is no such active agent.', { field: 'agentId' });
  return new ButtdialError('forbidden', 'The channel voice is blocked for this agent.', {
    field: 'channel',
    remedy: 'Ask the organization to unblock it.',
  });
}

async function block(deps: Deps, call: CallRecord, code: string): Promise<void> {
  const ending = { status: 'blocked', by: 'policy', why: 'denied', code };
  const money = moneyOf(deps, { call, status: 'blocked', talkMs: 0, decision: call.decision });
  await settleCall(deps, call, { ending, talkMs: 0, money, outcome: { outcome: 'blocked' } });
}
