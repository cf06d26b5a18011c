import type { AudioFormat } from '@buttdial/core';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.ts';
import { createResampler } from './resample.ts';

/** Bytes as linear samples. @throws RangeError for compressed formats. */
export function toSamples(audio: Uint8Array, format: AudioFormat): Int16Array {
  if (format.encoding === 'mulaw') return decodeMulaw(audio);
  if (format.encoding === 'alaw') return decodeAlaw(audio);
  if (format.encoding === 'pcm16') return decodePcm16(audio);
  throw new RangeError(`${format.encoding} cannot be read sample by sample`);
}

/** Linear samples as bytes. @throws RangeError for compressed formats. */
export function fromSamples(samples: Int16Array, format: AudioFormat): Uint8Array {
  if (format.encoding === 'mulaw') return encodeMulaw(samples);
  if (format.encoding === 'alaw') return encodeAlaw(samples);
  if (format.encoding === 'pcm16') return encodePcm16(samples);
  throw new RangeError(`${format.encoding} cannot be written sample by sample`);
}

/** Whether `createConverter` can go between these formats: one channel, no compression. */
export function canConvert(from: AudioFormat, to: AudioFormat): boolean {
  const plain = [from, to].every(
    format => ['mulaw', 'alaw', 'pcm16'].includes(format.encoding) && format.channels === 1,
  );
  return plain || isSame(from, to);
}

/** The same bytes mean the same sound. */
export function isSame(one: AudioFormat, other: AudioFormat): boolean {
  return one.encoding === other.encoding && one.sampleRate === other.sampleRate && one.channels === other.channels;
}

/** Turns a stream of audio of one format into another, piece by piece; the same format passes untouched. @throws RangeError where that cannot be done. */
export function createConverter(from: AudioFormat, to: AudioFormat): (audio: Uint8Array) => Uint8Array {
  if (isSame(from, to)) return audio => audio;
  if (!canConvert(from, to)) throw new RangeError(`no way from ${from.encoding} to ${to.encoding}`);
  const resample = createResampler(from.sampleRate, to.sampleRate);
  return audio => fromSamples(resample(toSamples(audio, from)), to);
}

// By view where the bytes lie on an even address; little-endian is what every machine that runs Node is.
function decodePcm16(audio: Uint8Array): Int16Array {
  const length = audio.length >> 1;
  if (audio.byteOffset % 2 === 0) return new Int16Array(audio.buffer, audio.byteOffset, length);
  const samples = new Int16Array(length);
  for (let at = 0; at < length; at++) samples[at] = audio[2 * at]! | (audio[2 * at + 1]! << 8);
  return samples;
}

function encodePcm16(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
