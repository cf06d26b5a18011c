import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AudioFormat, Call, Speech, SpeechChunk, SpeechRequest } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import { openEngine, type VoiceId, voiceIds } from './engine.ts';
import { sentencesOf } from './text.ts';

const format: AudioFormat = { encoding: 'pcm16', sampleRate: 16_000, channels: 1 };

const voices = [
  { id: 'slt', name: 'SLT, a woman', language: 'en-US' },
  { id: 'rms', name: 'RMS, a man', language: 'en-US' },
  { id: 'awb', name: 'AWB, a Scotsman', language: 'en-GB' },
  { id: 'kal16', name: 'KAL, a robot', language: 'en-US' },
] as const;

/** English speech, sentence by sentence. Flite does not tell when which word is spoken. */
export function createSpeech(settings: { readonly voice: VoiceId }): Required<Speech> {
  async function* speak(request: SpeechRequest, { signal }: Call): AsyncGenerator<SpeechChunk> {
    signal.throwIfAborted();
    const voice = voiceOf(request, settings.voice);
    const engine = await openEngine();
    for await (const piece of typeof request.text === 'string' ? [request.text] : request.text)
      for (const sentence of sentencesOf(piece)) {
        // A sentence takes some milliseconds of this thread: others get their turn in between.
        await nextTurn();
        signal.throwIfAborted();
        yield { audio: engine(sentence, voice) };
      }
    signal.throwIfAborted();
  }
  return { model: 'flite', formats: [format], speak, voices: async () => voices };
}

function voiceOf({ voice, language, format: asked }: SpeechRequest, usual: VoiceId): VoiceId {
  if (language !== undefined && !/^en(-|$)/i.test(language))
    throw failure({ kind: 'unsupported', message: 'Flite speaks English only.' });
  if (asked.encoding !== format.encoding || asked.sampleRate !== format.sampleRate || asked.channels !== 1)
    throw failure({ kind: 'unsupported', message: 'Flite speaks 16 bits linear at 16,000 Hz only.' });
  const known = voice === '' ? usual : voiceIds.find(id => id === voice);
  if (known) return known;
  throw failure({ kind: 'invalid', message: `Flite has the voices ${voiceIds.join(', ')}.` });
}
