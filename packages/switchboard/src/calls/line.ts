import type { Fault, Receipt } from '@buttdial/core';
import type { CallLine, Verdict } from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import { type Carrier, carrierCall, carrierOf, connectPlan } from './carrier.ts';
import type { Conducted } from './conducted.ts';
import { judgeRinging } from './judged.ts';
import { createKeyGuard } from './keys.ts';
import { graceSeconds } from './money.ts';
import { wantedIn } from './planned.ts';
import { defaultCallRules } from './rules.ts';
import { transfersOf } from './transfers.ts';

const missing: Fault = {
  kind: 'unavailable',
  message: 'The connection of this line is not configured on this server, or carries no calls.',
};

/** What a call's session gets done at the carrier and by the house. @param isPlaced the carrier has it already. */
export function createLine(deps: Deps, conducted: Conducted, isPlaced: boolean): CallLine {
  const carrier = () => carrierOf(deps, conducted.call());
  const mayPress = createKeyGuard(deps);
  return {
    ...(isPlaced ? {} : { judge: () => judge(deps, conducted) }),
    dial: async () => {
      if (isPlaced) return { accepted: true };
      const receipt = await dial(deps, conducted, carrier());
      conducted.dialing.isUncertain = receipt.outcome === 'uncertain';
      if (receipt.outcome !== 'refused') return { accepted: true };
      conducted.dialing.fault = receipt.fault;
      return { accepted: false, code: receipt.fault.vendorCode ?? receipt.fault.kind };
    },
    hangUp: async () => {
      const { vendorId } = conducted.call();
      if (conducted.dropped || vendorId === undefined) return;
      await carrier()?.provider.telephony.control.hangUp(vendorId, carrierCall(deps, conducted.call(), ' hang-up'));
    },
    judgeDigits: async digits => (mayPress(digits) ? allowed : forbidden),
    optOut: () => optOut(deps, conducted),
    ...transfersOf(deps, conducted, carrier),
    ...digitsBy(deps, conducted, carrier()),
  };
}

const allowed: Verdict = { allowed: true };
const forbidden: Verdict = { allowed: false, code: 'SAFE-EMERGENCY' };

/** Judged at the moment of dialing, with what is known then. */
async function judge(deps: Deps, conducted: Conducted): Promise<Verdict> {
  const { organizationId, agentId, to, id: callId } = conducted.call();
  const at = deps.runtime.now();
  const decision = await judgeRinging(deps, { organizationId, agentId, to, ...wantedIn(conducted.plan), at, callId });
  conducted.learn({ decision });
  if (decision.effect === 'allow') return allowed;
  await deps.store.moveCall({ organizationId, callId, now: at, decision });
  return { allowed: false, code: decision.ruleIds[0] ?? 'policy' };
}

async function dial(deps: Deps, conducted: Conducted, carrier: Carrier | undefined): Promise<Receipt> {
  if (!carrier) return { outcome: 'refused', fault: missing };
  const call = conducted.call();
  const { ringSeconds } = deps.settings.calls ?? defaultCallRules;
  const plan = await connectPlan(deps, call, conducted.plan);
  deps.failpoint?.('before-dial');
  const asked = {
    from: call.from,
    to: call.to,
    plan,
    timeLimitSeconds: call.maxSeconds + graceSeconds,
    ringSeconds,
    detectMachine: true,
  };
  const receipt = await carrier.provider.telephony
    .dial(asked, carrierCall(deps, call))
    .catch((error: unknown): Receipt => {
      deps.runtime.log.error('call.dial-threw', {
        callId: call.id,
        error: error instanceof Error ? error.name : 'unknown',
      });
      return { outcome: 'uncertain', reason: 'garbled' };
    });
  deps.failpoint?.('after-dial');
  if (receipt.outcome === 'accepted') {
    const { vendorId } = receipt;
    conducted.learn({ vendorId });
    const { organizationId, id: callId } = call;
    await deps.store.moveCall({ organizationId, callId, now: deps.runtime.now(), state: 'dialing', vendorId });
  }
  return receipt;
}

/** Whoever says it on one channel means all of them. */
async function optOut({ store, runtime }: Deps, conducted: Conducted): Promise<void> {
  const { organizationId, contactKey, id } = conducted.call();
  const event = {
    id: runtime.newId(),
    organizationId,
    contactKey,
    channel: '*',
    kind: 'stop',
    source: 'call',
    at: runtime.now(),
  } as const;
  await store.consent.append(
    organizationId,
    event,
    JSON.stringify({ event: 'call.opted-out', actor: 'contact', target: id, details: {} }),
  );
}

function digitsBy(deps: Deps, conducted: Conducted, carrier: Carrier | undefined): Pick<CallLine, 'sendDigits'> {
  const send = carrier?.provider.telephony.control.sendDigits;
  if (!send) return {};
  return {
    sendDigits: async digits => {
      const call = conducted.call();
      if (call.vendorId !== undefined) await send(call.vendorId, digits, carrierCall(deps, call, ' digits'));
    },
  };
}
