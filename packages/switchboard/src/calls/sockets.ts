import type { RawWebhook, Socket } from '@buttdial/core';
import type { Line } from '@buttdial/voice';
import type { Deps } from '../deps.ts';
import { isCarrier, ticketHash } from './carrier.ts';
import type { Conducted } from './conducted.ts';
import type { Desk } from './desk.ts';
import type { HandedSocket, MediaRecipes } from './media-elsewhere.ts';
import { resume } from './recover.ts';

/** What to do with a socket once it is open. */
export type TakeSocket = (socket: Socket) => Promise<void>;

/** A carrier that may open a socket. Taking it rejects when it ends before the carrier has said which call it is. */
export interface SocketAdmission {
  readonly callId: string;
  readonly take: TakeSocket;
  /** Present where its frames are to be handled in another process, which then opens it. */
  readonly elsewhere?: { readonly recipes: MediaRecipes; take(handed: HandedSocket): Promise<void> };
}

const openingMs = 10_000;

/**
 * Lets a carrier's socket in: its signature first, then the ticket in its path, which works once. Undefined when it may
 * not come in.
 */
export async function admitSocket(
  parts: { readonly deps: Deps; readonly desk: Desk },
  route: { readonly agentId: string; readonly ticket: string },
  hook: RawWebhook,
): Promise<SocketAdmission | undefined> {
  const { deps, desk } = parts;
  const agent = await deps.store.findAgent(route.agentId);
  if (agent) await deps.connections.ready?.(agent.organizationId);
  const carrier = agent && deps.connections.serving(agent.organizationId, 'voice');
  if (!agent || !carrier || !isCarrier(carrier)) return undefined;
  // Some carriers sign what they post and not the sockets that they open: there the ticket is all there is.
  const { signsSockets = true } = carrier.provider.telephony;
  if (signsSockets && !(await carrier.provider.webhooks?.verify(hook))) {
    deps.metrics.count('buttdial_webhooks_rejected_total', { connection: carrier.name });
    return undefined;
  }
  const used = await deps.store.useTicket(ticketHash(route.ticket), deps.runtime.now());
  if (used?.organizationId !== agent.organizationId) return undefined;
  const call = await deps.store.calls.get(used.organizationId, used.callId);
  if (!call || call.agentId !== agent.id) return undefined;
  const conducted = desk.get(call.id) ?? (await resume(deps, desk, call));
  const { recipes } = conducted;
  const opened = { deps, conducted };
  return {
    callId: call.id,
    take: socket =>
      attach(opened, { line: carrier.provider.telephony.accept(socket), drop: code => socket.close(code) }),
    ...(recipes && { elsewhere: { recipes, take: handed => attach(opened, handed) } }),
  };
}

/** A socket that was opened, here or elsewhere, and waits for its carrier to say which call it is. */
interface OpenedSocket {
  readonly line: Promise<Line>;
  drop(code: number): void;
}

async function attach(
  { deps, conducted }: { readonly deps: Deps; readonly conducted: Conducted },
  socket: OpenedSocket,
): Promise<void> {
  const { runtime } = deps;
  const patience = new AbortController();
  const tooLate = runtime.sleep(openingMs, patience.signal).then(
    () => socket.drop(1002),
    () => patience.signal.aborted,
  );
  try {
    const line = await socket.line;
    const { vendorId } = conducted.call();
    if (line.callVendorId !== undefined && vendorId !== undefined && line.callVendorId !== vendorId) {
      runtime.log.warn('call.socket-of-another', { callId: conducted.call().id });
      return socket.drop(1008);
    }
    if (vendorId === undefined && line.callVendorId !== undefined) conducted.learn({ vendorId: line.callVendorId });
    conducted.session.attach(line);
  } finally {
    patience.abort();
    await tooLate;
  }
}
