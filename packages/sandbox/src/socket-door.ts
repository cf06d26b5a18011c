import { vendorError } from './effects.ts';
import type { Fault } from './faults.ts';
import { keyIn, type Rooms, vendorOf, vendorUrl } from './front.ts';
import type { Vendor } from './ledger.ts';
import type { FarSocket, PeerSocket } from './peers.ts';
import type { World } from './world.ts';

/** What becomes of somebody who asks for a socket. */
export type SocketAnswer = Response | TakeFarSocket | { readonly broken: 'reset' | 'hanging' };
/** What is done with the vendor's end of the connection once it stands. */
export type TakeFarSocket = (socket: FarSocket) => void;

/** Somebody asks for a socket, at the address of the sandbox. */
export interface SocketRequest {
  readonly url: string;
  readonly headers: Headers;
  readonly signal: AbortSignal;
}

/** Brings a request for a socket to the vendor it is for, past the faults that lie in wait, and writes it into the ledger. */
export function createSocketDoor({ world, vendors }: Rooms): (request: SocketRequest) => Promise<SocketAnswer> {
  return async ({ url: address, headers, signal }) => {
    const vendor = vendorOf(new URL(address), headers.get('x-original-host'));
    const upgrade = vendor && vendors[vendor].upgrade;
    if (!vendor || !upgrade) return Response.json({ error: 'not-found', message: 'No socket here.' }, { status: 404 });
    const url = vendorUrl(vendor, address);
    const account = accountNamed(world, headers);
    const seen = { vendor, method: 'GET', path: url.pathname };
    const id = world.ledger.request({ ...seen, ...account });
    const fault = world.faults.draw({ ...seen, ...account, to: [] });
    const named = fault === undefined ? {} : { fault: fault.kind };
    const spoiled = fault && (await spoil(world, { vendor, fault, signal }));
    const answer = spoiled ?? upgrade({ url, headers });
    if (typeof answer !== 'function') {
      world.ledger.answered(id, { ...(answer instanceof Response ? { status: answer.status } : {}), ...named });
      return answer;
    }
    world.ledger.answered(id, { status: 101, ...named });
    return far => answer(counted(world, { vendor, path: url.pathname, ...account }, fault ? faulty(far, fault) : far));
  };
}

function accountNamed(world: World, headers: Headers): { readonly account?: string } {
  const key = keyIn(headers);
  const account = key === undefined ? undefined : world.registry.account(key)?.name;
  return account === undefined ? {} : { account };
}

async function spoil(
  world: World,
  { vendor, fault, signal }: { readonly vendor: Vendor; readonly fault: Fault; readonly signal: AbortSignal },
): Promise<SocketAnswer | undefined> {
  if (fault.kind === 'delayed') await world.runtime.sleep(fault.delayMs, signal);
  if (fault.kind === 'failing') return vendorError(vendor, fault.status, fault.code);
  if (fault.kind === 'hanging' || fault.kind === 'reset') return { broken: fault.kind };
  if (fault.kind !== 'rate-limited') return undefined;
  const refusal = vendorError(vendor, 429);
  refusal.headers.set('retry-after', String(fault.retryAfterSeconds));
  return refusal;
}

/** A connection that breaks after some messages, or says something unreadable first. */
function faulty(far: FarSocket, fault: Fault): FarSocket {
  if (fault.kind === 'garbled') far.send('<html>');
  if (fault.kind !== 'half-answer') return far;
  let left = fault.messages;
  const send = (data: string | Uint8Array) => {
    if (left <= 0) return;
    far.send(data);
    left -= 1;
    if (left === 0) far.breakOff();
  };
  return { ...far, send };
}

function counted(world: World, connection: Parameters<World['connections']['open']>[0], far: FarSocket): PeerSocket {
  const open = world.connections.open(connection);
  void far.closed.then(() => open.close());
  return { ...far, busy: open.busy };
}
