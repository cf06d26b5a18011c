import type { Connect, Runtime } from '@buttdial/core';
import { createAnthropic } from './anthropic/index.ts';
import type { BehaviourChange } from './behaviour.ts';
import type { SocketOpener } from './calls/sockets.ts';
import type { VirtualClock } from './clock.ts';
import { createControl, type SandboxControl } from './control.ts';
import { controlApp } from './control-http.ts';
import { createDeepgram } from './deepgram/index.ts';
import { type Answer, connectionReset, halfResponse } from './effects.ts';
import { createElevenLabs } from './elevenlabs/index.ts';
import type { NewAccount } from './entities.ts';
import { createFront, type Rooms } from './front.ts';
import type { LedgerView } from './ledger.ts';
import { type Listening, listenOn } from './listen.ts';
import { createOpenai, type Openai } from './openai/index.ts';
import type { Peer } from './peers.ts';
import { createResend } from './resend/index.ts';
import { createSocketDoor } from './socket-door.ts';
import { connectInProcess, upgradeOver } from './sockets.ts';
import { createTwilio } from './twilio/index.ts';
import { createWorld, type World } from './world.ts';

/** How to make a simulated vendor network. Only `runtime` is needed. */
export interface SandboxOptions {
  /**
   * Clock, waits and log. Its `fetch` posts callbacks unless `callbackFetch` is given. Its `sleep` must really wait, or be
   * held until a clock is advanced: one that ends at once would time every webhook out.
   */
  readonly runtime: Runtime;
  /**
   * Same seed, same ids, faults and order of callbacks. Default: taken from the runtime, so that ids of two runs never
   * meet; give one only where no record outlives the sandbox.
   */
  readonly seed?: string | undefined;
  readonly accounts?: readonly NewAccount[] | undefined;
  /** How webhooks are called; give the product's in-process `fetch` to do without sockets. */
  readonly callbackFetch?: typeof globalThis.fetch | undefined;
  /** How the carrier's sockets reach the product, real WebSockets by default; give an in-process one to do without. */
  readonly openSocket?: SocketOpener | undefined;
  /** Makes `control.advance` move this clock; it should be the one behind `runtime`. */
  readonly clock?: Pick<VirtualClock, 'advance'> | undefined;
  readonly behaviour?: BehaviourChange | undefined;
  /** Lets numbers be used that could belong to somebody. Nothing leaves the machine either way. Default false. */
  readonly allowAnyNumber?: boolean | undefined;
  /** How many messages, mails and ledger rows are kept, of each kind. Default 50,000. */
  readonly historyLimit?: number | undefined;
  /** Where links in answers point while the sandbox does not listen. Default `http://sandbox.invalid`. */
  readonly url?: string | undefined;
}

/** A simulated vendor network. Twilio is at `/twilio`, Resend at `/resend` and so on, files at `/media`, the controls at `/control`. */
export interface Sandbox {
  /**
   * Answers a request in this process, without sockets. Broken connections reject as those of the global `fetch` do; a
   * request that hangs settles when its signal aborts.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Opens sockets to the vendors in this process: for `connect` of the runtime that the adapters get. */
  readonly connect: Connect;
  readonly control: SandboxControl;
  /** What happened so far, of all accounts. */
  ledger(): LedgerView;
  /** Serves on an address, 127.0.0.1 and a free port by default. Links in answers then point there. */
  listen(address?: { readonly port?: number; readonly host?: string }): Promise<Listening>;
  /** Stops listening and everything under way. What happened can still be read. */
  close(): Promise<void>;
}

const HISTORY_LIMIT = 50_000;

/**
 * Makes a simulated vendor network in this process.
 * @example
 * const sandbox = createSandbox({ runtime, accounts: [{ twilio: { accountSid, authToken } }] });
 * sandbox.control.addNumber({ number: '+12125550101', accountSid, smsUrl: 'http://127.0.0.1:3100/webhooks/support/sms' });
 * const { url } = await sandbox.listen();   // point the Twilio adapter's baseUrl at `${url}/twilio`
 */
export function createSandbox(options: SandboxOptions): Sandbox {
  const { runtime, seed = Buffer.from(runtime.randomBytes(16)).toString('hex') } = options;
  const callbackFetch = options.callbackFetch ?? ((input, init) => runtime.fetch(input, init));
  const { allowAnyNumber = false, historyLimit = HISTORY_LIMIT, url = 'http://sandbox.invalid' } = options;
  const world = createWorld({
    runtime,
    seed,
    callbackFetch,
    openSocket: options.openSocket,
    behaviour: options.behaviour,
    allowAnyNumber,
    historyLimit,
    url,
  });
  const [twilio, resend, openai] = [createTwilio(world), createResend(world), createOpenai(world)];
  const control = createControl({ world, twilio, resend, openai, clock: options.clock });
  for (const account of options.accounts ?? []) control.addAccount(account);
  const rooms: Rooms = {
    world,
    vendors: { twilio, resend, ...talkers(world, openai) },
    control: controlApp(control),
  };
  const [front, door] = [createFront(rooms), createSocketDoor(rooms)];
  const listenings: Listening[] = [];
  return {
    fetch: (input, init) => answerInProcess(front, new Request(input, init)),
    connect: connectInProcess(door),
    control,
    ledger: () => world.ledger.view(),
    listen: async address => {
      const listening = await listenOn({ front, sockets: upgradeOver(door) }, address);
      listenings.push(listening);
      world.setUrl(listening.url);
      return listening;
    },
    close: async () => {
      world.background.abort();
      await Promise.all(listenings.map(listening => listening.close()));
    },
  };
}

/** The vendors of voices, ears and minds. */
function talkers(world: World, openai: Openai): Record<'openai' | 'anthropic' | 'elevenlabs' | 'deepgram', Peer> {
  return {
    openai,
    anthropic: createAnthropic(world),
    elevenlabs: createElevenLabs(world),
    deepgram: createDeepgram(world),
  };
}

async function answerInProcess(front: (request: Request) => Promise<Answer>, request: Request): Promise<Response> {
  const { signal } = request;
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = await Promise.race([front(request), aborted]);
    if (answer instanceof Response) return answer;
    if (answer.broken === 'half-answer') return halfResponse(answer);
    if (answer.broken === 'hanging') return await aborted;
    throw new TypeError('fetch failed', { cause: connectionReset() });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
