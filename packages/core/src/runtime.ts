import { randomBytes, randomInt } from 'node:crypto';
import type { Connect } from './connect.ts';

/** Values of a log field. Addresses, bodies, transcripts, digits and tokens never go in. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** A structured log. Event names are static words; whatever varies goes into fields. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Everything outside the process that our code may touch. Tests and the simulator replace all of it. */
export interface Runtime {
  readonly fetch: typeof globalThis.fetch;
  /** Opens WebSockets. Absent where there is nothing to connect to. */
  readonly connect?: Connect;
  now(): Date;
  /** A new unique id that sorts by time of creation (UUID version 7). */
  newId(): string;
  /** Uniform in [0, 1); for jitter, not for secrets. */
  random(): number;
  /** Unguessable bytes, for tokens, keys and nonces. */
  randomBytes(length: number): Uint8Array;
  /** @throws the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Aborts after so long, with a `TimeoutError`. Nothing stays alive for it, and nobody has to release it. */
  timeout(milliseconds: number): AbortSignal;
  readonly log: Log;
}

/** A log that drops everything. */
export const silentLog: Log = { debug: drop, info: drop, warn: drop, error: drop };

function drop(): undefined {
  return undefined;
}

/** The real world: this machine's clock, randomness, timers and network. */
export function systemRuntime(log: Log = silentLog): Runtime {
  const pool = randomPool();
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    // Loaded by the first socket: most processes open none.
    connect: async opening => (await import('./websocket.ts')).connectWebSocket(opening),
    now: () => new Date(),
    newId: () => uuidV7(Date.now(), pool(10)),
    random: () => randomInt(0x1_0000_0000) / 0x1_0000_0000,
    randomBytes: length => new Uint8Array(pool(length)),
    sleep,
    timeout: milliseconds => AbortSignal.timeout(milliseconds),
    log,
  };
}

// Asking the system for 4 kB costs little more than asking for 10 bytes.
function randomPool(): (length: number) => Uint8Array {
  let bytes = new Uint8Array();
  let used = 0;
  return length => {
    if (length > 256) return randomBytes(length);
    if (used + length > bytes.length) {
      bytes = randomBytes(4096);
      used = 0;
    }
    used += length;
    return bytes.subarray(used - length, used);
  };
}

// Filled anew for every id, which takes a third of the time of putting texts together.
const idBytes = Buffer.alloc(16);

/**
 * RFC 9562 version 7: 48 bits of milliseconds, then 74 random bits, so ids made later sort later.
 * @param random 10 bytes
 */
export function uuidV7(atMs: number, random: Uint8Array): string {
  idBytes.writeUIntBE(atMs, 0, 6);
  idBytes.set(random, 6);
  idBytes[6] = 0x70 | (idBytes[6]! & 0x0f);
  idBytes[8] = 0x80 | (idBytes[8]! & 0x3f);
  const hex = idBytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
    function done() {
      signal?.removeEventListener('abort', stop);
      resolve();
    }
    function stop() {
      clearTimeout(timer);
      reject(signal?.reason);
    }
  });
}
