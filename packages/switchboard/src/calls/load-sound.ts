import type { AudioFormat, SpeechChunk } from '@buttdial/core';
import { ButtdialError } from '@buttdial/core';
import { createResampler, fromSamples, readWav } from '@buttdial/voice/wire';
import type { Deps } from '../deps.ts';

const longestMs = 10_000;
/** How much is handed on at once. */
const pieceMs = 200;

/** A kept WAV file, by its link, as the line plays it. @throws `not-found` when the link leads nowhere any more. */
export async function* loadSound(deps: Deps, url: URL, format: AudioFormat): AsyncGenerator<SpeechChunk> {
  const token = url.pathname.split('/').at(-1) ?? '';
  const file = await deps.archive?.follow(token, { signal: deps.runtime.timeout(longestMs) });
  if (!file || file === 'expired') throw new ButtdialError('not-found', 'The sound is not there any more.', {});
  const wav = readWav(new Uint8Array(await new Response(file.body).arrayBuffer()));
  if (!wav) throw new ButtdialError('not-found', 'The sound is no WAV file.', {});
  const resample = createResampler(wav.sampleRate, format.sampleRate);
  const step = (wav.sampleRate * pieceMs) / 1_000;
  for (let at = 0; at < wav.samples.length; at += step)
    yield { audio: fromSamples(resample(wav.samples.subarray(at, at + step)), format) };
}
