import { isSupportedCountry } from 'libphonenumber-js/max';
import type { Destination } from './destination.ts';
import { areaCodes } from './prefixes.ts';

/** One body of law, and why it applies. */
export interface Jurisdiction {
  readonly code: string;
  readonly because: 'region' | 'area_code' | 'member_state' | 'territory' | 'known_address';
  /** Whether the packs that judged hold any rule or duty of its own. Without one, only the rules for everywhere count. */
  readonly modelled: boolean;
}

type Reasoned = Omit<Jurisdiction, 'modelled'>;

const europeanUnion = new Set(
  'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);
/** United States law holds in these territories too. */
const unitedStatesTerritories = new Set('PR GU VI AS MP'.split(' '));

const knownSubdivisions = new Map<string, ReadonlySet<string>>([
  ['US', new Set(['DC', 'PR', 'GU', 'VI', 'AS', 'MP', ...statesOf('US')])],
  ['CA', new Set(statesOf('CA'))],
]);

function statesOf(region: string): readonly string[] {
  return [...areaCodes.values()].filter(place => place.region === region).flatMap(place => place.states);
}

/** Whether this is a region code that the engine can reason with. */
export function isKnownRegion(code: string): boolean {
  return isSupportedCountry(code);
}

/** The country of a state or province: CA when the region says so, or when only Canada has it. */
function countryOf(state: string, region: string | undefined): 'US' | 'CA' {
  const onlyCanadian = region === undefined && knownSubdivisions.get('US')?.has(state) === false;
  return region === 'CA' || onlyCanadian ? 'CA' : 'US';
}

/** Whether the code names a US state, or a Canadian province when the region is CA or absent. */
export function isKnownState(state: string, region: string | undefined): boolean {
  return knownSubdivisions.get(countryOf(state, region))?.has(state) === true;
}

function withUnions(region: string, because: Reasoned['because']): readonly Reasoned[] {
  const found: Reasoned[] = [{ code: region, because }];
  if (europeanUnion.has(region)) found.push({ code: 'EU', because: 'member_state' });
  if (unitedStatesTerritories.has(region)) found.push({ code: 'US', because: 'territory' });
  return found;
}

function ofNumber(destination: Destination): readonly Reasoned[] {
  const states = areaCodes.get(destination.areaCode ?? '')?.states ?? [];
  return [
    ...withUnions(destination.region, 'region'),
    ...states.map(state => ({ code: `${destination.region}-${state}`, because: 'area_code' as const })),
  ];
}

/** What is known of the recipient beyond the number. */
export interface KnownPlace {
  readonly region?: string | undefined;
  readonly state?: string | undefined;
}

/** Every jurisdiction of a number and of a known address. A known address adds, it never replaces. */
export function jurisdictionsOf(destination: Destination | undefined, known: KnownPlace): readonly Reasoned[] {
  const found = new Map<string, Reasoned>();
  const add = (item: Reasoned) => {
    if (!found.has(item.code)) found.set(item.code, item);
  };
  if (destination !== undefined) ofNumber(destination).forEach(add);
  if (known.region !== undefined) withUnions(known.region, 'known_address').forEach(add);
  if (known.state !== undefined) {
    add({ code: `${countryOf(known.state, known.region)}-${known.state}`, because: 'known_address' });
  }
  return [...found.values()];
}
