import type { Hono } from 'hono';
import { type Answer, strike } from './effects.ts';
import type { SeenRequest } from './faults.ts';
import { type Vendor, vendors } from './ledger.ts';
import { bareAddress } from './mailboxes.ts';
import { mediaResponse } from './media.ts';
import type { Peer } from './peers.ts';
import { readAddress } from './twilio/network.ts';
import type { World } from './world.ts';

/** The rooms behind the front door. */
export interface Rooms {
  readonly world: World;
  readonly vendors: Readonly<Record<Vendor, Peer>>;
  readonly control: Hono;
}

/** Brings a request to the vendor it is for, past the faults that lie in wait, and writes it into the ledger. */
export function createFront(rooms: Rooms): (request: Request) => Promise<Answer> {
  const { world } = rooms;
  return async request => {
    const url = new URL(request.url);
    const vendor = vendorOf(url, request.headers.get('x-original-host'));
    if (vendor) return visitVendor(rooms, vendor, request);
    if (url.pathname === '/control' || url.pathname.startsWith('/control/')) return rooms.control.fetch(request);
    const media = /^\/media\/([0-9a-f]+)$/.exec(url.pathname)?.[1];
    const file = media === undefined ? undefined : world.media.get(media);
    return file
      ? mediaResponse(file)
      : Response.json(
          { error: 'not-found', message: 'Ask /twilio/…, /resend/… or another vendor, /media/… or /control/…' },
          { status: 404 },
        );
  };
}

/** Whom a request is for: the first part of its path says it, or the host that it was meant for. */
export function vendorOf(url: URL, originalHost: string | null): Vendor | undefined {
  const first = url.pathname.split('/')[1];
  const named = vendors.find(vendor => vendor === first);
  if (named) return named;
  if (originalHost?.endsWith('twilio.com')) return 'twilio';
  return originalHost === 'api.resend.com' ? 'resend' : undefined;
}

async function visitVendor({ world, vendors }: Rooms, vendor: Vendor, request: Request): Promise<Answer> {
  const url = vendorUrl(vendor, request.url);
  const { method, headers } = request;
  const bytes = new Uint8Array(await request.arrayBuffer());
  const body = new TextDecoder().decode(bytes);
  const seen = describe(world, { vendor, method, path: url.pathname, headers, body });
  const id = world.ledger.request({
    vendor,
    method,
    path: url.pathname,
    ...accountNamed(seen.account),
  });
  const fault = world.faults.draw(seen);
  const named = fault === undefined ? {} : { fault: fault.kind };
  const execute = async () => {
    const inner = new Request(url, { method, headers, ...(bytes.length === 0 ? {} : { body: bytes }) });
    const response = await vendors[vendor].app.fetch(inner);
    world.ledger.answered(id, { status: response.status, ...named });
    return countedWhileOpen(world, { vendor, path: url.pathname, ...accountNamed(seen.account) }, response);
  };
  if (!fault) return execute();
  world.ledger.answered(id, named);
  return strike({ vendor, fault, runtime: world.runtime, signal: request.signal, execute });
}

/** The address as the vendor itself knows it. */
export function vendorUrl(vendor: Vendor, address: string): URL {
  const url = new URL(address);
  url.pathname = url.pathname.replace(new RegExp(`^/${vendor}(?=/|$)`), '') || '/';
  return url;
}

const accountNamed = (account: string | undefined) => (account === undefined ? {} : { account });

// Who streams is at work until the last byte was taken, or until nobody wants it any more.
function countedWhileOpen(
  world: World,
  connection: Parameters<World['connections']['open']>[0],
  response: Response,
): Response {
  if (!response.body || response.headers.get('transfer-encoding') !== 'chunked') return response;
  const open = world.connections.open(connection);
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (value) return controller.enqueue(value);
      if (done) open.close();
      controller.close();
    },
    async cancel(reason) {
      open.close();
      await reader.cancel(reason);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}

interface RawRequest {
  readonly vendor: Vendor;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

function describe(world: World, raw: RawRequest): SeenRequest {
  const { vendor, method, path } = raw;
  const people = peopleIn(raw);
  return { vendor, method, path, account: accountOf(world, raw), ...people };
}

function peopleIn({ vendor, body }: RawRequest): Pick<SeenRequest, 'to' | 'from'> {
  if (vendor === 'twilio') return formPeople(body);
  return vendor === 'resend' ? jsonPeople(body) : { to: [], from: undefined };
}

// Whoever the request claims to be; the vendor checks it afterwards.
function accountOf(world: World, { vendor, path, headers }: RawRequest): string | undefined {
  const reference = vendor === 'twilio' ? /\/Accounts\/(AC[0-9a-fA-F]{32})/.exec(path)?.[1] : keyIn(headers);
  return reference === undefined ? undefined : world.registry.account(reference)?.name;
}

/** The key that a request shows, in whichever of the vendors' ways. */
export function keyIn(headers: Headers): string | undefined {
  const own = headers.get('xi-api-key') ?? headers.get('x-api-key');
  return own ?? /^(?:Bearer|Token) (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

function formPeople(body: string): Pick<SeenRequest, 'to' | 'from'> {
  const form = new URLSearchParams(body);
  const [to, from] = [form.get('To'), form.get('From')];
  return {
    to: to === null ? [] : [readAddress(to).number],
    from: from === null ? undefined : readAddress(from).number,
  };
}

function jsonPeople(body: string): Pick<SeenRequest, 'to' | 'from'> {
  try {
    const mail: unknown = body === '' ? {} : JSON.parse(body);
    const { to, from } = typeof mail === 'object' && mail !== null ? (mail as { to?: unknown; from?: unknown }) : {};
    return { to: [to].flat().flatMap(text => bareAddress(String(text)) ?? []), from: bareAddress(String(from)) };
  } catch {
    return { to: [], from: undefined };
  }
}
