/** Tables of the two codes of telephone audio (ITU-T G.711): eight bits on the wire, sixteen bits linear. */

const mulawBias = 0x84;
const mulawClip = 32_635;

const mulawToLinear = Int16Array.from({ length: 256 }, (_, code) => expandMulaw(code));
const alawToLinear = Int16Array.from({ length: 256 }, (_, code) => expandAlaw(code));
// One entry for every linear value: encoding is a look-up too.
const linearToMulaw = Uint8Array.from({ length: 65_536 }, (_, index) => compressMulaw((index << 16) >> 16));
const linearToAlaw = Uint8Array.from({ length: 65_536 }, (_, index) => compressAlaw((index << 16) >> 16));

/** µ-law bytes as linear samples. */
export function decodeMulaw(bytes: Uint8Array): Int16Array {
  return lookUp(bytes, mulawToLinear);
}

/** A-law bytes as linear samples. */
export function decodeAlaw(bytes: Uint8Array): Int16Array {
  return lookUp(bytes, alawToLinear);
}

/** Linear samples as µ-law bytes. */
export function encodeMulaw(samples: Int16Array): Uint8Array {
  return find(samples, linearToMulaw);
}

/** Linear samples as A-law bytes. */
export function encodeAlaw(samples: Int16Array): Uint8Array {
  return find(samples, linearToAlaw);
}

function lookUp(bytes: Uint8Array, table: Int16Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) samples[at] = table[bytes[at]!]!;
  return samples;
}

function find(samples: Int16Array, table: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at++) bytes[at] = table[samples[at]! & 0xffff]!;
  return bytes;
}

function expandMulaw(code: number): number {
  const flipped = ~code & 0xff;
  const exponent = (flipped >> 4) & 7;
  const magnitude = (((flipped & 15) << 3) + mulawBias) << exponent;
  return flipped & 0x80 ? mulawBias - magnitude : magnitude - mulawBias;
}

function compressMulaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), mulawClip) + mulawBias;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 15;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function expandAlaw(code: number): number {
  const flipped = code ^ 0x55;
  const exponent = (flipped >> 4) & 7;
  const mantissa = flipped & 15;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return flipped & 0x80 ? magnitude : -magnitude;
}

function compressAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  // Thirteen bits count; of negative values the one's complement, as the standard says.
  const magnitude = sample >= 0 ? sample >> 3 : ~sample >> 3;
  const exponent = Math.max(0, 27 - Math.clz32(magnitude));
  const mantissa = (magnitude >> Math.max(1, exponent)) & 15;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}
