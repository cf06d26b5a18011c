import { createHash } from 'node:crypto';

/** One reproducible stream of random numbers and ids. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  next(): number;
  /** Lower-case hexadecimal digits. */
  hex(length: number): string;
  /** Shaped like a UUID of version 4. */
  uuid(): string;
}

/**
 * Independent streams from one seed, by name: a draw in one stream never shifts another, so switching a fault on does
 * not change the ids of the messages around it.
 */
function seededStream(seed: string, name: string): RandomStream {
  const words = createHash('sha256').update(`${seed}\u0000${name}`).digest();
  let [a, b, c, counter] = [words.readUInt32LE(0), words.readUInt32LE(4), words.readUInt32LE(8), 1];
  // sfc32: small, fast and well distributed; nothing here is a secret.
  const word = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) word();
  const hex = (length: number) => {
    let text = '';
    while (text.length < length) text += word().toString(16).padStart(8, '0');
    return text.slice(0, length);
  };
  return { next: () => word() / 0x1_0000_0000, hex, uuid: () => uuid(hex(32)) };
}

function uuid(hex: string): string {
  const variant = (8 + (Number.parseInt(hex.slice(16, 17), 16) & 3)).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** The streams of one sandbox. After `reset` they start again from the seed. */
export interface SeededRandom {
  /** For ids and secrets of the simulated vendors. */
  readonly ids: RandomStream;
  /** For faults that hit by probability. */
  readonly faults: RandomStream;
  /** For callbacks that are doubled, shuffled or lost. */
  readonly callbacks: RandomStream;
  /** For how long models think. */
  readonly models: RandomStream;
  /** For lines that hiss and lose, and for people who speak when they like. */
  readonly lines: RandomStream;
  reset(): void;
}

/** All streams of a sandbox from one seed. */
export function createRandom(seed: string): SeededRandom {
  const make = (name: string) => {
    let current = seededStream(seed, name);
    const stream: RandomStream = {
      next: () => current.next(),
      hex: length => current.hex(length),
      uuid: () => current.uuid(),
    };
    return { stream, reset: () => (current = seededStream(seed, name)) };
  };
  const [ids, faults, callbacks] = [make('ids'), make('faults'), make('callbacks')];
  const [models, lines] = [make('models'), make('lines')];
  const reset = () => {
    for (const made of [ids, faults, callbacks, models, lines]) made.reset();
  };
  return {
    ids: ids.stream,
    faults: faults.stream,
    callbacks: callbacks.stream,
    models: models.stream,
    lines: lines.stream,
    reset,
  };
}
