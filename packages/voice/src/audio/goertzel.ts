/** How strong one frequency is in some samples: a fraction of their whole energy, 1 for a pure tone in an exact number of turns. */
export function toneShare(samples: Int16Array, frequency: number, sampleRate: number): number {
  const energy = energyOf(samples);
  return energy === 0 ? 0 : tonePower(samples, frequency, sampleRate) / (energy * samples.length * 0.5);
}

/** The power of one frequency (Goertzel's algorithm: one bin of a Fourier transform). */
export function tonePower(samples: Int16Array, frequency: number, sampleRate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
  let previous = 0;
  let before = 0;
  for (let at = 0; at < samples.length; at++) {
    const current = samples[at]! + coefficient * previous - before;
    before = previous;
    previous = current;
  }
  return previous * previous + before * before - coefficient * previous * before;
}

/** The sum of all squares. */
export function energyOf(samples: Int16Array): number {
  let sum = 0;
  for (let at = 0; at < samples.length; at++) sum += samples[at]! * samples[at]!;
  return sum;
}

/** How loud samples are, in decibels below full scale; -100 for silence. */
export function loudnessDb(samples: Int16Array): number {
  if (samples.length === 0) return -100;
  const meanSquare = energyOf(samples) / samples.length;
  return meanSquare < 1 ? -100 : 10 * Math.log10(meanSquare / 32_768 ** 2);
}
