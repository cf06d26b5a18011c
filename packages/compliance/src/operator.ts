import { packProblems } from './pack-problems.ts';
import type { DataRule, Json, Loosening, Rule, RulePack } from './rule.ts';
import { isTighter } from './tighter.ts';

/** A change to one shipped rule. */
export interface Adjustment {
  /** Id of the shipped rule. */
  readonly rule: string;
  /** Switches the rule off. Only rows marked `policy` that are not locked. */
  readonly off?: true;
  /** New values for fields of the rule. `null` removes an optional field. */
  readonly set?: Readonly<Record<string, Json>>;
}

/**
 * What an operator may write, as JSON. Rules of its own only ever add refusals or duties; adjustments may tighten any
 * shipped rule and loosen only rows whose confidence is `policy`.
 */
export interface OperatorPack {
  readonly id: string;
  readonly version: string;
  readonly title?: string;
  readonly rules?: readonly DataRule[];
  readonly adjust?: readonly Adjustment[];
}

/** The operator's pack breaks the rules for packs. `problems` lists every one. */
export class OperatorPackError extends Error {
  readonly problems: readonly string[];
  constructor(packId: string, problems: readonly string[]) {
    super(`Operator pack ${packId} is refused: ${problems.join('; ')}.`);
    this.name = 'OperatorPackError';
    this.problems = problems;
  }
}

/** The fields of each kind of rule that an adjustment may set. */
const adjustable: Readonly<Record<Rule['kind'], readonly string[]>> = {
  hours: ['windows', 'liftedBy'],
  cap: ['max', 'windowHours', 'exceptEbrMonths'],
  consent: ['needs', 'exceptActiveContract'],
  list: ['maxAgeDays', 'lifts'],
  content: ['flags'],
  duty: [],
  custom: [],
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function adjustmentProblems(value: unknown, position: number): readonly string[] {
  const name = `adjust ${position + 1}`;
  if (!isRecord(value)) return [`${name}: must be an object of rule and off, or rule and set`];
  const problems: string[] = [];
  if (typeof value.rule !== 'string') problems.push(`${name}: rule must be the id of a shipped rule`);
  if (value.off !== undefined && value.off !== true) problems.push(`${name}: off must be true or absent`);
  if (value.set !== undefined && !isRecord(value.set)) problems.push(`${name}: set must be an object`);
  if ((value.off === undefined) === (value.set === undefined)) problems.push(`${name}: give either off or set`);
  for (const key of Object.keys(value)) {
    if (!['rule', 'off', 'set'].includes(key)) problems.push(`${name}: ${key} is not known`);
  }
  return problems;
}

/**
 * Everything that is wrong with the form of an operator's pack; empty when it is well formed. Whether it loosens what
 * it may not is found by `combinePacks`, which knows the shipped rules.
 */
export function operatorPackProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return ['an operator pack must be an object of id, version, rules and adjust'];
  const rules = value.rules ?? [];
  const adjust = value.adjust ?? [];
  const problems = [...packProblems({ ...value, rules })];
  for (const key of Object.keys(value)) {
    if (!['id', 'version', 'title', 'rules', 'adjust', '$schema'].includes(key)) problems.push(`${key} is not known`);
  }
  if (Array.isArray(rules) && rules.some(rule => isRecord(rule) && rule.kind === 'custom')) {
    problems.push('rules of kind custom need code: publish them as a RulePack instead');
  }
  if (!Array.isArray(adjust)) return [...problems, 'adjust must be a list'];
  return [...problems, ...adjust.flatMap(adjustmentProblems)];
}

/** What the operator declares besides the pack. */
export interface CombineOptions {
  /** Also lets the operator loosen rows of `medium` confidence. They rest on secondary sources: take counsel first. */
  readonly loosenMedium?: boolean;
}

/** Who adjusts, and what they declared. */
interface Authority {
  readonly by: string;
  readonly options: CombineOptions;
}

interface Outcome {
  readonly rule: Rule | undefined;
  readonly loosened: readonly Loosening[];
  readonly problems: readonly string[];
}

function mayLoosen(rule: Rule, options: CombineOptions): boolean {
  if (rule.locked === true && rule.kind !== 'cap') return false;
  return rule.confidence === 'policy' || (rule.confidence === 'medium' && options.loosenMedium === true);
}

function whyNot(rule: Rule): string {
  if (rule.locked === true) return 'it is locked';
  return `its confidence is ${rule.confidence} (${rule.citation}); only rows marked policy may be loosened`;
}

function switchOff(rule: Rule, { by, options }: Authority): Outcome {
  const refused = rule.locked === true || !mayLoosen(rule, options);
  const problems = refused ? [`${rule.id} cannot be switched off: ${whyNot(rule)}`] : [];
  const loosened = [{ ruleId: rule.id, field: 'off', from: false, to: true, by }];
  return { rule: undefined, loosened, problems };
}

function withFields(rule: Rule, set: Readonly<Record<string, Json>>): Rule {
  const removed = Object.keys(set).filter(field => set[field] === null);
  const kept = Object.entries({ ...rule, ...set }).filter(([field]) => !removed.includes(field));
  return Object.fromEntries(kept) as unknown as Rule;
}

function setFields(rule: Rule, set: NonNullable<Adjustment['set']>, { by, options }: Authority): Outcome {
  const unknown = Object.keys(set).filter(field => !adjustable[rule.kind].includes(field));
  if (unknown.length > 0) {
    const allowed = adjustable[rule.kind].join(', ') || 'nothing';
    return { rule, loosened: [], problems: [`${rule.id}: ${unknown.join(', ')} cannot be set (${allowed} can)`] };
  }
  const changed = withFields(rule, set);
  const wrong = packProblems({ id: by, version: '0', rules: [changed] });
  if (wrong.length > 0) return { rule, loosened: [], problems: wrong };
  const looser = Object.keys(set).filter(field => !isTighter(rule, changed, field));
  const refused = looser.length > 0 && !mayLoosen(rule, options);
  const before = rule as unknown as Readonly<Record<string, Json | undefined>>;
  return {
    rule: changed,
    loosened: looser.map(field => ({
      ruleId: rule.id,
      field,
      from: before[field] ?? null,
      to: set[field] ?? null,
      by,
    })),
    problems: refused ? [`${rule.id} cannot be loosened (${looser.join(', ')}): ${whyNot(rule)}`] : [],
  };
}

function adjustPack(pack: RulePack, operator: OperatorPack, options: CombineOptions) {
  const problems: string[] = [];
  const loosened: Loosening[] = [...(pack.loosened ?? [])];
  let touched = false;
  const rules = pack.rules.flatMap(shipped => {
    let rule: Rule | undefined = shipped;
    for (const adjustment of operator.adjust ?? []) {
      if (adjustment.rule !== shipped.id || rule === undefined) continue;
      touched = true;
      const authority = { by: operator.id, options };
      const outcome: Outcome = adjustment.off
        ? switchOff(rule, authority)
        : setFields(rule, adjustment.set ?? {}, authority);
      problems.push(...outcome.problems);
      loosened.push(...outcome.loosened);
      rule = outcome.rule;
    }
    return rule === undefined ? [] : [rule];
  });
  return { pack: touched ? { ...pack, rules, loosened } : pack, problems };
}

function clashes(law: readonly RulePack[], operator: OperatorPack): readonly string[] {
  const ruleIds = new Set(law.flatMap(pack => pack.rules.map(rule => rule.id)));
  const problems: string[] = [];
  if (law.some(pack => pack.id === operator.id)) problems.push(`the id ${operator.id} is taken by a shipped pack`);
  for (const rule of operator.rules ?? []) {
    if (ruleIds.has(rule.id)) problems.push(`${rule.id}: the id is taken by a shipped rule; use adjust to change it`);
  }
  for (const { rule } of operator.adjust ?? [])
    if (!ruleIds.has(rule)) problems.push(`${rule}: no shipped rule has this id`);
  return problems;
}

/**
 * Puts an operator's pack on top of shipped packs, for `evaluate`. Packs that were changed carry `loosened`, for the
 * audit trail.
 *
 * @throws OperatorPackError when the pack is malformed, or loosens what it may not.
 */
export function combinePacks(
  law: readonly RulePack[],
  operator: OperatorPack,
  options: CombineOptions = {},
): readonly RulePack[] {
  const malformed = operatorPackProblems(operator);
  if (malformed.length > 0) throw new OperatorPackError(String(operator?.id), malformed);
  const adjusted = law.map(pack => adjustPack(pack, operator, options));
  const problems = [...clashes(law, operator), ...adjusted.flatMap(item => item.problems)];
  if (problems.length > 0) throw new OperatorPackError(operator.id, problems);
  const { id, version, title, rules = [] } = operator;
  const own: RulePack = { id, version, rules, ...(title === undefined ? {} : { title }) };
  return [...adjusted.map(item => item.pack), own];
}
