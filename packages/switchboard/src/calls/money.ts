import type { CallRecord, CallSettlement, DecisionRecord, Fault, Money } from '@buttdial/core';
import type { CallStatus } from '@buttdial/voice';
import type { Deps } from '../deps.ts';

/** The most that a call of so many seconds can cost: carriers bill whole minutes. */
export function callPrice(deps: Deps, to: string, seconds: number): number {
  return deps.quote({ channel: 'voice', to, text: '' }) * Math.ceil(seconds / 60);
}

/** What a carrier reports as the price, where it is in the money of the call: an account may be billed in another one. */
export function billed(call: Pick<CallRecord, 'currency'>, price: Money | undefined): number | undefined {
  return price?.currency === call.currency ? Math.abs(price.micros) : undefined;
}

/** How a call came to its end, as far as its money is concerned. */
export interface MoneyEnd {
  readonly call: Pick<CallRecord, 'to' | 'vendorId' | 'direction'>;
  readonly status: CallStatus | (string & {});
  readonly talkMs: number;
  readonly decision?: DecisionRecord | undefined;
  /** What came of dialing, where it was not plainly taken. */
  readonly dialing?: { readonly fault?: Fault; readonly isUncertain?: boolean };
  /** What the carrier says that it cost. */
  readonly priceMicros?: number | undefined;
}

const unplaced: Fault = { kind: 'unavailable', message: 'The call was not placed.' };

/** What becomes of what was reserved. The carrier's own price corrects it when it is known. */
export function moneyOf(deps: Deps, end: MoneyEnd): CallSettlement['money'] {
  const { call, status, talkMs, decision, dialing } = end;
  const kept = decision ? { decision } : {};
  if (status === 'blocked') return { kind: 'refused', decision: decision ?? noDecision };
  if (dialing?.fault) return { kind: 'failed', fault: dialing.fault, ...kept };
  // Nobody knows whether the carrier took it: what was reserved stands.
  if (call.vendorId === undefined && dialing?.isUncertain) return { kind: 'unknown', ...kept };
  if (call.vendorId === undefined) return { kind: 'failed', fault: unplaced, ...kept };
  if (status === 'failed' && talkMs === 0) return { kind: 'failed', fault: unreached, ...kept };
  // The number that is called is billed; of an inbound call that is our own.
  const priceMicros = end.priceMicros ?? callPrice(deps, call.to, talkMs / 1_000);
  return { kind: 'sent', vendorId: call.vendorId, priceMicros, ...kept };
}

const unreached: Fault = { kind: 'unreachable', message: 'The carrier could not reach the other party.' };
const noDecision: DecisionRecord = { effect: 'deny', ruleIds: [], citations: [] };
