import {
  type Action,
  type ConsentRecord,
  type Context,
  type Decision,
  evaluate,
  type RulePack,
} from '@buttdial/compliance';
import type { Channel, ConsentEvent, DecisionRecord, Facts, Purpose } from '@buttdial/core';

/** What is wanted, as the judge sees it. Bodies are passed for content rules and are never kept. */
export interface Intent {
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly template: boolean;
}

/** Judges one attempt at the moment it leaves. Pure and synchronous: nothing can come between the verdict and the send. */
export type Judge = (intent: Intent, facts: Facts, now: Date) => DecisionRecord;

/** How a judge may be tuned. */
export interface JudgeOptions {
  /** The number to judge in place of one that exists only on a simulated network. */
  readonly standIn?: (number: string) => string;
}

/** A judge over rule packs. `require` counts as no until somebody has done what is required. */
export function createJudge(packs: readonly RulePack[], { standIn = number => number }: JudgeOptions = {}): Judge {
  return (intent, facts, now) =>
    toRecord(evaluate(toAction({ ...intent, to: standIn(intent.to) }), toContext(facts, intent, now), packs));
}

function toAction(intent: Intent): Action {
  return {
    channel: intent.channel,
    to: intent.to,
    purpose: intent.purpose,
    agent: intent.agentId,
    ...(intent.template ? { templateId: 'approved' } : {}),
  };
}

function toContext(facts: Facts, intent: Intent, now: Date): Context {
  const lastInbound = facts.lastInboundAt[intent.channel];
  return {
    nowUtc: now.toISOString(),
    optOut: standingOptOut(facts.ledger, intent.channel),
    consent: standingConsent(facts.ledger, intent.channel),
    history: facts.attempts.map(({ channel, at }) => ({ channel, at: at.toISOString() })),
    ...(lastInbound ? { lastInboundAt: lastInbound.toISOString() } : {}),
  };
}

/** The newest stop that no later start took back. */
function standingOptOut(ledger: readonly ConsentEvent[], channel: Channel): Context['optOut'] {
  let standing: ConsentEvent | undefined;
  for (const event of ledger) {
    if (event.channel !== '*' && event.channel !== channel) continue;
    if (event.kind === 'stop') standing = event;
    else if (event.kind === 'start') standing = undefined;
  }
  return standing
    ? { at: standing.at.toISOString(), channel: standing.channel === '*' ? channel : standing.channel }
    : null;
}

const levels = new Set(['implied', 'express', 'express_written']);

/** The last word in the ledger about consent on this channel. */
function standingConsent(ledger: readonly ConsentEvent[], channel: Channel): ConsentRecord | null {
  const last = ledger.findLast(
    event =>
      (event.kind === 'granted' || event.kind === 'revoked') && (event.channel === channel || event.channel === '*'),
  );
  if (last?.kind !== 'granted') return null;
  return {
    level: levels.has(last.level ?? '') ? (last.level as ConsentRecord['level']) : 'express',
    channels: [channel],
    purposes: (last.purposes as ConsentRecord['purposes'] | undefined) ?? ['informational'],
    grantedAt: last.at.toISOString(),
    ...(last.expiresAt ? { expiresAt: last.expiresAt.toISOString() } : {}),
  };
}

function toRecord(decision: Decision): DecisionRecord {
  if (decision.effect === 'allow') return allowed;
  const first = decision.reasons[0];
  return {
    effect: decision.effect,
    ruleIds: decision.rules,
    citations: decision.reasons.map(reason => reason.citation),
    ...(first ? { remedy: `${first.message} ${first.remedy}` } : {}),
    ...(decision.nextAllowedAt && decision.rules.length === 1
      ? { nextAllowedAt: new Date(decision.nextAllowedAt) }
      : {}),
    json: JSON.stringify(decision),
  };
}

const allowed: DecisionRecord = { effect: 'allow', ruleIds: [], citations: [] };
