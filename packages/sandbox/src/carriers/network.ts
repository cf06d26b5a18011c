import type { Runtime } from '@buttdial/core';
import { openWebSocket, type SocketOpener } from '../calls/sockets.ts';
import type { Sandbox } from '../sandbox.ts';

/** How a simulated carrier reaches the product. */
export interface CarrierWorld {
  readonly runtime: Runtime;
  /** Posts webhooks; the runtime's `fetch` unless given. */
  readonly deliver?: typeof globalThis.fetch;
  /** Opens sockets to the product, real WebSockets unless given. */
  readonly openSocket?: SocketOpener;
}

/** A carrier's world with nothing left open. */
export type Reach = Required<CarrierWorld>;

export function reachOf({ runtime, deliver, openSocket }: CarrierWorld): Reach {
  return {
    runtime,
    deliver: deliver ?? ((input, init) => runtime.fetch(input, init)),
    openSocket: openSocket ?? openWebSocket,
  };
}

/**
 * A carrier beside Twilio: its own API, words, signatures and wires, over the telephone network of a sandbox. Give its
 * `callbackFetch` and `openSocket` to the sandbox, then `attach` the sandbox and rent numbers.
 */
export interface SimulatedCarrier {
  /** The vendor's API. */
  readonly fetch: typeof globalThis.fetch;
  readonly callbackFetch: typeof globalThis.fetch;
  readonly openSocket: SocketOpener;
  attach(sandbox: Sandbox): void;
  /** A number whose calls are asked about at this address. */
  rent(number: string, voiceUrl: string): void;
}

/** What a carrier makes of the telephone network: the words of requests, webhooks and sockets. */
export interface Translation {
  readonly host: string;
  api(request: Request, phones: Phones): Promise<Response>;
  /** What the network tells about a call, in the carrier's words. The answer is TwiML; nothing for reports. */
  tell(told: Told, phones: Phones): Promise<string | undefined>;
  openSocket(place: string): ReturnType<SocketOpener>;
}

/** What the network tells, and whom. */
export interface Told {
  readonly about: 'call' | 'next' | 'progress' | 'listener' | 'recording';
  /** The address of the product. */
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
}

/** The telephone network as a carrier uses it. */
export interface Phones {
  /** An address that brings what the network tells to `tell`. */
  told(about: Told['about'], url: string): string;
  /** An address that brings a socket of the network to `openSocket`. */
  socket(place: string): string;
  ask(method: 'GET' | 'POST', path: string, form?: Readonly<Record<string, string>>): Promise<PhoneAnswer>;
  /** Sends tones into a call, `w` waits half a second. False unless it is answered and goes on. */
  press(sid: string, digits: string): boolean;
}
/** What the network answered. */
export interface PhoneAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const authToken = 'a-token-between-the-carrier-and-its-network';

/** Puts a carrier on the network of a sandbox, which knows only the words of Twilio. */
export function onNetwork(world: Reach, translation: Translation): SimulatedCarrier {
  const accountSid = `AC${Buffer.from(translation.host).toString('hex').padEnd(32, '0').slice(0, 32)}`;
  let sandbox: Sandbox | undefined;
  const press: Phones['press'] = (sid, digits) => {
    const [call] = (sandbox?.control.calls() ?? []).filter(({ id }) => id === sid);
    if (call?.status !== 'in-progress') return false;
    sandbox?.control.sendDigits(sid, digits);
    return true;
  };
  const ask: Phones['ask'] = async (method, path, form) => {
    if (!sandbox) throw new TypeError('No sandbox is attached.');
    const response = await sandbox.fetch(`http://sandbox.invalid/twilio/2010-04-01/Accounts/${accountSid}${path}`, {
      method,
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      ...(form ? { body: new URLSearchParams(form) } : {}),
    });
    return { status: response.status, body: (await response.json()) as PhoneAnswer['body'] };
  };
  const phones = phonesOf(translation.host, { ask, press });
  return {
    fetch: async (input, init) => translation.api(new Request(input, init), phones),
    async callbackFetch(input, init) {
      const request = new Request(input, init);
      const url = new URL(request.url);
      if (url.host !== translation.host) return world.deliver(request);
      const form = Object.fromEntries(new URLSearchParams(await request.text()));
      const about = url.pathname.slice(1) as Told['about'];
      const twiml = await translation.tell({ about, url: unhidden(url.searchParams.get('to') ?? ''), form }, phones);
      return new Response(twiml ?? '<Response/>', { headers: { 'content-type': 'text/xml' } });
    },
    openSocket: (url, headers) => {
      const asked = new URL(url);
      return asked.host === translation.host
        ? translation.openSocket(unhidden(asked.pathname.slice(1)))
        : world.openSocket(url, headers);
    },
    attach(given) {
      sandbox = given;
      sandbox.control.addAccount({ name: translation.host, twilio: { accountSid, authToken } });
    },
    rent(number, voiceUrl) {
      sandbox?.control.addNumber({ number, accountSid, voiceUrl: phones.told('call', voiceUrl) });
    },
  };
}

function phonesOf(host: string, reach: Pick<Phones, 'ask' | 'press'>): Phones {
  return {
    ...reach,
    told: (about, url) => {
      const told = new URL(`https://${host}/${about}`);
      told.searchParams.set('to', hidden(url));
      // The ledger of the network finds a call by our reference in the address.
      const ref = URL.parse(url)?.searchParams.get('ref');
      if (ref) told.searchParams.set('ref', ref);
      return told.href;
    },
    socket: place => `wss://${host}/${hidden(place)}`,
  };
}

function hidden(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function unhidden(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}
