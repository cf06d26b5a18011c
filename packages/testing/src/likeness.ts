/** How alike two pieces of speech sound, and what is missing in one of them. Samples are linear, at 8,000 Hz. */
export interface Comparison {
  /** Mean difference of the spectra where the original is loud, decibels. */
  readonly spectralDistanceDb: number;
  /** Runs of 20 ms and more in which the original is loud and the copy is silent. */
  readonly gaps: number;
}

const sampleRate = 8000;
const frame = 200;
const hop = 80;
const fftSize = 256;
const bands = 20;
const coefficients = 12;
const silentPeak = 150;

/**
 * Which of these was said: the one whose course of sounds (cepstra, aligned by dynamic time warping) is the nearest.
 * @returns its index, and all distances.
 */
export function nearest(
  heard: Int16Array,
  candidates: readonly Int16Array[],
): { readonly index: number; readonly distances: readonly number[] } {
  const distances = candidates.map(candidate => warpedDistance(cepstraOf(heard), cepstraOf(candidate)));
  return { index: distances.indexOf(Math.min(...distances)), distances };
}

/** Holds a copy against its original; the copy may begin later or earlier, by up to 100 ms. */
export function compare(original: Int16Array, copy: Int16Array): Comparison {
  const shift = bestShift(original, copy);
  const [ours, theirs] = shift < 0 ? [original.subarray(-shift), copy] : [original, copy.subarray(shift)];
  const length = Math.min(ours.length, theirs.length);
  return {
    spectralDistanceDb: spectralDistance(ours.subarray(0, length), theirs.subarray(0, length)),
    gaps: gapsIn(ours.subarray(0, length), theirs.subarray(0, length)),
  };
}

/** Without the silence before and behind. */
export function trimmed(samples: Int16Array): Int16Array {
  const isLoud = (sample: number) => Math.abs(sample) > silentPeak;
  const [start, end] = [samples.findIndex(isLoud), samples.findLastIndex(isLoud)];
  return start === -1 ? samples.subarray(0, 0) : samples.subarray(start, end + 1);
}

/** Cut where it is silent for so long. */
export function utterancesIn(samples: Int16Array, pauseMs: number): readonly Int16Array[] {
  const pause = (pauseMs * sampleRate) / 1000;
  const found: Int16Array[] = [];
  let [start, last] = [-1, 0];
  for (let at = 0; at <= samples.length; at++) {
    const isLoud = at < samples.length && Math.abs(samples[at]!) > silentPeak;
    if (isLoud && start === -1) start = at;
    if (isLoud) last = at;
    if (start === -1 || (at < samples.length && at - last < pause)) continue;
    found.push(samples.subarray(start, last + 1));
    start = -1;
  }
  return found;
}

function gapsIn(original: Int16Array, copy: Int16Array): number {
  const size = 160;
  let gaps = 0;
  let isOpen = false;
  for (let at = 0; at + size <= original.length; at += size) {
    const isLost = level(original.subarray(at, at + size)) > 400 && level(copy.subarray(at, at + size)) < 20;
    if (isLost && !isOpen) gaps += 1;
    isOpen = isLost;
  }
  return gaps;
}

function level(samples: Int16Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}

function bestShift(original: Int16Array, copy: Int16Array): number {
  const reach = 800;
  let best = { shift: 0, score: Number.NEGATIVE_INFINITY };
  for (let shift = -reach; shift <= reach; shift += 1) {
    let score = 0;
    for (let at = 1600; at < Math.min(8000, original.length); at += 3) score += original[at]! * (copy[at + shift] ?? 0);
    if (score > best.score) best = { shift, score };
  }
  return best.shift;
}

function spectralDistance(original: Int16Array, copy: Int16Array): number {
  const [ours, theirs] = [energiesOf(original), energiesOf(copy)];
  const loudest = Math.max(...ours.map(energies => Math.max(...energies)));
  let [sum, count] = [0, 0];
  ours.forEach((energies, at) => {
    energies.forEach((energy, band) => {
      // What lies far below the loudest is masked by it.
      if (energy < loudest - 40) return;
      sum += Math.abs(energy - theirs[at]![band]!);
      count += 1;
    });
  });
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count;
}

/** The energies of the mel bands of each frame, decibels. */
function energiesOf(samples: Int16Array): readonly Float64Array[] {
  const filters = melFilters();
  const found: Float64Array[] = [];
  for (let at = 0; at + frame <= samples.length; at += hop) {
    const power = powerSpectrum(samples.subarray(at, at + frame));
    found.push(
      Float64Array.from(
        filters,
        filter => 10 * Math.log10(1 + filter.reduce((sum, weight, bin) => sum + weight * power[bin]!, 0)),
      ),
    );
  }
  return found;
}

const knownCepstra = new WeakMap<Int16Array, readonly Float64Array[]>();

/** Cepstra without their mean, so that the loudness and the colour of a line do not count. */
function cepstraOf(samples: Int16Array): readonly Float64Array[] {
  const known = knownCepstra.get(samples);
  if (known) return known;
  // Twenty milliseconds apart is close enough to follow speech.
  const every = energiesOf(samples).filter((_, at) => at % 2 === 0);
  const cepstra = every.map(energies =>
    Float64Array.from({ length: coefficients }, (_, k) =>
      energies.reduce((sum, energy, band) => sum + energy * Math.cos((Math.PI * (k + 1) * (band + 0.5)) / bands), 0),
    ),
  );
  const mean = Float64Array.from(
    { length: coefficients },
    (_, k) => cepstra.reduce((sum, one) => sum + one[k]!, 0) / cepstra.length,
  );
  const centred = cepstra.map(one => one.map((value, k) => value - mean[k]!));
  knownCepstra.set(samples, centred);
  return centred;
}

/** Mean distance along the best alignment. */
function warpedDistance(left: readonly Float64Array[], right: readonly Float64Array[]): number {
  let before = new Float64Array(right.length + 1).fill(Number.POSITIVE_INFINITY);
  before[0] = 0;
  for (const one of left) {
    const now = new Float64Array(right.length + 1).fill(Number.POSITIVE_INFINITY);
    for (let at = 1; at <= right.length; at++) {
      const best = Math.min(before[at]!, before[at - 1]!, now[at - 1]!);
      now[at] = best + distance(one, right[at - 1]!);
    }
    before = now;
  }
  return before[right.length]! / (left.length + right.length);
}

function distance(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < coefficients; k++) sum += (left[k]! - right[k]!) ** 2;
  return Math.sqrt(sum);
}

let filterBank: readonly Float64Array[] | undefined;

/** Triangles on the mel scale, from 100 to 3,800 Hz. */
function melFilters(): readonly Float64Array[] {
  const mel = (hertz: number) => 2595 * Math.log10(1 + hertz / 700);
  const hertz = (value: number) => 700 * (10 ** (value / 2595) - 1);
  const edge = (index: number) => hertz(mel(100) + ((mel(3800) - mel(100)) * index) / (bands + 1));
  filterBank ??= Array.from({ length: bands }, (_, band) =>
    Float64Array.from({ length: fftSize / 2 }, (_, bin) => {
      const at = (bin * sampleRate) / fftSize;
      const [low, middle, high] = [edge(band), edge(band + 1), edge(band + 2)];
      return Math.max(0, Math.min((at - low) / (middle - low), (high - at) / (high - middle)));
    }),
  );
  return filterBank;
}

function powerSpectrum(samples: Int16Array): Float64Array {
  const real = new Float64Array(fftSize);
  const imaginary = new Float64Array(fftSize);
  for (let at = 0; at < frame; at++)
    real[at] = samples[at]! * (0.54 - 0.46 * Math.cos((2 * Math.PI * at) / (frame - 1)));
  fourier(real, imaginary);
  return Float64Array.from({ length: fftSize / 2 }, (_, bin) => real[bin]! ** 2 + imaginary[bin]! ** 2);
}

/** In place, for lengths that are powers of two. */
function fourier(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  for (let at = 1, mirror = 0; at < size; at++) {
    let bit = size >> 1;
    for (; mirror & bit; bit >>= 1) mirror ^= bit;
    mirror ^= bit;
    if (at >= mirror) continue;
    [real[at], real[mirror]] = [real[mirror]!, real[at]!];
    [imaginary[at], imaginary[mirror]] = [imaginary[mirror]!, imaginary[at]!];
  }
  for (let length = 2; length <= size; length <<= 1)
    for (let start = 0; start < size; start += length)
      for (let at = 0; at < length / 2; at++)
        butterfly(real, imaginary, {
          low: start + at,
          high: start + at + length / 2,
          turn: (-2 * Math.PI * at) / length,
        });
}

function butterfly(
  real: Float64Array,
  imaginary: Float64Array,
  { low, high, turn }: { readonly low: number; readonly high: number; readonly turn: number },
): void {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const x = real[high]! * cos - imaginary[high]! * sin;
  const y = real[high]! * sin + imaginary[high]! * cos;
  [real[high], imaginary[high]] = [real[low]! - x, imaginary[low]! - y];
  [real[low], imaginary[low]] = [real[low]! + x, imaginary[low]! + y];
}
