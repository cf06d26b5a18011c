import { type AudioFormat, type Transcription, telephoneAudio, type Utterance } from '@buttdial/core';
import { monoWav, toSamples } from '@buttdial/voice/wire';
import { describe, expect } from 'vitest';
import {
  callWith,
  drain,
  type FailingLaw,
  joined,
  lawsOfAborting,
  lawsOfFailing,
  type PeerWorld,
  type Scenario,
  streamLaw,
} from './streams.ts';

/** The laws of transcription. `hears`: all is well. `broken-off`: cut while somebody speaks. */
export type TranscriptionLaw = FailingLaw | 'hears';

/** A provider of transcription and the vendor behind it. */
export interface HearingWorld extends PeerWorld {
  readonly transcription: Transcription;
}

/** A provider of transcription and what is needed to try it. */
export interface TranscriptionSubject {
  /** One for every law: leaving one out does not compile. */
  readonly scenarios: Readonly<Record<TranscriptionLaw, Scenario<HearingWorld>>>;
  /** A text as audio that the vendor of this test understands; the modem voice of `@buttdial/voice/wire` is exact. */
  speak(text: string, format: AudioFormat): Uint8Array;
  /** Whether the vendor says that a turn is over. */
  readonly tellsEndOfTurn: boolean;
  readonly secrets: readonly string[];
  /** Whether it hears whole files. */
  readonly hearsFiles?: boolean;
}

const sentences = ['A table for two, please.', 'At half past seven.'] as const;

/** The laws of `transcription`. */
export function testTranscription(subject: TranscriptionSubject): void {
  const { scenarios, secrets, tellsEndOfTurn } = subject;
  const listen = (world: HearingWorld, audio: AsyncIterable<Uint8Array>, options: Listening = {}) => {
    const { format = formatOf(world), signal } = options;
    return world.transcription.listen({ audio, format, language: 'en-US' }, callWith(signal));
  };
  const spoken = (format: AudioFormat) => {
    const pause = silent(1500, format);
    return joined(sentences.flatMap(sentence => [subject.speak(sentence, format), pause]));
  };

  describe('transcription', () => {
    streamLaw('hears what is said, in every format it declares', scenarios.hears, async world => {
      expect(world.transcription.formats.length).toBeGreaterThan(0);
      for (const format of world.transcription.formats) {
        const heard = await drain(listen(world, frames(spoken(format), format), { format }));
        expect(finals(heard)).toBe(sentences.join(' '));
      }
    });
    streamLaw('says that a turn is over, if the vendor does', scenarios.hears, async world => {
      const format = formatOf(world);
      const heard = await drain(listen(world, frames(spoken(format), format)));
      const turns = heard.filter(utterance => utterance.endOfTurn).length;
      expect(turns).toBe(tellsEndOfTurn ? sentences.length : 0);
    });
    streamLaw('hears nothing in silence', scenarios.hears, async world => {
      const format = formatOf(world);
      const heard = await drain(listen(world, frames(silent(2000, format), format)));
      expect(finals(heard)).toBe('');
    });
    streamLaw('brings what was said last when the audio ends at once after it', scenarios.hears, async world => {
      const format = formatOf(world);
      const heard = await drain(listen(world, frames(subject.speak(sentences[0], format), format)));
      expect(finals(heard)).toBe(sentences[0]);
    });
    const endless = (world: HearingWorld) => again(spoken(formatOf(world)), formatOf(world));
    lawsOfFailing(scenarios, world => drain(listen(world, endless(world))), [...sentences, ...secrets]);
    lawsOfAborting(scenarios.hears, (world, signal) => listen(world, endless(world), { signal }));
  });
  if (subject.hearsFiles) testFiles(subject);
}

const fileFormat: AudioFormat = { encoding: 'pcm16', sampleRate: 16_000, channels: 1 };

/** The laws of whole files. */
function testFiles({ scenarios, secrets, speak }: TranscriptionSubject): void {
  const wav = (audio: Uint8Array) => monoWav(toSamples(audio, fileFormat), fileFormat.sampleRate);
  const spoken = () => {
    const pause = silent(1500, fileFormat);
    return wav(joined(sentences.flatMap(sentence => [speak(sentence, fileFormat), pause])));
  };
  const transcribe = async (world: HearingWorld, audio: Uint8Array, { language, signal }: Hearing = {}) => {
    if (!world.transcription.transcribe) throw new Error('It was said to hear files.');
    const file = { audio, contentType: 'audio/wav', ...(language !== undefined && { language }) };
    return world.transcription.transcribe(file, callWith(signal));
  };

  describe('transcription of files', () => {
    streamLaw('hears all that is said in a file, told its language or not', scenarios.hears, async world => {
      for (const language of [undefined, 'en-US'])
        expect((await transcribe(world, spoken(), { ...(language && { language }) })).text).toBe(sentences.join(' '));
    });
    streamLaw('hears nothing in silence', scenarios.hears, async world => {
      expect((await transcribe(world, wav(silent(2000, fileFormat)))).text).toBe('');
    });
    lawsOfFailing(scenarios, world => transcribe(world, spoken()), [...sentences, ...secrets]);
    streamLaw('rejects with the reason of the signal when aborted before', scenarios.hears, async world => {
      const reason = new Error('changed my mind');
      await expect(transcribe(world, spoken(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });
  });
}

interface Hearing {
  readonly language?: string;
  readonly signal?: AbortSignal;
}

interface Listening {
  readonly format?: AudioFormat;
  readonly signal?: AbortSignal;
}

/** Telephone audio where the vendor takes it. */
function formatOf({ transcription: { formats } }: HearingWorld): AudioFormat {
  return formats.find(one => one.encoding === telephoneAudio.encoding) ?? formats[0] ?? telephoneAudio;
}

function finals(heard: readonly Utterance[]): string {
  return heard
    .filter(utterance => utterance.final)
    .map(utterance => utterance.text.trim())
    .filter(Boolean)
    .join(' ');
}

const bytesPerSample: Readonly<Partial<Record<AudioFormat['encoding'], number>>> = { pcm16: 2 };
const quietest: Readonly<Partial<Record<AudioFormat['encoding'], number>>> = { mulaw: 0xff, alaw: 0xd5 };

export function silent(milliseconds: number, { encoding, sampleRate }: AudioFormat): Uint8Array {
  const bytes = ((milliseconds * sampleRate) / 1000) * (bytesPerSample[encoding] ?? 1);
  return new Uint8Array(bytes).fill(quietest[encoding] ?? 0);
}

/** Audio in frames of 20 ms, as a line brings it. */
async function* frames(audio: Uint8Array, { encoding, sampleRate }: AudioFormat): AsyncGenerator<Uint8Array> {
  const size = (sampleRate / 50) * (bytesPerSample[encoding] ?? 1);
  for (let at = 0; at < audio.length; at += size) {
    yield audio.subarray(at, at + size);
    // A line leaves time for others.
    await new Promise(resolve => setImmediate(resolve));
  }
}

async function* again(audio: Uint8Array, format: AudioFormat): AsyncGenerator<Uint8Array> {
  for (;;) yield* frames(audio, format);
}
