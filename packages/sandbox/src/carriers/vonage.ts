import { createHash, createHmac, verify } from 'node:crypto';
import type { AudioFormat, Socket } from '@buttdial/core';
import { mediaDialects } from '@buttdial/voice/wire';
import { writeElement } from './markup.ts';
import { type NccoStep, twimlOf } from './ncco.ts';
import {
  type CarrierWorld,
  onNetwork,
  type Phones,
  type Reach,
  reachOf,
  type SimulatedCarrier,
  type Told,
} from './network.ts';
import { joinMedia } from './wires.ts';

/** A customer of the simulated Vonage. */
export interface VonageAccount {
  readonly apiKey: string;
  readonly applicationId: string;
  /** PEM; of the key that the customer signs its requests with. */
  readonly publicKey: string;
  readonly signatureSecret: string;
}

/** Makes a simulated Vonage with one customer: calls through NCCO, media sockets, signed webhooks. */
export function createVonageCarrier(given: CarrierWorld, account: VonageAccount): SimulatedCarrier {
  const world = reachOf(given);
  return onNetwork(world, {
    host: 'vonage.network.invalid',
    api: (request, phones) => answer(request, { account, world }, phones),
    tell: (told, phones) => tell({ account, world }, told, phones),
    openSocket: place => openSocket({ account, world }, place),
  });
}

interface Side {
  readonly world: Reach;
  readonly account: VonageAccount;
}

// 32 hexadecimal digits both: one is written into the other.
const idOf = (sid: unknown) =>
  String(sid).replace(/^CA(.{8})(.{4})(.{4})(.{4})(.{12})$/, (_, ...parts) => parts.slice(0, 5).join('-'));
const sidOf = (uuid: string) => `CA${uuid.replaceAll('-', '')}`;

function refusal(status: number, type: string): Response {
  return Response.json(
    { type: `https://developer.vonage.com/api-errors#${type}`, title: type },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
}

async function answer(request: Request, side: Side, phones: Phones): Promise<Response> {
  if (!isSigned(request.headers.get('authorization') ?? '', side)) return refusal(401, 'unauthorized');
  const url = new URL(request.url);
  const [path, uuid, dtmf] = /^\/v1\/calls(?:\/([0-9a-f-]{36})(\/dtmf)?)?$/.exec(url.pathname) ?? [];
  if (path === undefined) return refusal(404, 'not-found');
  if (uuid === undefined && request.method === 'GET') return list(url.searchParams, phones);
  if (uuid === undefined) return create((await request.json()) as NewCall, phones);
  if (dtmf !== undefined) return press(uuid, (await request.json()) as { digits?: unknown }, phones);
  const known = `/Calls/${sidOf(uuid)}.json`;
  if (request.method === 'GET') return found(await phones.ask('GET', known), uuid);
  const { action, destination } = (await request.json()) as { action: string; destination?: { ncco: NccoStep[] } };
  const form: Record<string, string> =
    action === 'hangup' ? { Status: 'completed' } : { Twiml: writeElement(twimlOf(destination?.ncco ?? [], phones)) };
  const { status } = await phones.ask('POST', known, form);
  return status < 300 ? new Response(null, { status: 204 }) : refusal(status === 404 ? 404 : 400, 'bad-request');
}

function press(uuid: string, { digits }: { readonly digits?: unknown }, phones: Phones): Response {
  if (typeof digits !== 'string' || !/^[0-9*#p]+$/.test(digits)) return refusal(400, 'bad-request');
  if (!phones.press(sidOf(uuid), digits.replaceAll('p', 'w'))) return refusal(404, 'not-found');
  return Response.json({ message: 'DTMF sent', uuid });
}

const queries: ReadonlySet<string> = new Set([
  'date_start',
  'date_end',
  'page_size',
  'record_index',
  'order',
  'status',
]);

async function list(query: URLSearchParams, phones: Phones): Promise<Response> {
  if ([...query.keys()].some(name => !queries.has(name))) return refusal(400, 'bad-request');
  const { body } = await phones.ask('GET', '/Calls.json?PageSize=1000');
  const within = (at: Date) =>
    [
      ['date_start', 1],
      ['date_end', -1],
    ].every(([name, sign]) => {
      const bound = query.get(String(name));
      return bound === null || (at.getTime() - new Date(bound).getTime()) * Number(sign) >= 0;
    });
  const rows = (body.calls as readonly Readonly<Record<string, unknown>>[])
    .filter(call => within(new Date(String(call.date_created))))
    .map(({ sid, status, duration, direction, from, to, start_time: startTime }) => ({
      uuid: idOf(sid),
      status: words[String(status)],
      direction: direction === 'inbound' ? 'inbound' : 'outbound',
      from: { type: 'phone', number: String(from).replace('+', '') },
      to: { type: 'phone', number: String(to).replace('+', '') },
      // What was not answered has no beginning.
      ...(startTime ? { start_time: new Date(String(startTime)).toISOString() } : {}),
      ...(duration ? { duration } : {}),
    }));
  const ordered = query.get('order') === 'desc' ? rows : rows.reverse();
  const size = Number(query.get('page_size') ?? 10);
  return Response.json({
    count: rows.length,
    page_size: size,
    record_index: 0,
    _embedded: { calls: ordered.slice(0, size) },
  });
}

/** RS256 of the application's key, not older than its `exp`. */
function isSigned(authorization: string, { account, world }: Side): boolean {
  const [, head = '', claims = '', signature = ''] = /^Bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(authorization) ?? [];
  const genuine =
    head !== '' &&
    verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), account.publicKey, Buffer.from(signature, 'base64url'));
  if (!genuine) return false;
  const { application_id, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  return application_id === account.applicationId && Number(exp) * 1000 > world.runtime.now().getTime();
}

interface NewCall {
  readonly to: readonly { readonly number: string; readonly dtmfAnswer?: string }[];
  readonly from: { readonly number: string };
  readonly ncco?: readonly NccoStep[];
  readonly answer_url?: readonly string[];
  readonly event_url?: readonly string[];
  readonly length_timer?: number;
  readonly ringing_timer?: number;
  readonly machine_detection?: string;
}

async function create(call: NewCall, phones: Phones): Promise<Response> {
  const [{ number, dtmfAnswer } = { number: '' }] = call.to;
  const [event] = call.event_url ?? [];
  const { status, body } = await phones.ask('POST', '/Calls.json', {
    To: `+${number}`,
    From: `+${call.from.number}`,
    ...(call.ncco
      ? { Twiml: writeElement(twimlOf(call.ncco, phones)) }
      : { Url: phones.told('call', call.answer_url?.[0] ?? ''), Method: 'POST' }),
    ...(dtmfAnswer === undefined ? {} : { SendDigits: dtmfAnswer.replaceAll('p', 'w') }),
    ...(event === undefined
      ? {}
      : {
          StatusCallback: phones.told('progress', event),
          StatusCallbackEvent: 'initiated ringing answered completed',
        }),
    ...(event !== undefined && call.machine_detection
      ? { MachineDetection: 'Enable', AsyncAmd: 'true', AsyncAmdStatusCallback: phones.told('listener', event) }
      : {}),
    Timeout: String(call.ringing_timer ?? 60),
    TimeLimit: String(call.length_timer ?? 7200),
  });
  if (status >= 400) return refusal(400, 'validation-fail');
  const uuid = idOf(body.sid);
  return Response.json(
    { uuid, status: 'started', direction: 'outbound', conversation_uuid: `CON-${uuid}` },
    { status: 201 },
  );
}

const words: Readonly<Record<string, string>> = {
  queued: 'started',
  initiated: 'started',
  ringing: 'ringing',
  'in-progress': 'answered',
  completed: 'completed',
  busy: 'busy',
  'no-answer': 'unanswered',
  failed: 'failed',
  canceled: 'cancelled',
};

function found({ status, body }: Awaited<ReturnType<Phones['ask']>>, uuid: string): Response {
  if (status >= 400) return refusal(404, 'not-found');
  const { status: word, duration } = body;
  return Response.json({ uuid, status: words[String(word)], ...(duration ? { duration } : {}) });
}

async function tell(side: Side, told: Told, phones: Phones): Promise<string | undefined> {
  const { From = '', To = '', CallSid = '', CallStatus = '', Direction = '', CallDuration, AnsweredBy } = told.form;
  const uuid = idOf(CallSid);
  const people = { from: From.replace('+', ''), to: To.replace('+', ''), uuid, conversation_uuid: `CON-${uuid}` };
  const direction = Direction === 'inbound' ? 'inbound' : 'outbound';
  const listener = AnsweredBy === 'human' ? 'human' : 'machine';
  const status = told.about === 'listener' ? listener : words[CallStatus];
  const report = {
    ...people,
    status,
    direction,
    timestamp: side.world.runtime.now().toISOString(),
    ...(CallDuration ? { duration: CallDuration, disconnected_by: 'unknown' } : {}),
  };
  if (told.about === 'listener' && AnsweredBy === 'unknown') return undefined;
  const asks = told.about === 'call' || told.about === 'next';
  // What a step of a plan posts names no call.
  const notice = { conversation_uuid: `CON-${uuid}`, payload: { socket: 'ended' }, timestamp: report.timestamp };
  const fields = told.about === 'next' ? notice : told.about === 'call' ? people : report;
  const response = await post(side, told.url, fields);
  const text = await response.text();
  if (!asks || !response.ok) return undefined;
  return writeElement(twimlOf(text === '' ? [] : (JSON.parse(text) as NccoStep[]), phones));
}

function post({ world, account }: Side, url: string, fields: object): Promise<Response> {
  const body = JSON.stringify(fields);
  const payload_hash = createHash('sha256').update(body).digest('hex');
  const headers = { 'content-type': 'application/json', authorization: token(world, account, { payload_hash }) };
  return world.deliver(url, { method: 'POST', headers, body });
}

function token(world: Reach, account: VonageAccount, more: object): string {
  const claims = {
    iss: 'Vonage',
    iat: Math.floor(world.runtime.now().getTime() / 1000),
    jti: world.runtime.newId(),
    api_key: account.apiKey,
    application_id: account.applicationId,
    ...more,
  };
  const signed = [{ alg: 'HS256', typ: 'JWT' }, claims].map(part =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const text = signed.join('.');
  return `Bearer ${text}.${createHmac('sha256', account.signatureSecret).update(text).digest('base64url')}`;
}

async function openSocket({ world, account }: Side, place: string): Promise<Socket> {
  const { uri, authorization, ...endpoint } = JSON.parse(place) as {
    uri: string;
    'content-type': string;
    authorization?: { type: string };
  };
  const headers: Record<string, string> =
    authorization?.type === 'vonage' ? { authorization: token(world, account, {}) } : {};
  const sampleRate = Number(/rate=(\d+)/.exec(endpoint['content-type'])?.[1] ?? 16_000);
  const format: AudioFormat = { encoding: 'pcm16', sampleRate, channels: 1 };
  const product = await world.openSocket(uri, headers);
  // The wire names no call, only what the customer wrote into its headers.
  return joinMedia(product, { dialect: mediaDialects.vonage, format, callVendorId: () => '', takesAudio: true });
}
