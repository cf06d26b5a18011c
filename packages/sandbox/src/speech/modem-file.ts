import { readWav } from '@buttdial/voice/wire';
import { createModemEars } from './modem-ears.ts';

/** What a file says. */
export interface HeardFile {
  readonly text: string;
  readonly durationSeconds: number;
}

/** Reads a file in the modem voice; undefined where it is no WAV file with 16 bits linear, which is all that is read here. */
export function hearFile(file: Uint8Array): HeardFile | undefined {
  const wav = readWav(file);
  if (!wav) return undefined;
  const { samples, sampleRate } = wav;
  const ears = createModemEars({ encoding: 'pcm16', sampleRate, channels: 1 }, () => undefined);
  ears.hear(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  return { text: ears.text(), durationSeconds: samples.length / sampleRate };
}
