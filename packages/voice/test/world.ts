import { type Runtime, type Socket, silentLog, uuidV7 } from '@buttdial/core';
import { createQueue } from '../src/queue.ts';

/** Two ends of a socket in this process. What one sends arrives at the other at once; closing one ends both. */
export function socketPair(): {
  readonly ours: Socket;
  readonly theirs: Socket;
  readonly sent: (string | Uint8Array)[];
} {
  const toUs = createQueue<string | Uint8Array>();
  const toThem = createQueue<string | Uint8Array>();
  const sent: (string | Uint8Array)[] = [];
  const close = () => {
    toUs.end();
    toThem.end();
  };
  const send = (data: string | Uint8Array) => {
    sent.push(data);
    toThem.push(data);
  };
  return {
    ours: { send, close, incoming: toUs },
    theirs: { send: data => toUs.push(data), close, incoming: toThem },
    sent,
  };
}

/** Everything an iterable gives until it ends. */
export async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

/** A world whose clock moves only by `advance`. Between two wake-ups everything that is ready runs to its end. */
export interface VirtualRuntime extends Runtime {
  advance(milliseconds: number): Promise<void>;
  /** Milliseconds since the start. */
  atMs(): number;
  /** Runs something at a time, with the sleepers of that time. */
  at(milliseconds: number, action: () => void): void;
}

interface Sleeper {
  readonly untilMs: number;
  wake(): void;
}

const startMs = Date.UTC(2026, 0, 1);

export function virtualRuntime(seed = 1): VirtualRuntime {
  const sleepers: Sleeper[] = [];
  const random = mulberry32(seed);
  let nowMs = 0;
  let ids = 0;

  function insert(sleeper: Sleeper): void {
    const later = sleepers.findIndex(other => other.untilMs > sleeper.untilMs);
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
  }

  function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper: Sleeper = { untilMs: nowMs + Math.max(0, milliseconds), wake };
      insert(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  async function advance(milliseconds: number): Promise<void> {
    const untilMs = nowMs + milliseconds;
    await rest();
    for (let next = sleepers[0]; next && next.untilMs <= untilMs; next = sleepers[0]) {
      sleepers.shift();
      nowMs = Math.max(nowMs, next.untilMs);
      next.wake();
      await rest();
    }
    nowMs = untilMs;
  }

  return {
    fetch: () => Promise.reject(new Error('There is no network here.')),
    now: () => new Date(startMs + nowMs),
    newId: () =>
      uuidV7(
        startMs + nowMs,
        Uint8Array.from({ length: 10 }, (_, at) => (at === 9 ? 0 : (ids++ >> (at * 2)) & 255)),
      ),
    random,
    randomBytes: length => Uint8Array.from({ length }, () => Math.floor(random() * 256)),
    sleep,
    timeout(milliseconds) {
      const late = new AbortController();
      insert({ untilMs: nowMs + milliseconds, wake: () => late.abort(new DOMException('Late.', 'TimeoutError')) });
      return late.signal;
    },
    log: silentLog,
    advance,
    atMs: () => nowMs,
    at: (milliseconds, action) => insert({ untilMs: nowMs + milliseconds, wake: action }),
  };
}

// One turn of the event loop runs every promise that is ready, and the promises that those make ready.
const rest = () => new Promise<void>(resolve => setImmediate(resolve));

/** A small generator of good numbers from one seed. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
