import type { AudioFormat, Call, Speech, SpeechChunk, SpeechRequest } from '@buttdial/core';
import type { Api } from './api.ts';

const pcm24: AudioFormat = { encoding: 'pcm16', sampleRate: 24_000, channels: 1 };
const longestText = 4096;

/** Which model speaks, and in which voice where none is asked for. */
export interface SpeechSettings {
  readonly speechModel: string;
  readonly speechVoice: string;
}

/** Text to audio, one request for each piece of the text as it comes. OpenAI aligns nothing. */
export function createSpeech(api: Api, { speechModel, speechVoice }: SpeechSettings): Speech {
  async function* speakPiece(input: string, voice: string, call: Call): AsyncGenerator<SpeechChunk> {
    const request = { model: speechModel, input, voice: voice || speechVoice, response_format: 'pcm' };
    for await (const audio of wholeSamples(await api.stream('/audio/speech', request, call))) yield { audio };
  }

  return {
    model: speechModel,
    formats: [pcm24],
    async *speak({ text, voice }: SpeechRequest, call) {
      call.signal.throwIfAborted();
      for await (const clause of typeof text === 'string' ? [text] : text) {
        for (const piece of inPieces(clause)) yield* speakPiece(piece, voice, call);
      }
    },
  };
}

function inPieces(text: string): readonly string[] {
  if (text.trim() === '') return [];
  if (text.length <= longestText) return [text];
  const space = text.lastIndexOf(' ', longestText - 1);
  const end = space > 0 ? space + 1 : longestText;
  return [text.slice(0, end), ...inPieces(text.slice(end))];
}

// The network cuts where it likes, also through a sample.
async function* wholeSamples(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let half: Uint8Array = new Uint8Array();
  for await (const piece of bytes) {
    const all = half.length === 0 ? piece : new Uint8Array([...half, ...piece]);
    const even = all.length - (all.length % 2);
    half = all.subarray(even);
    if (even > 0) yield all.subarray(0, even);
  }
}
