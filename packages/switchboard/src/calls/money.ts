import type { CallRecord, CallSettlement, DecisionRecord, Fault, Money } from '@buttdial/core';
import type { CallStatus } from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import { besidesCarrier, foreseenBeside } from './costs.ts';
import type { PlannedCall } from './planned.ts';

/** The most that a call of so many seconds can cost: carriers bill whole minutes. */
export function callPrice(deps: Deps, to: string, seconds: number): number {
  return deps.quote({ channel: 'voice', to, text: '' }) * Math.ceil(seconds / 60);
}

// The carrier's own limit stands behind ours, which says goodbye first.
export const graceSeconds = 15;

/** What is reserved for a call: with the time that the carrier gives it beyond ours. */
export function reservation(deps: Deps, call: ToReserve, plan: PlannedCall): number {
  return priceAtMost(deps, { ...call, maxSeconds: call.maxSeconds + graceSeconds }, plan);
}

/** The line for so long, and what the call is taken to use besides. */
export function priceAtMost(deps: Deps, call: ToReserve, plan: PlannedCall): number {
  const { to, maxSeconds: seconds } = call;
  return callPrice(deps, to, seconds) + besidesCarrier(foreseenBeside(deps, call, { seconds, ...promptOf(plan) }));
}

type ToReserve = Pick<CallRecord, 'to' | 'maxSeconds' | 'organizationId' | 'connection' | 'brain' | 'transport'>;

/** How much a model is told before a call begins. */
export function promptOf({ mission, context, successCriteria, systemPrompt, ivrHints }: PlannedCall) {
  const told = [mission, successCriteria, systemPrompt, ivrHints, ...Object.entries(context ?? {}).flat()];
  return { promptCharacters: told.reduce((sum, text = '') => sum + text.length, 0) };
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

/** Of a call that the carrier never had. */
export const unplaced: Fault = { kind: 'unavailable', message: 'The call was not placed.' };

/** What becomes of what was reserved. The carrier's own price corrects it when it is known. */
export function moneyOf(deps: Deps, end: MoneyEnd): CallSettlement['money'] {
  const { call, status, talkMs, decision, dialing } = end;
  const kept = decision ? { decision } : {};
  if (status === 'blocked') return { kind: 'refused', decision: decision ?? noDecision };
  if (dialing?.fault) return { kind: 'failed', fault: dialing.fault, ...kept };
  // Nobody knows whether the carrier took it: what was reserved stands, and is looked after.
  if (call.vendorId === undefined && dialing?.isUncertain) return { kind: 'unknown', dueAt: firstLook(deps), ...kept };
  if (call.vendorId === undefined) return { kind: 'failed', fault: unplaced, ...kept };
  if (status === 'failed' && talkMs === 0 && !end.priceMicros) return { kind: 'failed', fault: unreached, ...kept };
  // The number that is called is billed; of an inbound call that is our own.
  const priceMicros = end.priceMicros ?? callPrice(deps, call.to, talkMs / 1_000);
  return { kind: 'sent', vendorId: call.vendorId, priceMicros, ...kept };
}

function firstLook({ runtime, settings }: Deps): Date {
  return new Date(runtime.now().getTime() + (settings.courier.reconcileAfterMs[0] ?? 60_000));
}

const unreached: Fault = { kind: 'unreachable', message: 'The carrier could not reach the other party.' };
const noDecision: DecisionRecord = { effect: 'deny', ruleIds: [], citations: [] };
