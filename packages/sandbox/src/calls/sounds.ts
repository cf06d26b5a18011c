import { decodeMulaw, encodeMulaw, synthesizeTone } from '@buttdial/voice/wire';
import type { RandomStream } from '../seed.ts';

/** A broken chord, below the pitch of the modem voice: a phone plays it to who waits. */
const chord = [262, 330, 392, 330] as const;
const noteMs = 400;
const samplesPerMs = 8;

/** Music for those who wait. */
export function melody(durationMs: number): Int16Array {
  const samples = new Int16Array(Math.round(durationMs * samplesPerMs));
  for (let at = 0, note = 0; at < samples.length; note++) {
    const tone = synthesizeTone({ frequencies: [chord[note % chord.length]!], durationMs: noteMs });
    samples.set(tone.subarray(0, samples.length - at), at);
    at += tone.length;
  }
  return samples;
}

/** Adds hiss to 20 ms of telephone audio, so many decibels below full scale. */
export function createHiss(random: RandomStream): (frame: Uint8Array, noiseDb: number) => Uint8Array {
  return (frame, noiseDb) => {
    // Uniform noise between -a and a has the power a²/3.
    const amplitude = 32_768 * 10 ** (noiseDb / 20) * Math.sqrt(3);
    const samples = decodeMulaw(frame).map(sample => {
      const loud = sample + (2 * random.next() - 1) * amplitude;
      return Math.max(-32_768, Math.min(32_767, Math.round(loud)));
    });
    return encodeMulaw(samples);
  };
}
