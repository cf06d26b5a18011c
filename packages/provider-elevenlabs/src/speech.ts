import type { AudioFormat, Call, Speech, SpeechChunk, SpeechRequest } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import { createSocketPool } from './pool.ts';
import { speakStream } from './stream.ts';
import type { Wanted } from './wanted.ts';
import { speakWhole } from './whole.ts';

const names: Readonly<Record<string, AudioFormat>> = {
  ulaw_8000: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  alaw_8000: { encoding: 'alaw', sampleRate: 8000, channels: 1 },
  pcm_16000: { encoding: 'pcm16', sampleRate: 16_000, channels: 1 },
  pcm_24000: { encoding: 'pcm16', sampleRate: 24_000, channels: 1 },
};

// The other models hear from the text which language it is, and refuse to be told.
const takesLanguage = /_v2_5$/;

/** Speech through one account. `close` ends the sockets that wait for the next utterance. */
export function createSpeech(api: Api): { readonly speech: Required<Speech>; readonly close: () => Promise<void> } {
  const pool = createSocketPool(api);

  function wanted({ voice, format, language }: SpeechRequest): Wanted {
    const outputFormat = Object.keys(names).find(name => isSame(names[name]!, format));
    if (outputFormat === undefined)
      throw failure({ kind: 'unsupported', message: 'ElevenLabs does not speak in this audio format here.' });
    const code = language?.slice(0, 2).toLowerCase();
    return {
      voice: voice === '' ? api.account.voice : voice,
      outputFormat,
      format,
      ...(code !== undefined && takesLanguage.test(api.account.model) && { languageCode: code }),
    };
  }

  async function* speak(request: SpeechRequest, call: Call): AsyncGenerator<SpeechChunk> {
    call.signal.throwIfAborted();
    const { text } = request;
    if (typeof text === 'string') yield* speakWhole(api, { ...wanted(request), text }, call);
    else yield* speakStream(pool, { ...wanted(request), text }, call);
  }

  const { model } = api.account;
  const speech = { model, formats: Object.values(names), speak, voices: (call: Call) => listVoices(api, call) };
  return { speech, close: pool.close };
}

function isSame(one: AudioFormat, other: AudioFormat): boolean {
  return one.encoding === other.encoding && one.sampleRate === other.sampleRate && one.channels === other.channels;
}

const mostPages = 20;

async function listVoices(api: Api, call: Call) {
  const found: { readonly id: string; readonly name: string; readonly language: string }[] = [];
  let token = '';
  for (let page = 0; page < mostPages; page++) {
    const query = new URLSearchParams({ page_size: '100', ...(token !== '' && { next_page_token: token }) });
    const answer = await api.read(`/v2/voices?${query}`, call);
    found.push(...(Array.isArray(answer.voices) ? answer.voices : []).flatMap(voiceOf));
    token = typeof answer.next_page_token === 'string' ? answer.next_page_token : '';
    if (token === '') break;
  }
  return found;
}

function voiceOf(listed: unknown): { readonly id: string; readonly name: string; readonly language: string }[] {
  if (typeof listed !== 'object' || listed === null) return [];
  const [id, name, labels] = ['voice_id', 'name', 'labels'].map(field => Reflect.get(listed, field) as unknown);
  if (typeof id !== 'string' || typeof name !== 'string') return [];
  const language = typeof labels === 'object' && labels !== null ? Reflect.get(labels, 'language') : undefined;
  return [{ id, name, language: typeof language === 'string' ? language : '' }];
}
