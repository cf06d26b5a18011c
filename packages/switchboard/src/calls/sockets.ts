import type { RawWebhook, Socket } from '@buttdial/core';
import type { Deps } from '../deps.ts';
import { type Carrier, isCarrier, ticketHash } from './carrier.ts';
import type { Conducted } from './conducted.ts';
import type { Desk } from './desk.ts';
import { resume } from './recover.ts';

/** A carrier that may open a socket: what to do with it once it is open. Rejects when it turns out to be another call's. */
export type TakeSocket = (socket: Socket) => Promise<void>;

const openingMs = 10_000;

/**
 * Lets a carrier's socket in: its signature first, then the ticket in its path, which works once. Undefined when it may
 * not come in.
 */
export async function admitSocket(
  parts: { readonly deps: Deps; readonly desk: Desk },
  route: { readonly agentId: string; readonly ticket: string },
  hook: RawWebhook,
): Promise<TakeSocket | undefined> {
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
  return socket => attach(deps, { carrier, conducted }, socket);
}

async function attach(
  { runtime }: Deps,
  { carrier, conducted }: { readonly carrier: Carrier; readonly conducted: Conducted },
  socket: Socket,
): Promise<void> {
  const patience = new AbortController();
  const tooLate = runtime.sleep(openingMs, patience.signal).then(
    () => socket.close(1002),
    () => patience.signal.aborted,
  );
  try {
    const line = await carrier.provider.telephony.accept(socket);
    const { vendorId } = conducted.call();
    if (line.callVendorId !== undefined && vendorId !== undefined && line.callVendorId !== vendorId) {
      runtime.log.warn('call.socket-of-another', { callId: conducted.call().id });
      return socket.close(1008);
    }
    if (vendorId === undefined && line.callVendorId !== undefined) conducted.learn({ vendorId: line.callVendorId });
    conducted.session.attach(line);
  } finally {
    patience.abort();
    await tooLate;
  }
}
