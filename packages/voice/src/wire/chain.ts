import type { CallPlan } from '@buttdial/core';

/** What can come before something else in a call. */
export type PlanStep = StepOf<Extract<CallPlan, { readonly then: CallPlan }>>;
type StepOf<T> = T extends CallPlan ? Omit<T, typeof link> : never;

const link = 'then';

/** A plan of steps one after the other that ends with `last`; no steps are just `last`. */
export function planOf(steps: readonly PlanStep[], last: CallPlan): CallPlan {
  return steps.reduceRight<CallPlan>((rest, step) => ({ ...step, [link]: rest }) as CallPlan, last);
}
