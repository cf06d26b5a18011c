import type { Socket } from '@buttdial/core';
import type { TwilioNetwork } from '../network.ts';
import { twilioSignature } from '../signature.ts';
import type { TwimlElement } from '../twiml.ts';
import { alertCall } from './reports.ts';
import type { Leg } from './under-way.ts';

/** A call that follows a document. */
export interface Following {
  readonly network: TwilioNetwork;
  readonly leg: Leg;
  /** Aborts at a redirect and when the call is over. */
  readonly signal: AbortSignal;
}

/** Custom parameters of a relay or a stream. */
export function parametersOf(element: TwimlElement): Record<string, string> {
  const named = element.children.filter(child => typeof child !== 'string').filter(child => child.name === 'Parameter');
  return Object.fromEntries(named.map(({ attributes }) => [attributes.name ?? '', attributes.value ?? '']));
}

/**
 * Opens the socket that a document names, signed like every request of Twilio: the address as it stands there, no fields.
 * @returns undefined when the address is none or the product does not take it; an alert with `code` says so.
 */
export async function openSigned(
  { network, leg, signal }: Following,
  asked: { readonly url: string; readonly code: number },
): Promise<Socket | undefined> {
  const { world } = network;
  const { account } = leg.call();
  const authToken = world.registry.account(account)?.twilio?.authToken ?? '';
  const headers = { 'x-twilio-signature': twilioSignature(authToken, asked.url, {}), 'user-agent': 'TwilioProxy/1.1' };
  const refused = (message: string) => {
    alertCall(network, leg.call(), { code: asked.code, message });
    return undefined;
  };
  if (!isSocketUrl(asked.url)) return refused('The address of the socket is not a wss one.');
  const socket = await world.openSocket(asked.url, headers).catch(() => undefined);
  // The call may have ended in the meantime.
  if (signal.aborted) socket?.close(1000);
  signal.throwIfAborted();
  return socket ?? refused('The socket could not be opened.');
}

// Twilio takes wss only; without certificates on this machine, ws is taken for a loopback name.
function isSocketUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url?.protocol === 'wss:') return true;
  return url?.protocol === 'ws:' && /^(localhost|127\..*|\[::1\])$/.test(url.hostname);
}

/** Breaks the first socket of a call on a line that is made to: `broken` closes it. */
export function breakSocket({ network, leg, signal }: Following, broken: () => void): void {
  const { socketBreaksAfterMs, ...rest } = leg.air.conditions();
  if (socketBreaksAfterMs === undefined) return;
  leg.air.handset.line(rest);
  leg.run(async () => {
    await network.world.runtime.sleep(socketBreaksAfterMs, signal);
    broken();
  });
}
