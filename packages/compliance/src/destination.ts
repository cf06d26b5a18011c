import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import emergencyTable from './data/emergency-numbers.json' with { type: 'json' };
import premiumTable from './data/premium-patterns.json' with { type: 'json' };
import { areaCodes } from './prefixes.ts';

/** A telephone number that exists. */
export interface Destination {
  readonly e164: string;
  /** Without the plus. */
  readonly digits: string;
  /** ISO 3166-1 alpha-2, or `001` for numbers of no country. */
  readonly region: string;
  /** The three digits after +1. */
  readonly areaCode?: string;
  /** Costs the called or the caller more than an ordinary number. `shared` and `personal` may be allow-listed. */
  readonly tariff?: 'premium' | 'shared' | 'personal';
}

/** What a text turned out to be: a number, an emergency number, or neither. */
export type NumberAnswer =
  | { readonly kind: 'valid'; readonly destination: Destination }
  | { readonly kind: 'emergency' }
  | { readonly kind: 'invalid' };

/** 112 and 911 are mapped to the local service by handsets everywhere; 988 is the US and Canadian crisis line. */
const emergencyEverywhere = new Set(['112', '911', '988']);

type EmergencyEntry = string | { readonly pattern: string };
const emergencyEntries = emergencyTable.regions as Readonly<Record<string, EmergencyEntry>>;

function emergencyTest(entry: EmergencyEntry): (shortNumber: string) => boolean {
  if (typeof entry !== 'string') {
    const whole = new RegExp(`^(?:${entry.pattern})$`);
    return shortNumber => whole.test(shortNumber);
  }
  const listed = new Set(entry.split(' '));
  return shortNumber => listed.has(shortNumber);
}

interface EmergencyIndex {
  readonly everyRegion: readonly ((shortNumber: string) => boolean)[];
  readonly byCallingCode: ReadonlyMap<string, readonly ((shortNumber: string) => boolean)[]>;
}

let emergencyIndex: EmergencyIndex | undefined;

function buildEmergencyIndex(): EmergencyIndex {
  const byCallingCode = new Map<string, ((shortNumber: string) => boolean)[]>();
  const everyRegion: ((shortNumber: string) => boolean)[] = [];
  for (const [region, entry] of Object.entries(emergencyEntries)) {
    const test = emergencyTest(entry);
    everyRegion.push(test);
    if (!isSupportedCountry(region)) continue;
    const code = getCountryCallingCode(region);
    byCallingCode.set(code, [...(byCallingCode.get(code) ?? []), test]);
  }
  return { everyRegion, byCallingCode };
}

const longestEmergencyNumber = 6;

function isEmergencyAnywhere(digits: string): boolean {
  if (emergencyEverywhere.has(digits)) return true;
  if (digits.length > longestEmergencyNumber) return false;
  emergencyIndex ??= buildEmergencyIndex();
  return emergencyIndex.everyRegion.some(test => test(digits));
}

function isEmergencyBehindCallingCode(digits: string): boolean {
  if (digits.length > 3 + longestEmergencyNumber) return false;
  emergencyIndex ??= buildEmergencyIndex();
  for (let length = 1; length <= 3; length += 1) {
    const tests = emergencyIndex.byCallingCode.get(digits.slice(0, length));
    if (tests === undefined) continue;
    const rest = digits.slice(length);
    if (emergencyEverywhere.has(rest) || tests.some(test => test(rest))) return true;
  }
  return false;
}

interface TariffPatterns {
  readonly cc: string;
  readonly premium?: string;
  readonly shared?: string;
  readonly personal?: string;
}

const tariffNames = ['premium', 'shared', 'personal'] as const;
const tariffTests = new Map<string, readonly (readonly [(typeof tariffNames)[number], RegExp])[]>();

function tariffTestsOf(region: string): readonly (readonly [(typeof tariffNames)[number], RegExp])[] {
  const known = tariffTests.get(region);
  if (known !== undefined) return known;
  const patterns = (premiumTable.regions as Readonly<Record<string, TariffPatterns>>)[region];
  const tests = tariffNames.flatMap(name => {
    const pattern = patterns?.[name];
    return pattern === undefined ? [] : [[name, new RegExp(`^(?:${pattern})$`)] as const];
  });
  tariffTests.set(region, tests);
  return tests;
}

function tariffOf(region: string, national: string): Destination['tariff'] {
  return tariffTestsOf(region).find(([, pattern]) => pattern.test(national))?.[0];
}

/** Ten digits in a known area code with a dialable exchange. Phone libraries call recent area codes invalid. */
function readNanp(digits: string): NumberAnswer {
  const match = /^1(\d{3})([2-9]\d\d)(\d{4})$/.exec(digits);
  const areaCode = match?.[1] ?? '';
  const exchange = match?.[2] ?? '';
  const place = areaCodes.get(areaCode);
  if (place === undefined || exchange.endsWith('11')) return { kind: 'invalid' };
  const listed = tariffOf(place.region, digits.slice(1));
  // Pay-per-call exchange 976: phone libraries take such numbers for ordinary ones.
  const tariff = exchange === '976' ? 'premium' : (listed ?? (place.type === 'personal' ? 'personal' : undefined));
  const destination = { e164: `+${digits}`, digits, region: place.region, areaCode };
  return { kind: 'valid', destination: tariff === undefined ? destination : { ...destination, tariff } };
}

function readInternational(digits: string): NumberAnswer {
  const phone = parsePhoneNumberFromString(`+${digits}`);
  if (phone === undefined || !phone.isValid()) return { kind: 'invalid' };
  const region = phone.country ?? '001';
  const tariff = tariffOf(region, phone.nationalNumber);
  const applies = tariff !== undefined && (region !== '001' || phone.countryCallingCode === '979');
  const destination = { e164: `+${digits}`, digits, region };
  return { kind: 'valid', destination: applies ? { ...destination, tariff } : destination };
}

const remembered = new Map<string, NumberAnswer>();
const rememberedMaximum = 4096;

function readFresh(to: string): NumberAnswer {
  const text = to.normalize('NFKC').trim();
  if (!text.startsWith('+')) {
    return { kind: isEmergencyAnywhere(text.replace(/\D/g, '')) ? 'emergency' : 'invalid' };
  }
  if (isEmergencyBehindCallingCode(text.replace(/\D/g, ''))) return { kind: 'emergency' };
  const digits = text.slice(1).replace(/[\s().-]/g, '');
  if (!/^[1-9]\d{4,14}$/.test(digits)) return { kind: 'invalid' };
  return digits.startsWith('1') ? readNanp(digits) : readInternational(digits);
}

/**
 * Reads what somebody wants to dial or text: an emergency number of any country, no number at all, or a number with
 * its region and tariff. Accepts E.164 with the usual separators.
 */
export function resolveNumber(to: string): NumberAnswer {
  // Reading such a number is cheaper than remembering it, and there is nothing in it to take out.
  if (/^\+1\d{10}$/.test(to)) return readNanp(to.slice(1));
  if (to.length > 64) return { kind: 'invalid' };
  const known = remembered.get(to);
  if (known !== undefined) return known;
  if (remembered.size >= rememberedMaximum) remembered.clear();
  const answer = readFresh(to);
  remembered.set(to, answer);
  return answer;
}
