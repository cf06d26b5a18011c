import type { Action, Context } from './action.ts';
import type { Obligation } from './decision.ts';
import { evaluate } from './evaluate.ts';
import type { RulePack } from './rule.ts';

/** When an hours rule blocks the action: the first minute at which every hours rule is open. ISO 8601, UTC. */
export function nextWindow(action: Action, context: Context, packs: readonly RulePack[]): string | undefined {
  return evaluate(action, context, packs).nextAllowedAt;
}

/** What a recorded call owes the people on it, consent before mere notice. Empty for calls that are not recorded. */
export function recordingDuty(action: Action, context: Context, packs: readonly RulePack[]): readonly Obligation[] {
  const { obligations } = evaluate(action, context, packs);
  const consent = obligations.filter(obligation => obligation.duty === 'recording_consent');
  return [...consent, ...obligations.filter(obligation => obligation.duty === 'recording_notice')];
}
