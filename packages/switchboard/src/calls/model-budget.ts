import type { CallRecord } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import type { ModelUse } from '../model-prices.ts';
import { foreseenBeside } from './costs.ts';
import { graceSeconds, promptOf } from './money.ts';
import type { PlannedCall } from './planned.ts';

/**
 * Watches that the models of a call cost no more than what was reserved for them; `stop` is called once, before another
 * two answers like the dearest one would be too much: one for goodbye, one for the judgement of the call.
 */
export function overBudget(
  deps: Deps,
  { call, plan }: { readonly call: CallRecord; readonly plan: PlannedCall },
  stop: () => void,
): (use: ModelUse) => void {
  // What comes in is not held against a cap: nothing was reserved for it.
  if (call.direction === 'inbound') return () => undefined;
  const { model: most } = foreseenBeside(deps, call, { seconds: call.maxSeconds + graceSeconds, ...promptOf(plan) });
  let [spent, dearest, isStopped] = [0, 0, false];
  return use => {
    const price = deps.priceOfUse(use) ?? 0;
    spent += price;
    dearest = Math.max(dearest, price);
    if (isStopped || spent + 2 * dearest <= most) return;
    isStopped = true;
    deps.runtime.log.warn('call.model-budget', { callId: call.id, spentMicros: spent });
    stop();
  };
}
