import type { Action, Context } from './action.ts';
import { hashOf } from './canonical.ts';
import { isKnownZone, tzdataVersion } from './clock.ts';
import type { Decision, Effect, Reason } from './decision.ts';
import { type Destination, type NumberAnswer, resolveNumber } from './destination.ts';
import { createDockets, type Docket, type Matter } from './docket.ts';
import type { Facts, ReadContext } from './facts.ts';
import { type CompiledHours, nextOpening } from './hours.ts';
import { writeInstant } from './instant.ts';
import { bindingHours, judgeAllHours, judgeRule, reasonOf } from './judge.ts';
import { weighConsent } from './judge-consent.ts';
import type { Jurisdiction } from './jurisdictions.ts';
import { obligationsOf } from './obligations.ts';
import { type CompiledPack, type CompiledRule, compilePack } from './pack.ts';
import { replyWindowMs, safetyPack } from './packs/safety.ts';
import { zonesOfDigits } from './prefixes.ts';
import { readInput } from './read-input.ts';
import type { Finding, RuleHead, RulePack } from './rule.ts';

const gate = { jurisdiction: '*', channels: [], purposes: [], confidence: 'policy' } as const;
const emergencyGate: RuleHead = {
  ...gate,
  id: 'SAFE-EMERGENCY',
  citation: 'Product rule; 47 CFR 64.1200(a)(1)(i); emergency numbers of 240 regions as in libphonenumber',
};
const invalidGate: RuleHead = { ...gate, id: 'SAFE-INVALID-NUMBER', citation: 'ITU-T E.164; numbering plans' };
const inputGate: RuleHead = { ...gate, id: 'SAFE-INPUT', citation: 'Product rule: unknown facts never allow' };
const packGate: RuleHead = { ...gate, id: 'SAFE-PACK', citation: 'Product rule: a broken pack never allows' };

const phoneChannels = new Set<unknown>(['voice', 'sms', 'whatsapp']);

/** Everything a decision carries besides the verdict. */
interface Frame {
  readonly packs: Decision['packs'];
  readonly inputHash: () => string;
  readonly jurisdictions: readonly Jurisdiction[];
  readonly zones: Decision['zones'];
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];

/** One id may be found more than once (two stale lists, two rules whose consent expired): told as one reason. */
function merged(reasons: readonly Reason[]): Reason {
  const sorted = reasons.map(reason => ({ reason, key: `${reason.citation}\n${reason.message}` }));
  const [first, ...more] = sorted.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ reason }) => reason);
  if (first === undefined || more.length === 0) return first as Reason;
  const all = [first, ...more];
  return {
    ...first,
    citation: distinct(all.map(reason => reason.citation)).join('; '),
    message: distinct(all.map(reason => reason.message)).join(' '),
    remedy: distinct(all.map(reason => reason.remedy)).join(' '),
    facts: { findings: all.map(reason => reason.facts) },
  };
}

/** By id, so that the order of rules and packs never shows. */
function ordered(reasons: readonly Reason[]): readonly Reason[] {
  if (reasons.length === 0) return reasons;
  const byId = new Map<string, Reason[]>();
  for (const reason of reasons) byId.set(reason.ruleId, [...(byId.get(reason.ruleId) ?? []), reason]);
  return [...byId.values()].map(merged).sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1));
}

function decide(frame: Frame, reasons: readonly Reason[], rest: Partial<Decision> = {}): Decision {
  const denials = reasons.filter(reason => reason.effect === 'deny');
  const requirements = ordered(reasons.filter(reason => reason.effect === 'require'));
  const effect: Effect = denials.length > 0 ? 'deny' : requirements.length > 0 ? 'require' : 'allow';
  const decisive = effect === 'deny' ? ordered(denials) : requirements;
  const decision = {
    effect,
    rules: decisive.map(reason => reason.ruleId),
    reasons: decisive,
    alsoRequired: effect === 'deny' ? requirements : [],
    obligations: [],
    ...rest,
    jurisdictions: frame.jurisdictions,
    zones: frame.zones,
    tzdata: tzdataVersion(),
    packs: frame.packs,
  };
  Object.defineProperty(decision, hashing, { value: frame.inputHash });
  return Object.defineProperty(decision, 'inputHash', lateHash) as typeof decision & Pick<Decision, 'inputHash'>;
}

const hashing = Symbol('hashing');

// Late, because hashing costs as much as judging and most allowed decisions are never kept. One getter for all: written into
// the literal, it would give every decision a hidden class of its own.
const lateHash = {
  enumerable: true,
  get(this: { readonly [hashing]: () => string }) {
    return this[hashing]();
  },
};

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function stop(frame: Frame, rule: RuleHead, why: Pick<Finding, 'message' | 'remedy'>): Decision {
  return decide(frame, [reasonOf(rule, { effect: 'deny', ...why })]);
}

const lockedIds = safetyPack.rules.filter(rule => rule.locked === true).map(rule => rule.id);

/** An adjusted safety pack still holds every locked rule; one that does not is somebody else's pack of that name. */
function isSafety({ pack, problems }: CompiledPack): boolean {
  if (pack === safetyPack) return true;
  return (
    pack.id === safetyPack.id && problems.length === 0 && lockedIds.every(id => pack.rules.some(rule => rule.id === id))
  );
}

/** What is the same for every action that a list of packs judges. */
interface Bench {
  /** The list as it was. */
  readonly given: readonly RulePack[];
  readonly named: Decision['packs'];
  /** The first thing that is wrong with a pack. */
  readonly broken: string | undefined;
  readonly docketOf: (matter: Matter) => Docket;
}

const benches = new WeakMap<readonly RulePack[], Bench>();

/** The safety pack cannot be left out. */
function benchOf(packs: readonly RulePack[]): Bench {
  const known = benches.get(packs);
  // Packs are as good as frozen, lists are not.
  if (known?.given.length === packs.length && known.given.every((pack, at) => pack === packs[at])) return known;
  const listed = packs.map(compilePack);
  const compiled = listed.some(isSafety) ? listed : [compilePack(safetyPack), ...listed];
  const modelled = new Set(compiled.flatMap(({ byJurisdiction }) => [...byJurisdiction.keys()]));
  const bench = {
    given: [...packs],
    named: compiled.map(({ pack, hash }) => ({ id: pack.id, version: pack.version, hash })),
    broken: compiled.flatMap(({ pack, problems }) => problems.map(problem => `${String(pack.id)}: ${problem}`))[0],
    docketOf: createDockets(compiled, modelled),
  };
  benches.set(packs, bench);
  return bench;
}

function judgeNumber(action: unknown): NumberAnswer | undefined {
  if (typeof action !== 'object' || action === null) return undefined;
  const { channel, to } = action as Readonly<Record<string, unknown>>;
  return phoneChannels.has(channel) && typeof to === 'string' ? resolveNumber(to) : undefined;
}

function findZones(destination: Destination | undefined, context: ReadContext): Decision['zones'] {
  if (context.zone !== undefined) {
    return isKnownZone(context.zone) ? [{ id: context.zone, because: 'known_address' }] : [];
  }
  if (destination === undefined) return [];
  const { zones, because } = zonesOfDigits(destination.digits);
  return zones.filter(isKnownZone).map(id => ({ id, because }));
}

function factsOf({ action, context, destination }: Matter, docket: Docket, zones: Decision['zones']): Facts {
  return {
    action,
    context,
    destination,
    jurisdictions: new Set(['*', ...docket.jurisdictions.map(place => place.code)]),
    zones: zones.map(zone => zone.id),
    zoneUnknown: context.zone !== undefined && zones.length === 0,
    ...weighConsent(action, context),
    recentInbound: context.lastInboundAt !== undefined && context.now - context.lastInboundAt <= replyWindowMs,
  };
}

function reasonsOf(rules: readonly CompiledRule[], facts: Facts): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const rule of rules) for (const reason of judgeRule(rule, facts)) reasons.push(reason);
  return reasons;
}

/** The confirmation of an opt-out is judged by safety, content and its own rule; nothing else is looked at. */
function judgeConfirmation(frame: Frame, { judging }: Docket, facts: Facts): Decision {
  return decide(
    frame,
    reasonsOf(
      judging.filter(({ rule }) => rule.judgesConfirmations === true),
      facts,
    ),
  );
}

function judgeAll(frame: Frame, docket: Docket, facts: Facts): Decision {
  const hours = bindingHours(docket.hours, facts);
  const openings = (): number | undefined => {
    const compiled = hours.map(rule => rule.hours).filter((item): item is CompiledHours => item !== undefined);
    return nextOpening(compiled, facts.zones, facts.context.now);
  };
  const { reasons, nextAllowedAt } = judgeAllHours(hours, facts, openings);
  return decide(frame, [...reasonsOf(docket.judging, facts), ...reasons], {
    obligations: obligationsOf(docket.owing, facts),
    ...(nextAllowedAt === undefined ? {} : { nextAllowedAt: writeInstant(nextAllowedAt) }),
  });
}

function evaluateInput(action: unknown, context: unknown, { named, broken, docketOf }: Bench): Decision {
  const inputHash = once(() => hashOf({ action, context }));
  const bare: Frame = { packs: named, inputHash, jurisdictions: [], zones: [] };
  if (broken !== undefined)
    return stop(bare, packGate, { message: `A pack cannot be used: ${broken}.`, remedy: 'Repair the pack.' });
  const number = judgeNumber(action);
  if (number?.kind === 'emergency') {
    return stop(bare, emergencyGate, {
      message: 'This is an emergency or crisis number.',
      remedy: 'Never contact it from a machine.',
    });
  }
  if (number?.kind === 'invalid') {
    return stop(bare, invalidGate, {
      message: 'This is not a telephone number that exists.',
      remedy: 'Give a valid number in E.164.',
    });
  }
  const input = readInput(action, context);
  if (input.problems.length > 0) {
    const message = `The facts cannot be read: ${input.problems.join('; ')}.`;
    return stop(bare, inputGate, { message, remedy: 'Correct these fields.' });
  }
  const matter = { action: input.action, context: input.context, destination: number?.destination };
  const docket = docketOf(matter);
  const zones = findZones(matter.destination, matter.context);
  const facts = factsOf(matter, docket, zones);
  const frame: Frame = { ...bare, jurisdictions: docket.jurisdictions, zones };
  return input.action.confirmsOptOut ? judgeConfirmation(frame, docket, facts) : judgeAll(frame, docket, facts);
}

/**
 * Judges one action at one moment. Pure and synchronous: no clock, no store, no network; the same input gives the same
 * answer. Never throws and never allows what it cannot read.
 *
 * Judge twice: when the action is admitted and again right before it leaves, with fresh facts.
 *
 * @param packs usually `allPacks`, or the result of `combinePacks`. The safety pack is added when it is missing. A list is
 * prepared once for as long as it lives and holds the same packs, so give the same one again.
 */
export function evaluate(action: Action, context: Context, packs: readonly RulePack[]): Decision {
  let named: Decision['packs'] = [];
  try {
    const bench = benchOf(packs);
    named = bench.named;
    return evaluateInput(action, context, bench);
  } catch (error) {
    // Hostile input only: an object whose getters throw. What cannot be read is never allowed.
    const kind = error instanceof Error ? error.name : typeof error;
    const frame: Frame = { packs: named, inputHash: () => '', jurisdictions: [], zones: [] };
    return stop(frame, inputGate, { message: `The facts cannot be read (${kind}).`, remedy: 'Give plain objects.' });
  }
}
