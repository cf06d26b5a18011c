import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type Socket, telephoneAudio } from '@buttdial/core';
import { mediaDialects } from '@buttdial/voice/wire';
import { readTwiml, type TwimlElement } from '../twilio/twiml.ts';
import { writeElement } from './markup.ts';
import {
  type CarrierWorld,
  onNetwork,
  type Phones,
  type Reach,
  reachOf,
  type SimulatedCarrier,
  type Told,
} from './network.ts';
import { joinMedia, joinRelay } from './wires.ts';

/** A customer of the simulated Telnyx. */
export interface TelnyxAccount {
  readonly apiKey: string;
  readonly accountSid: string;
  readonly texmlApplicationId: string;
  /** Of the vendor, 32 bytes: every webhook is signed with it. */
  readonly signingSeed: Uint8Array;
}

/** The simulated Telnyx: calls through TeXML, text relay and media sockets, signed webhooks. */
export interface SimulatedTelnyx extends SimulatedCarrier {
  /** What the customer finds in its portal, 32 bytes in base64. */
  readonly publicKey: string;
}

/** Makes a simulated Telnyx with one customer. */
export function createTelnyxCarrier(given: CarrierWorld, account: TelnyxAccount): SimulatedTelnyx {
  const world = reachOf(given);
  const key = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), account.signingSeed]),
    format: 'der',
    type: 'pkcs8',
  });
  const carrier = onNetwork(world, {
    host: 'telnyx.network.invalid',
    api: (request, phones) => answer(request, account, phones),
    tell: (told, phones) => tell({ world, key, account }, told, phones),
    openSocket: place => openSocket(world, place),
  });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
  return { ...carrier, publicKey };
}

const idOf = (sid: unknown) => `v3:${String(sid)}`;
const sidOf = (id: string) => id.replace(/^v3:/, '');

function refusal(status: number, code: string, title: string): Response {
  return Response.json({ errors: [{ code, title, detail: title }] }, { status });
}

async function answer(request: Request, account: TelnyxAccount, phones: Phones): Promise<Response> {
  if (request.headers.get('authorization') !== `Bearer ${account.apiKey}`)
    return refusal(401, '10009', 'Authentication failed');
  const url = new URL(request.url);
  const [, called] = /^\/v2\/calls\/(v3:\w+)\/actions\/send_dtmf$/.exec(url.pathname) ?? [];
  if (called !== undefined) return press(called, (await request.json()) as { digits?: unknown }, phones);
  const place = new RegExp(`^/v2/texml/Accounts/${account.accountSid}/Calls(?:/(v3:\\w+))?(/Recordings\\.json)?$`);
  const [path, id, recordings] = place.exec(url.pathname) ?? [];
  if (path === undefined) return refusal(404, '10005', 'Resource not found');
  if (id === undefined && request.method === 'GET') return list(url.searchParams, account, phones);
  if (id === undefined) return create((await request.json()) as Record<string, unknown>, account, phones);
  const form = Object.fromEntries(new URLSearchParams(await request.text()));
  const known = `/Calls/${sidOf(id)}${recordings === undefined ? '' : '/Recordings'}.json`;
  const asked = request.method === 'GET' ? undefined : inTwiml(form, phones);
  const { status, body } = await phones.ask(request.method as 'GET' | 'POST', known, asked);
  if (status === 404) return refusal(404, '10005', 'Resource not found');
  if (status >= 400) return refusal(422, '90018', 'Call has already ended');
  return Response.json({ ...body, sid: recordings === undefined ? id : body.sid, account_sid: account.accountSid });
}

function press(id: string, { digits }: { readonly digits?: unknown }, phones: Phones): Response {
  if (typeof digits !== 'string' || !/^[0-9A-D*#wW]+$/.test(digits)) return refusal(422, '10015', 'Bad Request');
  const isPressed = phones.press(sidOf(id), digits.replaceAll('W', 'ww'));
  return isPressed ? Response.json({ data: { result: 'ok' } }) : refusal(422, '90018', 'Call has already ended');
}

const queries: ReadonlySet<string> = new Set(['To', 'From', 'Status', 'Page', 'PageSize', 'PageToken']);

async function list(query: URLSearchParams, account: TelnyxAccount, phones: Phones): Promise<Response> {
  if ([...query.keys()].some(name => !queries.has(name))) return refusal(422, '10015', 'Bad Request');
  const { body } = await phones.ask('GET', `/Calls.json?${query}`);
  const calls = (body.calls as readonly Readonly<Record<string, unknown>>[]).map(call => ({
    ...call,
    sid: idOf(call.sid),
    account_sid: account.accountSid,
    direction: call.direction === 'inbound' ? 'inbound' : 'outbound',
  }));
  return Response.json({ calls, page: 0, page_size: calls.length, start: 0, end: calls.length });
}

async function create(
  { ApplicationSid, ...form }: Readonly<Record<string, unknown>>,
  account: TelnyxAccount,
  phones: Phones,
): Promise<Response> {
  if (ApplicationSid !== account.texmlApplicationId) return refusal(422, '10015', 'Bad Request');
  const { PreferredCodecs: _, ...rest } = Object.fromEntries(Object.entries(form).map(([k, v]) => [k, String(v)]));
  const { status, body } = await phones.ask('POST', '/Calls.json', inTwiml(rest, phones));
  if (status >= 400) return refusal(422, '10016', 'Phone number must be in +E.164 format');
  return Response.json({ call_sid: idOf(body.sid), from: body.from, to: body.to, status: 'queued' });
}

/** A form of Telnyx as the network reads it: its TeXML, and its addresses on the way through here. */
function inTwiml(given: Readonly<Record<string, string>>, phones: Phones): Record<string, string> {
  const { Texml, Url, UrlMethod, StatusCallback, AsyncAmdStatusCallback, RecordingStatusCallback, ...form } = given;
  return {
    ...form,
    ...(Texml === undefined ? {} : { Twiml: twimlOf(Texml, phones) }),
    ...(Url === undefined ? {} : { Url: phones.told('call', Url), Method: UrlMethod ?? 'POST' }),
    ...(StatusCallback === undefined ? {} : { StatusCallback: phones.told('progress', StatusCallback) }),
    ...(AsyncAmdStatusCallback === undefined
      ? {}
      : { AsyncAmdStatusCallback: phones.told('listener', AsyncAmdStatusCallback) }),
    ...(RecordingStatusCallback === undefined
      ? {}
      : { RecordingStatusCallback: phones.told('recording', RecordingStatusCallback) }),
  };
}

const ownAttributes: ReadonlySet<string> = new Set([
  'codec',
  'bidirectionalMode',
  'bidirectionalCodec',
  'bidirectionalSamplingRate',
]);

function twimlOf(texml: string, phones: Phones): string {
  const response = readTwiml(texml);
  return response ? writeElement(renamed(response, phones)) : texml;
}

function renamed(given: TwimlElement, phones: Phones): TwimlElement {
  const attributes = Object.fromEntries(
    Object.entries(given.attributes)
      .filter(([name]) => !ownAttributes.has(name))
      .map(([name, value]) => [name, addressed(given, { name, value }, phones)]),
  );
  const children = given.children.map(child => (typeof child === 'string' ? child : renamed(child, phones)));
  return { ...given, attributes, children };
}

function addressed(
  { name: element, attributes }: TwimlElement,
  { name, value }: { readonly name: string; readonly value: string },
  phones: Phones,
): string {
  if (name === 'action') return phones.told('call', value);
  if (name === 'statusCallback') return phones.told('progress', value);
  if (name !== 'url') return value;
  // Without this word Telnyx takes MP3 from the product: what it sends is heard by nobody.
  const bothWays = attributes.bidirectionalMode === 'rtp' && attributes.bidirectionalCodec === 'PCMU';
  return phones.socket(JSON.stringify({ url: value, wire: element, bothWays }));
}

interface Post {
  readonly world: Reach;
  readonly key: KeyObject;
  readonly account: TelnyxAccount;
}

async function tell({ world, key, account }: Post, told: Told, phones: Phones): Promise<string | undefined> {
  const { SequenceNumber: _, ApiVersion: __, ...form } = told.form;
  const body = new URLSearchParams({
    ...form,
    AccountSid: account.accountSid,
    CallSid: idOf(form.CallSid),
    CallSidLegacy: idOf(form.CallSid),
    ConnectionId: account.texmlApplicationId,
    ...(form.CallStatus === 'completed' ? { HangupSource: 'unknown', HangupCause: 'normal_clearing' } : {}),
  }).toString();
  const time = String(Math.floor(world.runtime.now().getTime() / 1000));
  const response = await world.deliver(told.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'telnyx-timestamp': time,
      'telnyx-signature-ed25519': sign(null, Buffer.from(`${time}|${body}`), key).toString('base64'),
    },
    body,
  });
  const text = await response.text();
  return told.about === 'call' && response.ok ? twimlOf(text, phones) : undefined;
}

async function openSocket(world: Reach, place: string): Promise<Socket> {
  const { url, wire, bothWays } = JSON.parse(place) as { url: string; wire: string; bothWays: boolean };
  const product = await world.openSocket(url, { 'user-agent': 'Telnyx' });
  if (wire === 'ConversationRelay')
    return joinRelay(product, ({ callSid, ...setup }) => ({ ...setup, callControlId: idOf(callSid) }));
  return joinMedia(product, {
    dialect: mediaDialects.telnyx,
    format: telephoneAudio,
    callVendorId: idOf,
    takesAudio: bothWays,
  });
}
