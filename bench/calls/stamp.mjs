// 20 ms of µ-law that nobody can hear, with the moment at which it left the carrier in it: microseconds of the machine's clock.
const [zero, one] = [0xff, 0xfe];
const bits = 50;
const flags = { interrupt: 60, measure: 61 };

/** @param stampUs 0 where nobody counts it. */
export function stamped(stampUs, flag) {
  const frame = new Uint8Array(160).fill(zero);
  for (let at = 0, rest = stampUs; at < bits; at++, rest = Math.floor(rest / 2)) if (rest % 2 === 1) frame[at] = one;
  if (flag) frame[flags[flag]] = one;
  return frame;
}

export function stampOf(frame) {
  let stampUs = 0;
  for (let at = bits - 1; at >= 0; at--) stampUs = stampUs * 2 + (frame[at] === one ? 1 : 0);
  return stampUs;
}

export const interrupts = frame => frame[flags.interrupt] === one;
export const isMeasure = frame => frame[flags.measure] === one;
