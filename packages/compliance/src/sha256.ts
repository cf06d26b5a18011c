/* Synchronous SHA-256 (FIPS 180-4) and HMAC (RFC 2104). The engine is synchronous and runs in browsers, where the
   platform only offers an asynchronous digest. */

const roundConstants = new Int32Array(64);
const initialState = new Int32Array(8);

function fillConstants(): void {
  const fraction = (value: number) => ((value - Math.floor(value)) * 2 ** 32) | 0;
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) if (candidate % divisor === 0) prime = false;
    if (!prime) continue;
    if (found < 8) initialState[found] = fraction(Math.sqrt(candidate));
    roundConstants[found] = fraction(Math.cbrt(candidate));
    found += 1;
  }
}
fillConstants();

const schedule = new Int32Array(64);

function fillSchedule(bytes: Uint8Array, at: number): void {
  const w = schedule;
  for (let i = 0; i < 16; i += 1) {
    const o = at + i * 4;
    w[i] = (bytes[o]! << 24) | (bytes[o + 1]! << 16) | (bytes[o + 2]! << 8) | bytes[o + 3]!;
  }
  for (let i = 16; i < 64; i += 1) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
}

function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  fillSchedule(bytes, at);
  const w = schedule;
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + roundConstants[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

/** A running digest: feed it pieces, then take the 32 bytes once. */
export function createSha256(): { update(bytes: Uint8Array): void; digest(): Uint8Array } {
  const state = initialState.slice();
  const rest = new Uint8Array(64);
  let filled = 0;
  let total = 0;
  const update = (bytes: Uint8Array) => {
    total += bytes.length;
    let at = 0;
    if (filled > 0) {
      at = Math.min(64 - filled, bytes.length);
      rest.set(bytes.subarray(0, at), filled);
      filled += at;
      if (filled < 64) return;
      compress(state, rest, 0);
    }
    for (; at + 64 <= bytes.length; at += 64) compress(state, bytes, at);
    rest.set(bytes.subarray(at));
    filled = bytes.length - at;
  };
  const digest = () => {
    const bitsHigh = Math.floor(total / 2 ** 29);
    const bitsLow = (total << 3) >>> 0;
    const tail = new Uint8Array(filled < 56 ? 64 - filled : 128 - filled);
    tail[0] = 0x80;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, bitsHigh);
    view.setUint32(tail.length - 4, bitsLow);
    update(tail);
    const out = new Uint8Array(32);
    const words = new DataView(out.buffer);
    for (let i = 0; i < 8; i += 1) words.setInt32(i * 4, state[i]!);
    return out;
  };
  return { update, digest };
}

const encoder = new TextEncoder();

export function sha256(input: string | Uint8Array): Uint8Array {
  const hash = createSha256();
  hash.update(typeof input === 'string' ? encoder.encode(input) : input);
  return hash.digest();
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += hexPairs[byte];
  return out;
}

export function hmacSha256(key: Uint8Array, message: string): Uint8Array {
  const padded = new Uint8Array(64);
  padded.set(key.length > 64 ? sha256(key) : key);
  const inner = createSha256();
  inner.update(padded.map(byte => byte ^ 0x36));
  inner.update(encoder.encode(message));
  const outer = createSha256();
  outer.update(padded.map(byte => byte ^ 0x5c));
  outer.update(inner.digest());
  return outer.digest();
}
