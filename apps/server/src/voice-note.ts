import { setImmediate as nextTurn } from 'node:timers/promises';
import { createResampler } from '@buttdial/voice/wire';

/** What Opus works at. */
const sampleRate = 48_000;
const kilobitsPerSecond = 24;
/** What every player skips at the beginning, as the encoder writes it into the file: 3,840 samples. */
const skippedSamples = 3_840;

/**
 * One voice, 16 bits linear, as OGG with Opus. The encoder is loaded when it is needed first; it works a fifth of a second
 * of sound at a time and lets others have their turn in between.
 */
export async function encodeVoiceNote(samples: Int16Array, rate: number): Promise<Uint8Array> {
  const { default: createEncoder } = await import('@audio/encode-opus');
  const encoder = await createEncoder({ sampleRate, channels: 1, bitrate: kilobitsPerSecond, application: 'voip' });
  try {
    const pieces: Uint8Array[] = [];
    const resample = createResampler(rate, sampleRate);
    const encode = (piece: Int16Array) => pieces.push(encoder.encode([Float32Array.from(piece, one => one / 32_768)]));
    const step = Math.ceil(rate / 5);
    encode(new Int16Array(skippedSamples));
    for (let at = 0; at < samples.length; at += step) {
      await nextTurn();
      encode(resample(samples.subarray(at, at + step)));
    }
    pieces.push(encoder.flush());
    return new Uint8Array(Buffer.concat(pieces));
  } finally {
    encoder.free();
  }
}
