import { channels, consentLevels, contentFlags, purposes, voices } from './action.ts';
import { hasHolidayList, readSpans } from './hours.ts';
import { readDate } from './instant.ts';
import { isConsentNeed } from './judge-consent.ts';

/*
 * Plain validation of packs, for code that was written without types and for JSON that an operator wrote by hand.
 * Every problem names the rule and the field.
 */

type Fields = Readonly<Record<string, unknown>>;
type Complain = (field: string, expected: string) => void;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isPositive = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value > 0;
const isDate = (value: unknown): boolean => typeof value === 'string' && readDate(value) !== undefined;
const isListOf = (value: unknown, allowed: readonly string[]): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(item => allowed.includes(item as string));
const optional = (value: unknown, test: (value: unknown) => boolean) => value === undefined || test(value);

const dayKinds = ['monFri', 'sat', 'sun', 'holiday', 'preHoliday'] as const;

function isWindowList(value: unknown): boolean {
  const isPair = (item: unknown): item is [string, string] =>
    Array.isArray(item) && item.length === 2 && item.every(end => typeof end === 'string');
  return Array.isArray(value) && value.every(isPair) && readSpans(value) !== undefined;
}

/** Says what is wrong with the windows of an hours rule. */
function windowProblems(value: unknown, complain: Complain): void {
  if (!isRecord(value)) {
    complain('windows', 'an object of monFri, sat and sun');
    return;
  }
  for (const kind of dayKinds) {
    const mayMiss = kind === 'holiday' || kind === 'preHoliday';
    if (mayMiss && value[kind] === undefined) continue;
    if (!isWindowList(value[kind])) complain(`windows.${kind}`, 'a list of ["HH:MM", "HH:MM"], start before end');
  }
  for (const key of Object.keys(value)) {
    if (!dayKinds.some(kind => kind === key)) complain(`windows.${key}`, `one of ${dayKinds.join(', ')}`);
  }
}

function hoursProblems(rule: Fields, complain: Complain): void {
  windowProblems(rule.windows, complain);
  if (!optional(rule.liftedBy, value => isListOf([value], ['express_consent', 'outside_hours_consent']))) {
    complain('liftedBy', 'express_consent or outside_hours_consent');
  }
  if (!optional(rule.holidays, value => Array.isArray(value) && value.every(isDate))) {
    complain('holidays', 'a list of dates');
  }
  const windows = rule.windows;
  const asks = isRecord(windows) && (windows.holiday !== undefined || windows.preHoliday !== undefined);
  if (asks && rule.holidays === undefined && !hasHolidayList(String(rule.jurisdiction))) {
    complain('holidays', 'given: there is no built-in list for this jurisdiction');
  }
}

function capProblems(rule: Fields, complain: Complain): void {
  if (!isCount(rule.max)) complain('max', 'a whole number');
  if (!isPositive(rule.windowHours)) complain('windowHours', 'a positive number');
  if (!isListOf([rule.per], ['recipient', 'recipient+subject', 'agent+recipient'])) {
    complain('per', 'recipient, recipient+subject or agent+recipient');
  }
  if (!optional(rule.exceptEbrMonths, isPositive)) complain('exceptEbrMonths', 'a positive number');
}

function listProblems(rule: Fields, complain: Complain): void {
  const lifts = ['ebr', 'express<=12mo', ...consentLevels.slice(1)];
  const value = rule.lifts;
  if (!isText(rule.list)) complain('list', 'the name of a list');
  if (!Array.isArray(value) || !value.every(lift => lifts.includes(lift)))
    complain('lifts', `a list of ${lifts.join(', ')}`);
  if (!isPositive(rule.maxAgeDays)) complain('maxAgeDays', 'a positive number');
  const ebr = rule.ebr;
  if (ebr === undefined) return;
  if (!isRecord(ebr) || !isPositive(ebr.transactionMonths) || !isPositive(ebr.inquiryMonths)) {
    complain('ebr', 'transactionMonths and inquiryMonths');
  }
}

const kindProblems: Readonly<Record<string, (rule: Fields, complain: Complain) => void>> = {
  hours: hoursProblems,
  cap: capProblems,
  list: listProblems,
  consent(rule, complain) {
    if (!isConsentNeed(rule.needs)) complain('needs', 'a known need of consent');
  },
  content(rule, complain) {
    if (!isListOf(rule.flags, contentFlags)) complain('flags', `a list of ${contentFlags.join(', ')}`);
  },
  duty(rule, complain) {
    if (!isText(rule.duty)) complain('duty', 'the name of a duty');
    if (!isText(rule.instruction)) complain('instruction', 'a sentence');
  },
  custom(rule, complain) {
    if (typeof rule.check !== 'function') complain('check', 'a function');
  },
};

function headProblems(rule: Fields, complain: Complain): void {
  if (!/^(\*|[A-Z0-9]{2,3}(-[A-Z0-9]{1,3})?)$/.test(String(rule.jurisdiction))) {
    complain('jurisdiction', '*, a region such as US, or a state such as US-TX');
  }
  if (!isListOf(rule.channels, channels)) complain('channels', `a list of ${channels.join(', ')}`);
  if (!isListOf(rule.purposes, ['*', ...purposes])) complain('purposes', `a list of ${purposes.join(', ')}, or *`);
  if (!optional(rule.voices, value => isListOf(value, voices))) complain('voices', `a list of ${voices.join(', ')}`);
  if (!isText(rule.citation)) complain('citation', 'the source of the rule');
  if (!isListOf([rule.confidence], ['high', 'medium', 'policy'])) complain('confidence', 'high, medium or policy');
  if (!optional(rule.effectiveFrom, isDate)) complain('effectiveFrom', 'a date');
  if (!optional(rule.effectiveTo, isDate)) complain('effectiveTo', 'a date');
}

function ruleProblems(value: unknown, position: number, problems: string[]): void {
  const rule: Fields = isRecord(value) ? value : {};
  const name = isText(rule.id) ? rule.id : `rule ${position + 1}`;
  const complain: Complain = (field, expected) => problems.push(`${name}: ${field} must be ${expected}`);
  if (!isText(rule.id)) complain('id', 'given');
  headProblems(rule, complain);
  const ofKind = Object.hasOwn(kindProblems, String(rule.kind)) ? kindProblems[String(rule.kind)] : undefined;
  if (ofKind === undefined) complain('kind', Object.keys(kindProblems).join(', '));
  else ofKind(rule, complain);
}

/** Everything that is wrong with a pack, in words for its author; empty when it can be used. */
export function packProblems(value: unknown): readonly string[] {
  if (!isRecord(value)) return ['a pack must be an object of id, version and rules'];
  const problems: string[] = [];
  if (!isText(value.id)) problems.push('the pack: id must be given');
  if (!isText(value.version)) problems.push('the pack: version must be given');
  if (!optional(value.effectiveFrom, isDate)) problems.push('the pack: effectiveFrom must be a date');
  if (!optional(value.effectiveTo, isDate)) problems.push('the pack: effectiveTo must be a date');
  const rules = value.rules;
  if (!Array.isArray(rules)) return [...problems, 'the pack: rules must be a list'];
  for (const [position, rule] of rules.entries()) ruleProblems(rule, position, problems);
  return problems;
}
