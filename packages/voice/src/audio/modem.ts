import type { AudioFormat, SpeechChunk } from '@buttdial/core';
import { fromSamples } from './convert.ts';
import { energyOf, tonePower } from './goertzel.ts';

/**
 * The modem voice: text as sixteen tones, half a byte every 20 ms. It is not for people. What was played, to the
 * character, can be read back from the audio, so that tests and the simulated network know what would have been heard.
 */
const lowest = 500;
const spacing = 150;
const symbolMs = 20;

/** How long one byte of text plays. */
export const modemByteMs = 2 * symbolMs;

/** Text as samples, 40 ms a byte of UTF-8. */
export function modemSamples(text: string, sampleRate = 8000): Int16Array {
  const bytes = new TextEncoder().encode(text);
  const size = (sampleRate * symbolMs) / 1000;
  const samples = new Int16Array(bytes.length * 2 * size);
  bytes.forEach((byte, index) => {
    [byte >> 4, byte & 15].forEach((nibble, half) => {
      const turn = (2 * Math.PI * (lowest + spacing * nibble)) / sampleRate;
      const start = (index * 2 + half) * size;
      for (let at = 0; at < size; at++) samples[start + at] = Math.round(12_000 * Math.sin(turn * at));
    });
  });
  return samples;
}

/** Text as audio with its alignment: one chunk a character. */
export function* modemSpeech(text: string, format: AudioFormat): Generator<SpeechChunk> {
  let startMs = 0;
  for (const character of text) {
    const audio = fromSamples(modemSamples(character, format.sampleRate), format);
    const endMs = startMs + new TextEncoder().encode(character).length * modemByteMs;
    yield { audio, alignment: [{ text: character, startMs, endMs }] };
    startMs = endMs;
  }
}

/**
 * Reads modem voice back. Begins at the first sample that is not silent and stops at the first symbol that is silent or
 * incomplete; a byte of which only half was played, and a character of which bytes are missing, do not count.
 */
export function readModem(samples: Int16Array, sampleRate = 8000): string {
  const size = (sampleRate * symbolMs) / 1000;
  const start = samples.findIndex(sample => Math.abs(sample) > 500);
  if (start === -1) return '';
  // The first sample of a symbol is zero, so the first loud one is the second.
  const nibbles: number[] = [];
  for (let at = Math.max(0, start - 1); at + size <= samples.length; at += size) {
    const symbol = samples.subarray(at, at + size);
    if (energyOf(symbol) / size < 250_000) break;
    nibbles.push(strongestTone(symbol, sampleRate));
  }
  const bytes = Uint8Array.from(
    { length: nibbles.length >> 1 },
    (_, at) => (nibbles[2 * at]! << 4) | nibbles[2 * at + 1]!,
  );
  return new TextDecoder().decode(bytes, { stream: true });
}

function strongestTone(symbol: Int16Array, sampleRate: number): number {
  let best = { nibble: 0, power: -1 };
  for (let nibble = 0; nibble < 16; nibble++) {
    const power = tonePower(symbol, lowest + spacing * nibble, sampleRate);
    if (power > best.power) best = { nibble, power };
  }
  return best.nibble;
}
