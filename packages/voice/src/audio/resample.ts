const tapsPerPhase = 24;
const kaiserBeta = 7;

/**
 * Changes the rate of a stream of samples with a polyphase low-pass filter (Kaiser window, 24 taps a phase). Pieces of any
 * size may come; the result does not depend on where the stream was cut. Delays by half the filter, 1.5 ms at 8 kHz.
 */
export function createResampler(fromRate: number, toRate: number): (samples: Int16Array) => Int16Array {
  if (fromRate === toRate) return samples => samples;
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const up = toRate / divisor;
  const down = fromRate / divisor;
  const length = tapsPerPhase * Math.max(1, Math.ceil(down / up));
  const phases = filterPhases(up, down, length);
  let history = new Int16Array(length - 1);
  let position = 0;

  return samples => {
    const input = new Int16Array(history.length + samples.length);
    input.set(history);
    input.set(samples, history.length);
    const limit = samples.length * up;
    const output = new Int16Array(Math.max(0, Math.ceil((limit - position) / down)));
    for (let index = 0; index < output.length; index++, position += down) {
      output[index] = convolve(input, Math.floor(position / up), phases[position % up]!);
    }
    position -= limit;
    history = input.slice(input.length - history.length);
    return output;
  };
}

function convolve(input: Int16Array, start: number, taps: Float32Array): number {
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap++) sum += input[start + tap]! * taps[tap]!;
  return Math.max(-32_768, Math.min(32_767, Math.round(sum)));
}

/** The filter cut into one set of taps per output phase, each in the order of the input it meets. */
function filterPhases(up: number, down: number, length: number): readonly Float32Array[] {
  const total = length * up;
  // A little below half of the lower rate, so that the slope of the filter ends where aliases begin.
  const cutoff = 0.92 / (2 * Math.max(up, down));
  const centre = (total - 1) / 2;
  const prototype = Float64Array.from({ length: total }, (_, at) => {
    const x = at - centre;
    const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
    return sinc * kaiser(x / (total / 2)) * up;
  });
  return Array.from({ length: up }, (_, phase) =>
    Float32Array.from({ length }, (_, tap) => prototype[(length - 1 - tap) * up + phase]!),
  );
}

function kaiser(x: number): number {
  return Math.abs(x) > 1 ? 0 : bessel(kaiserBeta * Math.sqrt(1 - x * x)) / bessel(kaiserBeta);
}

function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
