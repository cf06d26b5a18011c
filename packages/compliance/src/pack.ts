import type { Channel, Purpose, Voice } from './action.ts';
import { hashOf } from './canonical.ts';
import { type CompiledHours, compileHours } from './hours.ts';
import { readDate } from './instant.ts';
import { packProblems } from './pack-problems.ts';
import type { HoursRule, Rule, RulePack } from './rule.ts';

/** A rule with everything about it that does not depend on the action. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly hours: CompiledHours | undefined;
  readonly from: number;
  readonly to: number;
}

export interface CompiledPack {
  readonly pack: RulePack;
  readonly hash: string;
  readonly problems: readonly string[];
  readonly byJurisdiction: ReadonlyMap<string, readonly CompiledRule[]>;
}

const compiledPacks = new WeakMap<RulePack, CompiledPack>();

const startOf = (date: string | undefined) => (date === undefined ? Number.NEGATIVE_INFINITY : readDate(date));
const endOf = (date: string | undefined) => (date === undefined ? Number.POSITIVE_INFINITY : readDate(date));

function compileRule(pack: RulePack, rule: Rule): CompiledRule {
  return {
    rule,
    hours: rule.kind === 'hours' ? compileHours(rule as HoursRule) : undefined,
    from: Math.max(startOf(pack.effectiveFrom) ?? 0, startOf(rule.effectiveFrom) ?? 0),
    to: Math.min(endOf(pack.effectiveTo) ?? 0, endOf(rule.effectiveTo) ?? 0),
  };
}

/** Functions have no content to hash: the pack's version stands for them. */
function hashPack(pack: RulePack): string {
  return hashOf({
    ...pack,
    rules: pack.rules.map(rule => ({ ...rule, check: undefined, code: rule.kind === 'custom' })),
  });
}

function compileFresh(pack: RulePack): CompiledPack {
  const problems = packProblems(pack);
  if (problems.length > 0) return { pack, hash: '', problems, byJurisdiction: new Map() };
  const byJurisdiction = new Map<string, CompiledRule[]>();
  for (const rule of pack.rules) {
    const group = byJurisdiction.get(rule.jurisdiction) ?? [];
    group.push(compileRule(pack, rule));
    byJurisdiction.set(rule.jurisdiction, group);
  }
  return { pack, hash: hashPack(pack), problems, byJurisdiction };
}

/** Compiles a pack once; the answer is remembered for as long as the pack object lives. */
export function compilePack(pack: RulePack): CompiledPack {
  const known = compiledPacks.get(pack);
  if (known !== undefined) return known;
  const compiled = compileFresh(pack);
  compiledPacks.set(pack, compiled);
  return compiled;
}

/** What decides whether a rule speaks about an action at all, as long as it is in force. */
export interface Subject {
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly voice: Voice | undefined;
}

export function speaksAbout({ rule }: CompiledRule, subject: Subject): boolean {
  if (!rule.channels.includes(subject.channel)) return false;
  if (!rule.purposes.includes('*') && !rule.purposes.includes(subject.purpose)) return false;
  return rule.voices === undefined || (subject.voice !== undefined && rule.voices.includes(subject.voice));
}
