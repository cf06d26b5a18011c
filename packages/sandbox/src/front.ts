import type { Hono } from 'hono';
import { type Answer, strike } from './effects.ts';
import type { SeenRequest } from './faults.ts';
import type { Vendor } from './ledger.ts';
import { bareAddress } from './mailboxes.ts';
import { mediaResponse } from './media.ts';
import { readAddress } from './twilio/network.ts';
import type { World } from './world.ts';

/** The rooms behind the front door. */
export interface Rooms {
  readonly world: World;
  readonly vendors: Readonly<Record<Vendor, Hono>>;
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
          { error: 'not-found', message: 'Ask /twilio/…, /resend/…, /media/… or /control/…' },
          { status: 404 },
        );
  };
}

function vendorOf(url: URL, originalHost: string | null): Vendor | undefined {
  const first = url.pathname.split('/')[1];
  if (first === 'twilio' || first === 'resend') return first;
  if (originalHost?.endsWith('twilio.com')) return 'twilio';
  return originalHost === 'api.resend.com' ? 'resend' : undefined;
}

async function visitVendor({ world, vendors }: Rooms, vendor: Vendor, request: Request): Promise<Answer> {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(new RegExp(`^/${vendor}(?=/|$)`), '') || '/';
  const { method, headers } = request;
  const body = await request.text();
  const seen = describe(world, { vendor, method, path: url.pathname, headers, body });
  const id = world.ledger.request({
    vendor,
    method,
    path: url.pathname,
    ...(seen.account === undefined ? {} : { account: seen.account }),
  });
  const fault = world.faults.draw(seen);
  const named = fault === undefined ? {} : { fault: fault.kind };
  const execute = async () => {
    const inner = new Request(url, { method, headers, ...(body === '' ? {} : { body }) });
    const response = await vendors[vendor].fetch(inner);
    world.ledger.answered(id, { status: response.status, ...named });
    return response;
  };
  if (!fault) return execute();
  world.ledger.answered(id, named);
  return strike({ vendor, fault, runtime: world.runtime, signal: request.signal, execute });
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
  const people = vendor === 'twilio' ? formPeople(raw.body) : jsonPeople(raw.body);
  return { vendor, method, path, account: accountOf(world, raw), ...people };
}

// Whoever the request claims to be; the vendor checks it afterwards.
function accountOf(world: World, { vendor, path, headers }: RawRequest): string | undefined {
  const reference =
    vendor === 'twilio'
      ? /\/Accounts\/(AC[0-9a-fA-F]{32})/.exec(path)?.[1]
      : /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  return reference === undefined ? undefined : world.registry.account(reference)?.name;
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
