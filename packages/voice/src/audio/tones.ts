import { loudnessDb, toneShare } from './goertzel.ts';

/** A steady tone. `amplitude` between 0 and 1 of full scale. */
export interface Tone {
  readonly frequencies: readonly number[];
  readonly durationMs: number;
  readonly amplitude?: number;
}

/** Samples of a tone, or of several at once. */
export function synthesizeTone({ frequencies, durationMs, amplitude = 0.4 }: Tone, sampleRate = 8000): Int16Array {
  const scale = (amplitude * 32_767) / Math.max(1, frequencies.length);
  return Int16Array.from({ length: Math.round((durationMs * sampleRate) / 1000) }, (_, at) =>
    Math.round(scale * frequencies.reduce((sum, one) => sum + Math.sin((2 * Math.PI * one * at) / sampleRate), 0)),
  );
}

const lowest = 350;
const highest = 2500;
const step = 25;
const shortestMs = 120;
const longestMs = 800;
const quietestDb = -45;

/**
 * Finds the beep of an answering machine in a stream of frames: one steady frequency between 350 and 2,500 Hz for 120 to
 * 800 ms. Says true once, with the frame after its end.
 */
export function createBeepDetector(sampleRate = 8000): (samples: Int16Array) => boolean {
  let frequency = 0;
  let steadyMs = 0;

  return samples => {
    const found = steadyTone(samples, sampleRate, frequency);
    const frameMs = (samples.length * 1000) / sampleRate;
    const isSame = found !== undefined && Math.abs(found - frequency) <= 2 * step;
    const wasBeep = !isSame && steadyMs >= shortestMs && steadyMs <= longestMs;
    steadyMs = isSame ? steadyMs + frameMs : found === undefined ? 0 : frameMs;
    frequency = found ?? 0;
    return wasBeep;
  };
}

// What the tone was in the frame before is tried first: a steady tone costs three bins instead of eighty-seven.
function steadyTone(samples: Int16Array, sampleRate: number, before: number): number | undefined {
  if (loudnessDb(samples) < quietestDb) return undefined;
  const near = before ? [before, before - step, before + step] : [];
  const again = near.find(frequency => toneShare(samples, frequency, sampleRate) > 0.75);
  if (again !== undefined) return again;
  let best = { frequency: 0, share: 0 };
  for (let frequency = lowest; frequency <= highest; frequency += step) {
    const share = toneShare(samples, frequency, sampleRate);
    if (share > best.share) best = { frequency, share };
  }
  return best.share > 0.75 ? best.frequency : undefined;
}
