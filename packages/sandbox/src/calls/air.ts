import type { Runtime } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';
import { type Between, createBetween } from './between.ts';
import type { CallLine, Heard, LineConditions, Listener, Manner } from './spoken.ts';

/** A phone in a call, for whoever holds it. Everything rejects once the call is over, except `heard`. */
export interface Handset {
  /** Waits until somebody listens, then speaks. */
  say(text: string, manner?: Manner): Promise<void>;
  press(digits: string): Promise<void>;
  beep(): Promise<void>;
  music(durationMs: number): Promise<void>;
  /** Waits until the account's side begins to speak; at once if it does so now. */
  accountSpeaks(): Promise<void>;
  isAccountSpeaking(): boolean;
  /** How good the line is from now on. */
  line(conditions: LineConditions): void;
  /** The next thing to be heard, or undefined when the call is over. */
  heard(): Promise<Heard | undefined>;
  wait(milliseconds: number): Promise<void>;
  hangUp(): void;
}

/** What lies between a phone and the account's side of its call. */
export interface Air extends Between {
  readonly handset: Handset;
  /** Resolves after the tone of an answering machine. */
  readonly beeped: Promise<void>;
  attach(listener: Listener): void;
  /** Nobody listens for the moment: the phone waits with what it has to say. */
  detach(listener: Listener): void;
  /** Brings what the account's side said to the phone. */
  deliver(heard: Heard): void;
  conditions(): LineConditions;
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
  const say = async (text: string, manner?: Manner) => {
    const listener = await place.taken();
    note({ by: 'phone', text });
    await listener.hear(text, manner);
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
  const between = createBetween({ signal, listener: place.current, note });
  const deliver = (one: Heard) => {
    note({ by: 'account', text: one.kind === 'speech' ? one.text : `(${one.digit})` });
    const isPassedOn = one.kind === 'speech' && between.said(one.text, one.interrupted);
    heard.push(isPassedOn ? { ...one, isPassedOn } : one);
  };
  const wait = (milliseconds: number) => runtime.sleep(milliseconds, signal);
  const music = async (durationMs: number) => {
    const listener = await place.taken();
    await (listener.music?.(durationMs) ?? wait(durationMs));
    signal.throwIfAborted();
  };
  let conditions: LineConditions = {};
  const line = (given: LineConditions) => {
    conditions = given;
  };
  const { accountSpeaks, isAccountSpeaking, said: _, ...ends } = between;
  const speaking = { accountSpeaks, isAccountSpeaking };
  const handset: Handset = { say, press, beep, music, ...speaking, line, heard: next, wait, hangUp: world.hangUp };
  const door = { attach: place.take, detach: place.leave, deliver, conditions: () => conditions };
  return { handset, beeped: beeped.promise, ...door, ...ends };
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
  return { taken, take, leave, current: () => current };
}
