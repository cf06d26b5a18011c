import type { Reason } from './decision.ts';
import type { Facts } from './facts.ts';
import { closedZones, describeWindows, describeZones, holidaysUnknown } from './hours.ts';
import { dayMs, hourMs, writeInstant } from './instant.ts';
import { hasNeededConsent, liftsHours, lookUpList, needNames, withinMonths } from './judge-consent.ts';
import type { CompiledRule } from './pack.ts';
import type { CapRule, ConsentRule, ContentRule, CustomRule, Finding, ListRule, RuleHead } from './rule.ts';

/** More candidate zones than this is as good as none. */
const maximumZones = 6;

/** A reason of a rule, or of an id that stands in its place. */
export function reasonOf(rule: RuleHead, finding: Finding, ruleId: string = rule.id): Reason {
  return {
    ruleId,
    effect: finding.effect,
    citation: rule.citation,
    ...(rule.url === undefined ? {} : { url: rule.url }),
    confidence: rule.confidence,
    message: finding.message,
    remedy: finding.remedy,
    facts: finding.facts ?? {},
  };
}

/** Whether hours and consent rules speak about this purpose at all. */
function isExempt(facts: Facts): boolean {
  const { purpose } = facts.action;
  return purpose === 'reply' || purpose === 'otp' || purpose === 'emergency';
}

function judgeConsent(rule: ConsentRule, facts: Facts): readonly Reason[] {
  if (isExempt(facts) || hasNeededConsent(rule, facts)) return [];
  const need = needNames[rule.needs];
  if (facts.consentExpired) {
    const message = `The consent on file has expired; ${rule.id} needs ${need}.`;
    const finding = { effect: 'deny', message, remedy: 'Ask for consent again.', facts: { rule: rule.id } } as const;
    return [reasonOf(rule, finding, 'CONSENT-EXPIRED')];
  }
  const message = `No consent on file that covers this channel and purpose: ${need} is needed.`;
  const remedy = `Obtain and record ${need} for ${facts.action.channel} and ${facts.action.purpose}.`;
  return [reasonOf(rule, { effect: 'deny', message, remedy, facts: { needs: rule.needs } })];
}

function judgeList(rule: ListRule, facts: Facts): readonly Reason[] {
  if (facts.action.purpose !== 'marketing') return [];
  const { listing, stale } = lookUpList(rule, facts);
  const reasons: Reason[] = [];
  if (listing === 'listed') {
    const message = `The number is on the do-not-call list ${rule.list}.`;
    const remedy = `Do not contact it for marketing unless one of these holds: ${rule.lifts.join(', ') || 'none'}.`;
    reasons.push(reasonOf(rule, { effect: 'deny', message, remedy, facts: { list: rule.list } }));
  }
  if (stale) {
    const message = `The copy of ${rule.list} is missing or older than ${rule.maxAgeDays} days.`;
    const remedy = `Import a fresh copy of ${rule.list} and look the number up again.`;
    reasons.push(reasonOf(rule, { effect: 'require', message, remedy, facts: { list: rule.list } }, 'DNC-STALE'));
  }
  return reasons;
}

function judgeCap(rule: CapRule, facts: Facts): readonly Reason[] {
  const { action, context } = facts;
  if (
    rule.exceptEbrMonths !== undefined &&
    withinMonths(context.lastTransactionAt, context.now, rule.exceptEbrMonths)
  ) {
    return [];
  }
  const max = rule.id === 'SAFE-FREQ' && context.maxCallsPerDay !== undefined ? context.maxCallsPerDay : rule.max;
  const windowMs = rule.windowHours * hourMs;
  const counts = context.history.filter(
    attempt =>
      rule.channels.includes(attempt.channel) &&
      context.now - attempt.at < windowMs &&
      (!rule.per.includes('subject') || sameOrUnknown(attempt.subject, action.subject)) &&
      (!rule.per.includes('agent') || sameOrUnknown(attempt.agent, action.agent)),
  );
  if (counts.length < max) return [];
  const message = `${counts.length} attempts in the last ${rule.windowHours} hours; at most ${max} are allowed.`;
  const oldest = counts.map(attempt => attempt.at).sort((a, b) => b - a)[max - 1];
  const freeAt = oldest === undefined ? null : writeInstant(oldest + windowMs);
  const remedy = freeAt === null ? 'No attempt is allowed.' : `Wait until ${freeAt}.`;
  return [reasonOf(rule, { effect: 'deny', message, remedy, facts: { count: counts.length, max, freeAt } })];
}

/** An attempt about something unknown counts: a cap must not be escaped by leaving the subject out. */
function sameOrUnknown(earlier: string | undefined, present: string | undefined): boolean {
  return earlier === undefined || present === undefined || earlier === present;
}

function judgeContent(rule: ContentRule, facts: Facts): readonly Reason[] {
  const found = facts.action.contentFlags.filter(flag => rule.flags.includes(flag));
  if (found.length === 0) return [];
  const message = `The content was flagged: ${found.join(', ')}.`;
  return [
    reasonOf(rule, { effect: 'deny', message, remedy: 'Rewrite the content without it.', facts: { flags: found } }),
  ];
}

function judgeCustom(rule: CustomRule, facts: Facts): readonly Reason[] {
  let finding: Finding | null;
  try {
    finding = rule.check(facts);
  } catch (error) {
    const kind = error instanceof Error ? error.name : typeof error;
    const remedy = 'Repair the rule; until then it denies.';
    finding = { effect: 'deny', message: `The rule itself failed (${kind}).`, remedy, facts: {} };
  }
  return finding === null ? [] : [reasonOf(rule, finding)];
}

/** What one rule says by itself; hours rules are judged together, and duties block nothing. */
export function judgeRule({ rule }: CompiledRule, facts: Facts): readonly Reason[] {
  if (rule.kind === 'consent') return judgeConsent(rule, facts);
  if (rule.kind === 'list') return judgeList(rule, facts);
  if (rule.kind === 'cap') return judgeCap(rule, facts);
  if (rule.kind === 'content') return judgeContent(rule, facts);
  return rule.kind === 'custom' ? judgeCustom(rule, facts) : [];
}

/** The hours rules that bind this action: not lifted by consent. @param hours those that apply, by id */
export function bindingHours(hours: readonly CompiledRule[], facts: Facts): readonly CompiledRule[] {
  if (isExempt(facts)) return [];
  return hours.filter(({ rule }) => rule.kind === 'hours' && !liftsHours(rule.liftedBy, facts));
}

function judgeUnknownZone(rule: RuleHead, facts: Facts): Reason {
  const count = facts.zones.length;
  const why = facts.zoneUnknown ? 'the given zone does not exist' : `${count} candidate zones`;
  const message = `The recipient's time zone is not known well enough (${why}).`;
  const remedy = 'Give the recipient’s IANA zone in context.recipient.zone.';
  return reasonOf(rule, { effect: 'deny', message, remedy, facts: { candidates: count, rule: rule.id } }, 'TZ-UNKNOWN');
}

const unknownZoneRule: RuleHead = {
  id: 'TZ-UNKNOWN',
  jurisdiction: '*',
  channels: [],
  purposes: [],
  citation: 'Product rule: an unknown time zone never allows',
  confidence: 'policy',
};

function judgeHours(compiled: CompiledRule, facts: Facts, nextAllowedAt: number | undefined): readonly Reason[] {
  const { rule, hours } = compiled;
  if (hours === undefined) return [];
  const { now } = facts.context;
  const reasons: Reason[] = [];
  const closed = closedZones(hours, facts.zones, now);
  const zone = closed[0];
  if (zone !== undefined) {
    const local = describeZones(closed, now);
    const message = `Outside the hours of ${rule.id} (${describeWindows(hours, zone, now)}): it is ${local}.`;
    const remedy =
      nextAllowedAt === undefined ? 'No opening within 400 days.' : `Wait until ${writeInstant(nextAllowedAt)}.`;
    reasons.push(reasonOf(rule, { effect: 'deny', message, remedy, facts: { closedIn: closed } }));
  }
  if (holidaysUnknown(hours, facts.zones, now)) {
    const until = new Date(hours.holidaysKnownUntil * dayMs).toISOString().slice(0, 10);
    const message = `The holidays of ${rule.jurisdiction} are known until ${until} only.`;
    const remedy = 'Update this package.';
    reasons.push(reasonOf(rule, { effect: 'require', message, remedy, facts: { until } }, 'HOLIDAYS-UNKNOWN'));
  }
  return reasons;
}

/** What all binding hours rules say together. `nextOpening` is asked only when one of them is closed. */
export function judgeAllHours(
  rules: readonly CompiledRule[],
  facts: Facts,
  nextOpening: () => number | undefined,
): { readonly reasons: readonly Reason[]; readonly nextAllowedAt: number | undefined } {
  const first = rules[0];
  const zonesUnusable = facts.zones.length === 0 || facts.zones.length > maximumZones;
  if (facts.zoneUnknown || (first !== undefined && zonesUnusable)) {
    return { reasons: [judgeUnknownZone(first?.rule ?? unknownZoneRule, facts)], nextAllowedAt: undefined };
  }
  const { now } = facts.context;
  const blocked = rules.some(({ hours }) => hours !== undefined && closedZones(hours, facts.zones, now).length > 0);
  const nextAllowedAt = blocked ? nextOpening() : undefined;
  return { reasons: rules.flatMap(rule => judgeHours(rule, facts, nextAllowedAt)), nextAllowedAt };
}
