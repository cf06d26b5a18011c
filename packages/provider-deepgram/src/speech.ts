import type { AudioFormat, Call, Speech, SpeechChunk, SpeechRequest } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import { formats, nameOf } from './formats.ts';

/** The most characters that one request may hold. */
const longestText = 2000;

/**
 * Speech by Aura. A text that arrives in pieces is spoken piece by piece, each one request: connections stay open between
 * them. Deepgram does not tell when which word is spoken.
 */
export function createSpeech(api: Api, settings: { readonly voice: string }): Speech {
  async function* speak({ text, voice, format }: SpeechRequest, call: Call): AsyncGenerator<SpeechChunk> {
    call.signal.throwIfAborted();
    const path = pathOf(voice === '' ? settings.voice : voice, format);
    for await (const piece of typeof text === 'string' ? [text] : text) {
      call.signal.throwIfAborted();
      for (const part of partsOf(piece))
        for await (const audio of wholeSamples(await api.stream(path, { text: part }, call), format)) yield { audio };
    }
  }
  return { model: settings.voice, formats, speak };
}

function pathOf(model: string, format: AudioFormat): string {
  const named = nameOf(format);
  if (!named) throw failure({ kind: 'unsupported', message: 'Deepgram does not speak in this audio format.' });
  const query = new URLSearchParams({ model, encoding: named.encoding, container: 'none' });
  query.set('sample_rate', String(format.sampleRate));
  return `/v1/speak?${query}`;
}

/** Cut between words where it is too long; nothing where there is nothing to say. */
function partsOf(text: string): readonly string[] {
  if (text.trim() === '') return [];
  if (text.length <= longestText) return [text];
  const end = Math.max(1, text.lastIndexOf(' ', longestText));
  return [text.slice(0, end), ...partsOf(text.slice(end))];
}

/** A sample of two bytes may be cut by the network; it is not cut here. */
async function* wholeSamples(pieces: AsyncIterable<Uint8Array>, { encoding }: AudioFormat): AsyncGenerator<Uint8Array> {
  const size = encoding === 'pcm16' ? 2 : 1;
  let rest = new Uint8Array(0);
  for await (const piece of pieces) {
    const all = rest.length === 0 ? piece : new Uint8Array([...rest, ...piece]);
    const end = all.length - (all.length % size);
    rest = all.slice(end);
    if (end > 0) yield all.slice(0, end);
  }
}
