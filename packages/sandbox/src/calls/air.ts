import type { Runtime } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';

/** What a phone hears. `interrupted`: only the beginning was spoken. */
export type Heard =
  | { readonly kind: 'speech'; readonly text: string; readonly interrupted: boolean }
  | { readonly kind: 'digit'; readonly digit: string };

/** Whatever listens on the account's side of a call at the moment. */
export interface Listener {
  /** The phone speaks. Resolves once it has said everything. */
  hear(text: string): Promise<void>;
  press(digit: string): void;
  /** The tone of an answering machine. */
  beep?(): Promise<void>;
}

/** A phone in a call, for whoever holds it. Everything rejects once the call is over, except `heard`. */
export interface Handset {
  /** Waits until somebody listens, then speaks. */
  say(text: string): Promise<void>;
  press(digits: string): Promise<void>;
  beep(): Promise<void>;
  /** The next thing to be heard, or undefined when the call is over. */
  heard(): Promise<Heard | undefined>;
  wait(milliseconds: number): Promise<void>;
  hangUp(): void;
}

/** One line of what was said in a call. */
export interface CallLine {
  readonly at: string;
  readonly by: 'phone' | 'account';
  readonly text: string;
}

/** What lies between a phone and the account's side of its call. */
export interface Air {
  readonly handset: Handset;
  /** Resolves after the tone of an answering machine. */
  readonly beeped: Promise<void>;
  attach(listener: Listener): void;
  /** Nobody listens for the moment: the phone waits with what it has to say. */
  detach(listener: Listener): void;
  /** Brings what the account's side said to the phone. */
  deliver(heard: Heard): void;
}

export interface AirWorld {
  readonly runtime: Runtime;
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
  readonly note: (line: Omit<CallLine, 'at'>) => void;
  readonly hangUp: () => void;
}

const BETWEEN_KEYS_MS = 100;

/** The air of one call. */
export function createAir(world: AirWorld): Air {
  const { signal, runtime, note } = world;
  const heard = createQueue<Heard>();
  const ears = heard[Symbol.asyncIterator]();
  const [beeped, place] = [Promise.withResolvers<void>(), listenerPlace(signal)];
  signal.addEventListener('abort', () => heard.end(), { once: true });
  const say = async (text: string) => {
    const listener = await place.taken();
    note({ by: 'phone', text });
    await listener.hear(text);
    signal.throwIfAborted();
  };
  const press = async (digits: string) => {
    for (const digit of digits) {
      (await place.taken()).press(digit);
      note({ by: 'phone', text: `(${digit})` });
      await runtime.sleep(BETWEEN_KEYS_MS, signal);
    }
  };
  const beep = async () => {
    await (await place.taken()).beep?.();
    beeped.resolve();
  };
  const next = async () => {
    const { value, done } = await ears.next();
    return done || signal.aborted ? undefined : (value as Heard);
  };
  const deliver = (one: Heard) => {
    note({ by: 'account', text: one.kind === 'speech' ? one.text : `(${one.digit})` });
    heard.push(one);
  };
  const wait = (milliseconds: number) => runtime.sleep(milliseconds, signal);
  const handset = { say, press, beep, heard: next, wait, hangUp: world.hangUp };
  return { handset, beeped: beeped.promise, attach: place.take, detach: place.leave, deliver };
}

// One listener at a time; who has something to say waits until the place is taken.
function listenerPlace(signal: AbortSignal) {
  let current: Listener | undefined;
  let awaited = Promise.withResolvers<Listener>();
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => undefined);
  signal.addEventListener('abort', () => over.reject(signal.reason), { once: true });
  const taken = async () => {
    signal.throwIfAborted();
    return current ?? Promise.race([awaited.promise, over.promise]);
  };
  const take = (listener: Listener) => {
    current = listener;
    awaited.resolve(listener);
  };
  const leave = (listener: Listener) => {
    if (current !== listener) return;
    current = undefined;
    awaited = Promise.withResolvers<Listener>();
  };
  return { taken, take, leave };
}
