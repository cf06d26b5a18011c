import { type ConsentLevel, consentLevels } from './action.ts';
import type { Facts, ReadAction, ReadContext } from './facts.ts';
import { dayMs, monthMs } from './instant.ts';
import type { ConsentNeed, ConsentRule, ListLift, ListRule } from './rule.ts';

const rank = (level: ConsentLevel) => consentLevels.indexOf(level);
const implied = rank('implied');
const express = rank('express');
const expressWritten = rank('express_written');

/** How far the record on file speaks for this action, now. */
export function weighConsent(
  action: ReadAction,
  context: ReadContext,
): { readonly consentRank: number; readonly consentExpired: boolean } {
  const record = context.consent;
  const matches =
    record?.channels.includes(action.channel) &&
    record.purposes.includes(action.purpose) &&
    (record.revokedAt === undefined || context.now < record.revokedAt);
  if (record === undefined || !matches) return { consentRank: 0, consentExpired: false };
  const expired = record.expiresAt !== undefined && context.now >= record.expiresAt;
  return { consentRank: expired ? 0 : rank(record.level), consentExpired: expired };
}

/** Whether an instant is at most so many months old. */
export function withinMonths(at: number | undefined, now: number, months: number): boolean {
  return at !== undefined && now - at <= months * monthMs;
}

const needs: Readonly<Record<ConsentNeed, (facts: Facts) => boolean>> = {
  express: facts => facts.consentRank >= express,
  express_written: facts => facts.consentRank >= expressWritten,
  express_or_soft_optin: facts => facts.consentRank >= express || facts.context.softOptIn,
  express_written_or_soft_optin: facts => facts.consentRank >= expressWritten || facts.context.softOptIn,
  express_or_inferred: facts => facts.consentRank >= implied,
  express_or_casl_implied: ({ consentRank, context }) =>
    consentRank >= express ||
    withinMonths(context.lastTransactionAt, context.now, 24) ||
    withinMonths(context.lastInquiryAt, context.now, 6),
};

/** The words of law for what is needed. */
export const needNames: Readonly<Record<ConsentNeed, string>> = {
  express: 'express consent',
  express_written: 'express written consent',
  express_or_soft_optin: 'express consent, or a customer who was offered an easy refusal (soft opt-in)',
  express_written_or_soft_optin: 'express written consent, or a customer who was offered an easy refusal (soft opt-in)',
  express_or_inferred: 'express or inferred consent',
  express_or_casl_implied: 'express consent, a purchase within 2 years or an inquiry within 6 months',
};

export function isConsentNeed(value: unknown): value is ConsentNeed {
  return typeof value === 'string' && Object.hasOwn(needs, value);
}

export function hasNeededConsent(rule: ConsentRule, facts: Facts): boolean {
  if (rule.exceptActiveContract === true && facts.context.activeContractRelated) return true;
  return needs[rule.needs](facts);
}

/** Whether consent or an established relationship lifts a listing. */
function lifted(rule: ListRule, lift: ListLift, facts: Facts): boolean {
  const { context } = facts;
  if (lift === 'ebr') {
    const months = rule.ebr;
    if (months === undefined) return false;
    return (
      withinMonths(context.lastTransactionAt, context.now, months.transactionMonths) ||
      withinMonths(context.lastInquiryAt, context.now, months.inquiryMonths)
    );
  }
  if (lift === 'express<=12mo') {
    return facts.consentRank >= express && withinMonths(context.consent?.grantedAt, context.now, 12);
  }
  return facts.consentRank >= rank(lift);
}

export type Listing = 'clear' | 'lifted' | 'listed';

/** What our copy of a do-not-call list says, and whether that copy is fresh enough to be believed. */
export function lookUpList(rule: ListRule, facts: Facts): { readonly listing: Listing; readonly stale: boolean } {
  const entry = facts.context.dnc.get(rule.list);
  if (entry === undefined) return { listing: 'clear', stale: true };
  const stale = facts.context.now - entry.asOf > rule.maxAgeDays * dayMs;
  if (!entry.listed) return { listing: 'clear', stale };
  return { listing: rule.lifts.some(lift => lifted(rule, lift, facts)) ? 'lifted' : 'listed', stale };
}

/** Whether consent opens the window of an hours rule. */
export function liftsHours(liftedBy: 'express_consent' | 'outside_hours_consent' | undefined, facts: Facts): boolean {
  if (liftedBy === 'express_consent') return facts.consentRank >= express;
  if (liftedBy !== 'outside_hours_consent') return false;
  // Level none is no record at all: nothing was agreed to, so nothing can be lifted.
  return facts.consentRank >= implied && facts.context.consent?.outsideHours === true;
}
