import { energyOf, loudnessDb, tonePower } from './goertzel.ts';
import { synthesizeTone } from './tones.ts';

const rows = [697, 770, 852, 941] as const;
const columns = [1209, 1336, 1477, 1633] as const;
const keys = ['123A', '456B', '789C', '*0#D'] as const;

/** Digits as samples: 100 ms of tones and 60 ms of silence each; `w` waits half a second. Other characters are skipped. */
export function synthesizeDigits(digits: string, sampleRate = 8000): Int16Array {
  const parts = [...digits.toUpperCase()].map(digit => synthesizeDigit(digit, sampleRate));
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function synthesizeDigit(digit: string, sampleRate: number): Int16Array {
  if (digit === 'W') return new Int16Array(sampleRate / 2);
  const row = keys.findIndex(line => line.includes(digit));
  if (row === -1) return new Int16Array(0);
  const frequencies = [rows[row]!, columns[keys[row]!.indexOf(digit)]!];
  const tone = synthesizeTone({ frequencies, durationMs: 100, amplitude: 0.6 }, sampleRate);
  const withPause = new Int16Array(tone.length + Math.round(sampleRate * 0.06));
  withPause.set(tone);
  return withPause;
}

/**
 * Finds keys pressed in a stream of frames of about 20 ms: both tones for two frames, no further than 8 dB apart, and
 * nothing else of weight. Says each key once.
 */
export function createDigitDetector(sampleRate = 8000): (samples: Int16Array) => string | undefined {
  let last: string | undefined;
  let frames = 0;

  return samples => {
    const found = digitIn(samples, sampleRate);
    frames = found === last ? frames + 1 : 1;
    last = found;
    return frames === 2 ? found : undefined;
  };
}

function digitIn(samples: Int16Array, sampleRate: number): string | undefined {
  if (loudnessDb(samples) < -40) return undefined;
  const row = strongest(samples, rows, sampleRate);
  const column = strongest(samples, columns, sampleRate);
  const twist = 10 * Math.log10(row.power / column.power);
  const share = (row.power + column.power) / (energyOf(samples) * samples.length * 0.5);
  if (Math.abs(twist) > 8 || share < 0.7 || !row.isClear || !column.isClear) return undefined;
  return keys[row.index]![column.index];
}

function strongest(samples: Int16Array, frequencies: readonly number[], sampleRate: number) {
  const powers = frequencies.map(frequency => tonePower(samples, frequency, sampleRate));
  const power = Math.max(...powers);
  const index = powers.indexOf(power);
  // Neighbours leak into each other in 20 ms; a real key still stands out.
  return { power, index, isClear: powers.every((other, at) => at === index || other < power * 0.5) };
}
