import type { Destination } from './destination.ts';
import type { ReadAction, ReadContext } from './facts.ts';
import { type Jurisdiction, jurisdictionsOf } from './jurisdictions.ts';
import { mayOwe } from './obligations.ts';
import { type CompiledPack, type CompiledRule, speaksAbout } from './pack.ts';

/** What is the same for all actions of one kind to one place: where it is, and which rules speak. */
export interface Docket {
  readonly jurisdictions: readonly Jurisdiction[];
  /** Rules that judge by themselves, in the order of packs. */
  readonly judging: readonly CompiledRule[];
  /** Rules about hours, by id: they are judged together. */
  readonly hours: readonly CompiledRule[];
  /** Rules by which something may be owed, by id. */
  readonly owing: readonly CompiledRule[];
}

/** What a docket is about. */
export interface Matter {
  readonly action: ReadAction;
  readonly context: ReadContext;
  readonly destination: Destination | undefined;
}

/** Kinds of actions times places; what does not fit is prepared anew. */
const mostDockets = 5_000;

/** Prepares dockets from packs, each of them once. @param modelled jurisdictions with any rule or duty */
export function createDockets(
  packs: readonly CompiledPack[],
  modelled: ReadonlySet<string>,
): (matter: Matter) => Docket {
  const changes = changesOf(packs);
  const dockets = new Map<string, Docket>();
  return matter => {
    const { now } = matter.context;
    // Between two changes the same rules are in force.
    const key = `${changes.findLastIndex(at => at <= now)} ${kindOf(matter)}`;
    const known = dockets.get(key);
    if (known !== undefined) return known;
    const docket = prepare(packs, modelled, matter);
    if (dockets.size >= mostDockets) dockets.clear();
    dockets.set(key, docket);
    return docket;
  };
}

/** The instants at which any rule begins or ends, in order; milliseconds since 1970. */
function changesOf(packs: readonly CompiledPack[]): readonly number[] {
  const rules = packs.flatMap(({ byJurisdiction }) => [...byJurisdiction.values()].flat());
  return [...new Set(rules.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
}

function byId(rules: readonly CompiledRule[]): readonly CompiledRule[] {
  return rules.toSorted((a, b) => (a.rule.id < b.rule.id ? -1 : Number(a.rule.id > b.rule.id)));
}

function kindOf({ action, context, destination }: Matter): string {
  const { channel, purpose, voice } = action;
  const place = destination?.areaCode ?? destination?.region;
  return `${channel} ${purpose} ${voice} ${place} ${context.region} ${context.state}`;
}

function prepare(
  packs: readonly CompiledPack[],
  modelled: ReadonlySet<string>,
  { action, context, destination }: Matter,
): Docket {
  const { now } = context;
  const places = jurisdictionsOf(destination, context);
  const codes = ['*', ...places.map(place => place.code)];
  const rules = packs
    .flatMap(({ byJurisdiction }) => codes.flatMap(code => byJurisdiction.get(code) ?? []))
    .filter(rule => rule.from <= now && now < rule.to && speaksAbout(rule, action));
  return {
    // Many decisions tell of the same list, so nobody may change it.
    jurisdictions: Object.freeze(places.map(place => Object.freeze({ ...place, modelled: modelled.has(place.code) }))),
    judging: rules.filter(({ rule }) => rule.kind !== 'hours' && rule.kind !== 'duty'),
    hours: byId(rules.filter(({ rule }) => rule.kind === 'hours')),
    owing: byId(rules.filter(({ rule }) => mayOwe(rule))),
  };
}
