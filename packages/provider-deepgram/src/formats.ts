import type { AudioFormat } from '@buttdial/core';

/** What Deepgram hears and speaks without a container. */
export const formats: readonly AudioFormat[] = [
  { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  { encoding: 'alaw', sampleRate: 8000, channels: 1 },
  { encoding: 'pcm16', sampleRate: 16_000, channels: 1 },
  { encoding: 'pcm16', sampleRate: 24_000, channels: 1 },
];

/** A format in the vendor's words; undefined where it is not one of `formats`. */
export function nameOf(format: AudioFormat): { readonly encoding: string; readonly sampleRate: string } | undefined {
  const { encoding, sampleRate, channels } = format;
  const known = formats.some(
    one => one.encoding === encoding && one.sampleRate === sampleRate && one.channels === channels,
  );
  if (!known) return undefined;
  return { encoding: encoding === 'pcm16' ? 'linear16' : encoding, sampleRate: String(sampleRate) };
}

/** How many bytes so much audio takes. */
export function bytesOf({ encoding, sampleRate }: AudioFormat, milliseconds: number): number {
  return (sampleRate / 1000) * (encoding === 'pcm16' ? 2 : 1) * milliseconds;
}
