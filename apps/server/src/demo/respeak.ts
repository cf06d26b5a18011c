import { ButtdialError, type Runtime, type Speech, systemRuntime } from '@buttdial/core';
import { createConverter, stereoWav, toSamples } from '@buttdial/voice/wire';
import { loadProviders } from '../load-providers.ts';

/** One line of a call: what was heard of it, and when it had been heard. */
export interface HeardLine {
  readonly who: 'agent' | 'caller';
  readonly text: string;
  readonly at: Date;
}

const sampleRate = 8000;
const betweenMs = 150;
const telephone = { encoding: 'pcm16', sampleRate, channels: 1 } as const;

/**
 * Speaks a call once more with the free voices: the words are those that were heard, cut where they were cut, and at the
 * moments at which they were heard; the voices are not those of the call.
 * @returns a WAV file: the agent on the left, the other party on the right.
 * @throws ButtdialError `configuration` where `@buttdial/provider-flite` is not installed.
 */
export async function respeak(lines: readonly HeardLine[], runtime: Runtime = systemRuntime()): Promise<Uint8Array> {
  const speech = await freeVoice(runtime);
  const spoken = await Promise.all(
    lines
      .filter(({ text }) => text.trim() !== '')
      .map(async line => ({ ...line, samples: await samplesOf(speech, line, runtime) })),
  );
  const beginsMs = Math.min(...spoken.map(({ at, samples }) => at.getTime() - lengthMs(samples)));
  const placed: { readonly who: HeardLine['who']; readonly startMs: number; readonly samples: Int16Array }[] = [];
  let freeMs = 0;
  for (const { who, at, samples } of spoken) {
    const startMs = Math.max(freeMs, at.getTime() - lengthMs(samples) - beginsMs);
    placed.push({ who, startMs, samples });
    freeMs = startMs + lengthMs(samples) + betweenMs;
  }
  const track = (who: HeardLine['who']) => {
    const samples = new Int16Array(Math.ceil((freeMs * sampleRate) / 1000));
    for (const one of placed)
      if (one.who === who) samples.set(one.samples, Math.floor((one.startMs * sampleRate) / 1000));
    return samples;
  };
  return stereoWav(track('agent'), track('caller'), sampleRate);
}

const voices = { agent: 'rms', caller: 'slt' } as const;

async function samplesOf(speech: Speech, { who, text }: HeardLine, runtime: Runtime): Promise<Int16Array> {
  const format = speech.formats[0] ?? telephone;
  const convert = createConverter(format, telephone);
  const call = { signal: new AbortController().signal, idempotencyKey: runtime.newId() };
  const pieces: Uint8Array[] = [];
  for await (const { audio } of speech.speak({ text, voice: voices[who], format }, call))
    pieces.push(convert(audio).slice());
  return toSamples(new Uint8Array(Buffer.concat(pieces)), telephone);
}

const lengthMs = (samples: Int16Array) => (samples.length * 1000) / sampleRate;

async function freeVoice(runtime: Runtime): Promise<Speech> {
  const { connections } = await loadProviders({}, { speech: 'flite' }, runtime);
  const speech = connections.get('', 'flite')?.provider.speech;
  if (speech) return speech;
  throw new ButtdialError('configuration', 'There is no free voice to record the call with.', {
    remedy: 'Install it: npm install @buttdial/provider-flite',
  });
}
