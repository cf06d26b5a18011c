import type { NewNumber, RentedNumber } from '../entities.ts';
import { fictionalCountry } from '../fictional.ts';
import { twilioError } from './errors.ts';
import { type Form, isHttpUrl, one } from './form.ts';
import { GONE_NUMBER } from './magic.ts';
import { page } from './paging.ts';
import { apiDate } from './records.ts';
import type { Asked } from './route.ts';

const MOST_SEARCHED = 50;
const usualAreas = ['212', '415', '312', '206', '305'];
const tollFreeAreas = ['800', '888'];

/** GET AvailablePhoneNumbers/{CC}/Local|Mobile|TollFree.json */
export function searchNumbers({ network, path, query, part }: Asked): Response {
  const areaCode = query.get('AreaCode');
  if (areaCode !== null && !/^[2-9]\d\d$/.test(areaCode)) return twilioError(21451, areaCode);
  const { registry, phones } = network.world;
  const numbers = candidates(part('country'), part('kind'), areaCode);
  if (numbers === undefined) return twilioError(20404, path);
  const wanted = Math.min(MOST_SEARCHED, Math.max(1, Number(query.get('PageSize') ?? 20) || 20));
  const contains = (query.get('Contains') ?? '').replace(/\D/g, '');
  const free = numbers.filter(
    number => number.includes(contains) && !registry.number(number) && !phones.get(number) && number !== GONE_NUMBER,
  );
  return Response.json({ available_phone_numbers: free.slice(0, wanted).map(showAvailable), uri: path });
}

// Nothing is invented beyond the ranges that belong to nobody. Undefined where a country does not sell the kind.
function candidates(country: string, kind: string, areaCode: string | null): string[] | undefined {
  const hundred = Array.from({ length: 100 }, (_, index) => String(index).padStart(2, '0'));
  const american = (areas: readonly string[]) => areas.flatMap(area => hundred.map(end => `+1${area}55501${end}`));
  const kinds: Readonly<Record<string, string[]>> = {
    'US Local': american(areaCode === null ? usualAreas : [areaCode]),
    'US TollFree': american(areaCode === null ? tollFreeAreas : tollFreeAreas.filter(area => area === areaCode)),
    'CA Local': american(areaCode === null ? ['416', '604'] : [areaCode]),
    'GB Mobile': hundred.map(end => `+447700900${end.padStart(3, '1')}`),
    'GB Local': hundred.map(end => `+442079460${end.padStart(3, '1')}`),
    'AU Mobile': ['006', '156', '157', '158', '159', '110'].map(end => `+61491570${end}`),
    'AU Local': hundred.map(end => `+6125550${end.padStart(4, '0')}`),
  };
  return kinds[`${country} ${kind}`];
}

function showAvailable(number: string): Record<string, unknown> {
  return {
    address_requirements: 'none',
    beta: false,
    capabilities: { voice: true, SMS: true, MMS: true },
    friendly_name: number,
    iso_country: fictionalCountry(number) ?? '',
    lata: null,
    latitude: null,
    locality: null,
    longitude: null,
    phone_number: number,
    postal_code: null,
    rate_center: null,
    region: null,
  };
}

/** GET IncomingPhoneNumbers.json */
export function listNumbers({ network, account, accountSid, path, query }: Asked): Response {
  const [number, name] = [query.get('PhoneNumber'), query.get('FriendlyName')];
  const rows = network.world.registry
    .numbers(account.name)
    .filter(
      rented =>
        (number === null || rented.number.includes(number)) &&
        (name === null || (rented.label ?? rented.number) === name),
    );
  return Response.json(
    page(rows, { name: 'incoming_phone_numbers', base: path, query, idOf: row => row.sid }, row =>
      show(row, accountSid),
    ),
  );
}

/** POST IncomingPhoneNumbers.json: a number from a search, or any of an area code. */
export function buyNumber({ network, account, accountSid, form }: Asked): Response {
  const hooks = readHooks(form);
  if (hooks === undefined) return twilioError(21502);
  const { registry, phones } = network.world;
  const taken = (candidate: string) =>
    candidate === GONE_NUMBER || registry.number(candidate) !== undefined || phones.get(candidate) !== undefined;
  const areaCode = one(form, 'AreaCode');
  const number =
    one(form, 'PhoneNumber') ??
    (areaCode === undefined ? undefined : candidates('US', 'Local', areaCode)?.find(candidate => !taken(candidate)));
  if (number === undefined || fictionalCountry(number) === undefined) return twilioError(21421, number);
  if (taken(number)) return twilioError(21422, number);
  const rented = registry.addNumber({ number, accountSid: account.name, ...hooks });
  return Response.json(show(rented, accountSid), { status: 201 });
}

/** GET IncomingPhoneNumbers/{Sid}.json */
export function fetchNumber(asked: Asked): Response {
  const rented = find(asked);
  return rented ? Response.json(show(rented, asked.accountSid)) : twilioError(20404, asked.path);
}

/** POST IncomingPhoneNumbers/{Sid}.json: points the hooks elsewhere. */
export function updateNumber(asked: Asked): Response {
  const rented = find(asked);
  if (!rented) return twilioError(20404, asked.path);
  const hooks = readHooks(asked.form);
  if (hooks === undefined) return twilioError(21502);
  return Response.json(show(asked.network.world.registry.updateNumber(rented.number, hooks), asked.accountSid));
}

/** DELETE IncomingPhoneNumbers/{Sid}.json */
export function releaseNumber(asked: Asked): Response {
  const rented = find(asked);
  if (!rented) return twilioError(20404, asked.path);
  asked.network.world.registry.removeNumber(rented.number);
  return new Response(null, { status: 204 });
}

function find({ network, account, part }: Asked): RentedNumber | undefined {
  return network.world.registry.numbers(account.name).find(rented => rented.sid === part('sid'));
}

// An empty value takes a hook away. Undefined when an address is none.
function readHooks(form: Form): Partial<NewNumber> | undefined {
  const names = {
    SmsUrl: 'smsUrl',
    SmsFallbackUrl: 'smsFallbackUrl',
    VoiceUrl: 'voiceUrl',
    StatusCallback: 'statusCallback',
  } as const;
  const hooks: Partial<NewNumber> = {};
  for (const [name, field] of Object.entries(names)) {
    const url = one(form, name);
    if (url === undefined) continue;
    if (url !== '' && !isHttpUrl(url)) return undefined;
    hooks[field] = url === '' ? undefined : url;
  }
  const [label, method] = [one(form, 'FriendlyName'), one(form, 'SmsMethod')];
  return {
    ...hooks,
    ...(label === undefined ? {} : { label }),
    ...(method === 'GET' || method === 'POST' ? { smsMethod: method } : {}),
  };
}

function show(rented: RentedNumber, accountSid: string): Record<string, unknown> {
  const method = {
    status_callback_method: 'POST',
    voice_method: 'POST',
    voice_fallback_method: 'POST',
    sms_fallback_method: 'POST',
  };
  const absent = ['address_sid', 'bundle_sid', 'emergency_address_sid', 'identity_sid', 'trunk_sid'].map(name => [
    name,
    null,
  ]);
  return {
    ...Object.fromEntries(absent),
    ...method,
    account_sid: accountSid,
    address_requirements: 'none',
    api_version: '2010-04-01',
    beta: false,
    capabilities: { voice: true, sms: true, mms: true, fax: false },
    date_created: apiDate(rented.createdAt),
    date_updated: apiDate(rented.updatedAt),
    emergency_address_status: 'unregistered',
    emergency_status: 'Inactive',
    friendly_name: rented.label ?? rented.number,
    origin: 'twilio',
    phone_number: rented.number,
    sid: rented.sid,
    sms_application_sid: '',
    sms_fallback_url: rented.smsFallbackUrl ?? '',
    sms_method: rented.smsMethod,
    sms_url: rented.smsUrl ?? '',
    status: 'in-use',
    status_callback: rented.statusCallback ?? '',
    type: 'local',
    uri: `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers/${rented.sid}.json`,
    voice_application_sid: '',
    voice_caller_id_lookup: false,
    voice_fallback_url: '',
    voice_receive_mode: 'voice',
    voice_url: rented.voiceUrl ?? '',
  };
}
