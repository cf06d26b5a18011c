import { ButtdialError, type CallRecord } from '@buttdial/core';
import { type CallLine, phrasesIn, speakingMs, type Transfer, type Verdict } from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import { type Carrier, carrierCall, nextUrl, statusUrl } from './carrier.ts';
import type { Conducted } from './conducted.ts';
import { joinCalls } from './joining.ts';
import { addLeg, settleLeg } from './legs.ts';
import { openPlan } from './planned.ts';

/** Brings somebody else into a call: dialed on by the carrier (cold), or asked first and then joined (warm). */
export function transfersOf(
  deps: Deps,
  conducted: Conducted,
  carrier: () => Carrier | undefined,
): Pick<CallLine, 'judgeTransfer' | 'redirect' | 'consult' | 'merge'> {
  let leg: CallRecord | undefined;
  let consulted: Conducted | undefined;
  return {
    async judgeTransfer(transfer) {
      const answer = await judged(deps, conducted, transfer);
      if ('leg' in answer) leg = answer.leg;
      return answer.verdict;
    },
    async redirect() {
      const connection = carrier();
      return leg !== undefined && connection !== undefined && dialOn(deps, conducted, { leg, carrier: connection });
    },
    async consult() {
      if (!leg) return false;
      consulted = conducted.beside(leg, { plan: openPlan(deps.sealer, leg), agentName: conducted.plan.callerIdentity });
      if (!(await consulted.agreed)) return false;
      const waits = conducted.session.snapshot().phase === 'consulting';
      if (!waits) consulted.session.hangUp(phrasesIn(conducted.plan.language).goodbye);
      return waits;
    },
    async merge() {
      if (!consulted || !(await joinCalls(deps, conducted, consulted))) return false;
      consulted.session.transferEnded(true);
      return true;
    },
  };
}

/** Judged, and let in with money and caps, before anything is said of it. */
async function judged(
  deps: Deps,
  conducted: Conducted,
  { to, mode, briefing }: Transfer,
): Promise<{ readonly verdict: Verdict; readonly leg?: CallRecord }> {
  // Whoever talks may be talked into anything: it reaches only whom it was given.
  if (!conducted.mayReach.has(to)) return { verdict: { allowed: false, code: 'CALL-TRANSFER-LIST' } };
  const { somebodyForYou, mayIConnect } = phrasesIn(conducted.plan.language);
  const question = [somebodyForYou, briefing, mayIConnect].filter(Boolean).join(' ');
  try {
    const leg = await addLeg(deps, conducted, mode === 'warm' ? { to, question } : { to });
    return { verdict: { allowed: true }, leg };
  } catch (refusal) {
    if (!(refusal instanceof ButtdialError)) throw refusal;
    const code = refusal.details.ruleIds?.[0] ?? refusal.details.limit?.type ?? refusal.code;
    return { verdict: { allowed: false, code } };
  }
}

interface Onward {
  readonly leg: CallRecord;
  readonly carrier: Carrier;
}

/** The carrier dials on; it comes back to us when nobody answers there. */
async function dialOn(deps: Deps, conducted: Conducted, { leg, carrier }: Onward): Promise<boolean> {
  const { store, runtime } = deps;
  const call = conducted.call();
  // What was just said is heard first: the redirect cuts everything off.
  await runtime.sleep(speakingMs(phrasesIn(conducted.plan.language).transferring));
  const plan = {
    kind: 'dial',
    to: leg.to,
    callerId: leg.from,
    action: nextUrl(deps, call),
    status: statusUrl(deps, leg),
    timeLimitSeconds: leg.maxSeconds,
  } as const;
  const { organizationId, id: callId } = leg;
  await store.moveCall({ organizationId, callId, now: runtime.now(), state: 'dialing' });
  const receipt =
    call.vendorId === undefined
      ? undefined
      : await carrier.provider.telephony.control.redirect(call.vendorId, plan, carrierCall(deps, call, ' transfer'));
  if (receipt && receipt.outcome !== 'refused') return true;
  await settleLeg(deps, leg, { progress: 'failed' });
  return false;
}
