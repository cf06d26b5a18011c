import type { Decision } from '@buttdial/compliance';
import { type DecisionRecord, purposes } from '@buttdial/core';
import { z } from 'zod';
import type { Judgement } from './judge.ts';

const reason = z.object({ ruleId: z.string(), citation: z.string(), message: z.string(), remedy: z.string() });
const obligation = z.looseObject({ ruleId: z.string() }).describe('Duty, instruction, citation, satisfied.');

/** A decision as people and models read it. */
export const decisionView = z.object({
  effect: z.enum(['allow', 'require', 'deny']).describe('require: allowed once the remedies are done.'),
  purpose: z.enum(purposes),
  ruleIds: z.array(z.string()),
  reasons: z.array(reason),
  alsoRequired: z.array(z.looseObject({ ruleId: z.string() })).optional(),
  obligations: z.array(obligation),
  nextAllowedAt: z.string().optional(),
  jurisdictions: z.array(z.string()),
});
/** A parsed `decisionView`. */
export type DecisionView = z.output<typeof decisionView>;

type Told = Pick<Decision, 'effect' | 'rules' | 'reasons' | 'alsoRequired' | 'obligations' | 'jurisdictions'> &
  Partial<Pick<Decision, 'nextAllowedAt'>>;

/** A fresh verdict. Its remedies are those of this installation. */
export function viewJudgement({ decision, purpose, record }: Judgement): DecisionView {
  const told = decision.effect === 'allow' ? decision : (JSON.parse(record.json ?? '{}') as Decision);
  return viewDecision(told, purpose);
}

function viewDecision(decision: Told, purpose: DecisionView['purpose']): DecisionView {
  return {
    effect: decision.effect,
    purpose,
    ruleIds: [...decision.rules],
    reasons: decision.reasons.map(plain),
    ...(decision.alsoRequired.length > 0 ? { alsoRequired: decision.alsoRequired.map(plain) } : {}),
    obligations: decision.obligations.map(one => ({ ...one })),
    ...(decision.nextAllowedAt ? { nextAllowedAt: decision.nextAllowedAt } : {}),
    jurisdictions: decision.jurisdictions.map(place => place.code),
  };
}

function plain({ ruleId, citation, message, remedy }: Decision['reasons'][number]) {
  return { ruleId, citation, message, remedy };
}

/** What is kept of an allow; see `createRecorder`. */
interface KeptAllow {
  readonly purpose: DecisionView['purpose'];
  /** When it was judged. */
  readonly at: string;
  readonly places: readonly string[];
  readonly owed: readonly string[];
  readonly packs: string;
}

/** A decision that was stored with its attempt. */
export function viewRecord(record: DecisionRecord): DecisionView & { readonly at: string; readonly packs?: string } {
  if (record.effect !== 'allow') {
    const { purpose, at, ...decision } = JSON.parse(record.json ?? '{}') as Decision &
      Pick<KeptAllow, 'purpose' | 'at'>;
    return { ...viewDecision(decision, purpose), at };
  }
  const kept = JSON.parse(record.json ?? '{}') as KeptAllow;
  return {
    effect: 'allow',
    at: kept.at,
    purpose: kept.purpose,
    ruleIds: [],
    reasons: [],
    obligations: kept.owed.map(ruleId => ({ ruleId })),
    jurisdictions: [...kept.places],
    packs: kept.packs,
  };
}
