import type { AudioFormat } from '@buttdial/core';

/** How many bytes one sample of one channel takes. @throws RangeError for compressed formats, which have no fixed size. */
function bytesPerSample(format: AudioFormat): 1 | 2 {
  if (format.encoding === 'pcm16') return 2;
  if (format.encoding === 'mulaw' || format.encoding === 'alaw') return 1;
  throw new RangeError(`${format.encoding} has no fixed sample size`);
}

/** How many bytes one millisecond takes: 8 on the telephone. */
export function bytesPerMillisecond(format: AudioFormat): number {
  return (format.sampleRate * format.channels * bytesPerSample(format)) / 1000;
}

/** How long so much audio plays. */
export function millisecondsOf(audio: Uint8Array, format: AudioFormat): number {
  return audio.length / bytesPerMillisecond(format);
}

const quiet = { mulaw: 0xff, alaw: 0xd5, pcm16: 0, opus: 0, mp3: 0 } as const;

/** So many bytes of silence. */
export function silence(format: AudioFormat, bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(quiet[format.encoding]);
}
