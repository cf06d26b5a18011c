import type { Action, Context } from './action.ts';
import type { Decision, Effect } from './decision.ts';
import { evaluate } from './evaluate.ts';
import type { RulePack } from './rule.ts';

/** One hand-written expectation. */
export interface Case {
  readonly id: string;
  readonly group?: string;
  readonly title?: string;
  readonly action: Action;
  readonly context: Context;
  readonly expected: { readonly effect: Effect; readonly rules: readonly string[]; readonly nextAllowedUtc?: string };
}

/** How one case came out. `differences` is empty when decision and expectation agree. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly differences: readonly string[];
  readonly decision: Decision;
}

const sorted = (rules: readonly string[]) => [...rules].sort().join(', ');

/** Judges a case and compares effect, the set of rule ids, and the next allowed minute. */
export function checkCase(item: Case, packs: readonly RulePack[]): CaseResult {
  const decision = evaluate(item.action, item.context, packs);
  const { expected } = item;
  const differences: string[] = [];
  const compare = (what: string, got: string, wanted: string) => {
    if (got !== wanted) differences.push(`${what}: expected ${wanted || 'none'}, got ${got || 'none'}`);
  };
  compare('effect', decision.effect, expected.effect);
  compare('rules', sorted(decision.rules), sorted(expected.rules));
  compare('nextAllowedUtc', decision.nextAllowedAt ?? '', expected.nextAllowedUtc ?? '');
  return { id: item.id, title: item.title ?? '', differences, decision };
}
