import type { Jurisdiction } from './jurisdictions.ts';
import type { ZoneSource } from './prefixes.ts';
import type { Confidence, DutyName, Json } from './rule.ts';

/** `deny` beats `require`, `require` beats `allow`. Required means: allowed once what is missing is there. */
export type Effect = 'allow' | 'require' | 'deny';

/** Why an action is not simply allowed. */
export interface Reason {
  readonly ruleId: string;
  readonly effect: 'deny' | 'require';
  readonly citation: string;
  readonly url?: string;
  readonly confidence: Confidence;
  /** One sentence for a person. Holds no address and no content. */
  readonly message: string;
  /** What would cure it. */
  readonly remedy: string;
  readonly facts: Readonly<Record<string, Json>>;
}

/** Something that must be said, added or done with an allowed action. */
export interface Obligation {
  readonly ruleId: string;
  readonly duty: DutyName;
  readonly instruction: string;
  readonly when?: string;
  readonly citation: string;
  readonly confidence: Confidence;
  /** The action already says that it does so. */
  readonly satisfied: boolean;
}

/** The answer to one action. Plain JSON. */
export interface Decision {
  readonly effect: Effect;
  /** Ids of `reasons`, in the same order; empty when allowed. */
  readonly rules: readonly string[];
  /** Every rule that stands behind the effect: only denials when denied, only requirements when required. */
  readonly reasons: readonly Reason[];
  /** When denied: what would have been required besides. */
  readonly alsoRequired: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** Given exactly when an hours rule blocks: the first minute at which every hours rule is open in every zone. */
  readonly nextAllowedAt?: string;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly zones: readonly { readonly id: string; readonly because: ZoneSource | 'known_address' }[];
  /** Time zone data the decision rests on. */
  readonly tzdata: string;
  readonly packs: readonly { readonly id: string; readonly version: string; readonly hash: string }[];
  /** SHA-256 of the canonical JSON of action and context. */
  readonly inputHash: string;
}
