import type { Channel, ConsentLevel, ContentFlag, Purpose, Voice } from './action.ts';
import type { Facts } from './facts.ts';

/**
 * `high`: statute or regulator text seen, or well corroborated. `medium`: trade tables or secondary sources.
 * `policy`: our own choice, which an operator may loosen.
 */
export type Confidence = 'high' | 'medium' | 'policy';

/** Local wall time, `["09:00", "21:00"]`: the end minute is already closed, `24:00` ends the day. */
export type Window = readonly [string, string];

/** Open hours by kind of day, in local time. An empty list is closed all day. */
export interface Windows {
  readonly monFri: readonly Window[];
  readonly sat: readonly Window[];
  readonly sun: readonly Window[];
  /** Replaces the weekday row on a holiday of the rule's jurisdiction. */
  readonly holiday?: readonly Window[];
  /** Replaces it on the day before a holiday, unless that day is itself a holiday or a Sunday. */
  readonly preHoliday?: readonly Window[];
}

/** What every rule says about itself. */
export interface RuleHead {
  readonly id: string;
  /** `US`, `US-TX`, `EU`, `FR`, or `*` for everywhere. */
  readonly jurisdiction: string;
  readonly channels: readonly Channel[];
  readonly purposes: readonly (Purpose | '*')[];
  /** When present, only calls with one of these voices. */
  readonly voices?: readonly Voice[];
  /** In force from 00:00 UTC of this date. */
  readonly effectiveFrom?: string;
  /** No longer in force from 00:00 UTC of this date. */
  readonly effectiveTo?: string;
  readonly citation: string;
  readonly confidence: Confidence;
  readonly url?: string;
  readonly notes?: string;
  /** An operator may tighten it but never switch it off. */
  readonly locked?: boolean;
  /** Also judges the one message that confirms an opt-out. */
  readonly judgesConfirmations?: boolean;
}

/** Denies outside local windows, in every candidate time zone of the recipient. */
export interface HoursRule extends RuleHead {
  readonly kind: 'hours';
  readonly windows: Windows;
  readonly liftedBy?: 'express_consent' | 'outside_hours_consent';
  /** Dates of the rule's own (`2026-12-24`); otherwise the built-in list of the jurisdiction. */
  readonly holidays?: readonly string[];
}

/** Denies when `max` attempts were already made in the rolling window. */
export interface CapRule extends RuleHead {
  readonly kind: 'cap';
  readonly max: number;
  readonly windowHours: number;
  readonly per: 'recipient' | 'recipient+subject' | 'agent+recipient';
  /** Off for customers whose last transaction is at most this many months old. */
  readonly exceptEbrMonths?: number;
}

/** What a consent rule asks for. Soft opt-in, inferred and CASL-implied consent are alternatives that the law names. */
export type ConsentNeed =
  | 'express'
  | 'express_written'
  | 'express_or_soft_optin'
  | 'express_written_or_soft_optin'
  | 'express_or_inferred'
  | 'express_or_casl_implied';

/** Denies without the consent it needs. */
export interface ConsentRule extends RuleHead {
  readonly kind: 'consent';
  readonly needs: ConsentNeed;
  /** A contract in progress, with an offer related to it, satisfies the rule. */
  readonly exceptActiveContract?: boolean;
}

/** What lifts a listing: a level of consent or higher, a fresh express consent, or an established relationship. */
export type ListLift = 'ebr' | 'express<=12mo' | Exclude<ConsentLevel, 'none'>;

/** Denies numbers on a do-not-call list; asks for a fresh copy when ours is too old. Marketing only. */
export interface ListRule extends RuleHead {
  readonly kind: 'list';
  readonly list: string;
  readonly lifts: readonly ListLift[];
  readonly maxAgeDays: number;
  readonly ebr?: { readonly transactionMonths: number; readonly inquiryMonths: number };
}

/** Denies content that the filter flagged. */
export interface ContentRule extends RuleHead {
  readonly kind: 'content';
  readonly flags: readonly ContentFlag[];
}

/** Blocks nothing: tells what must be said, added or done. */
export interface DutyRule extends RuleHead {
  readonly kind: 'duty';
  readonly duty: DutyName;
  readonly instruction: string;
  readonly when?: string;
}

/** What an obligation is about. */
export type DutyName =
  | 'ai_disclosure'
  | 'answer_truthfully'
  | 'human_introduction'
  | 'automated_decision_notice'
  | 'mark_synthetic_audio'
  | 'identify_business'
  | 'automated_opt_out'
  | 'recording_notice'
  | 'recording_consent'
  | 'honest_subject'
  | 'sender_identity'
  | 'postal_address'
  | 'unsubscribe_footer'
  | 'list_unsubscribe';

/** What an odd rule found. */
export interface Finding {
  readonly effect: 'deny' | 'require';
  readonly message: string;
  readonly remedy: string;
  readonly facts?: Readonly<Record<string, Json>>;
}

/** A rule that no table can hold. Pure and synchronous; one that throws denies. */
export interface CustomRule extends RuleHead {
  readonly kind: 'custom';
  readonly check: (facts: Facts) => Finding | null;
}

/** Any rule of a pack. */
export type Rule = HoursRule | CapRule | ConsentRule | ListRule | ContentRule | DutyRule | CustomRule;

/** A rule that is plain JSON. */
export type DataRule = Exclude<Rule, CustomRule>;

/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Rules that are published together. Treat a pack as frozen: the engine remembers what it compiled from it. */
export interface RulePack {
  readonly id: string;
  readonly version: string;
  readonly title?: string;
  readonly effectiveFrom?: string;
  readonly effectiveTo?: string;
  readonly rules: readonly Rule[];
  /** What an operator loosened in this pack, for the audit trail. See `combinePacks`. */
  readonly loosened?: readonly Loosening[];
}

/** One row that an operator made weaker than it ships. */
export interface Loosening {
  readonly ruleId: string;
  readonly field: string;
  readonly from: Json;
  readonly to: Json;
  readonly by: string;
}
