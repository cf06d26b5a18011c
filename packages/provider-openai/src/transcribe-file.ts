import type { Call, SoundFile, Transcript } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import { textField } from './read.ts';

// OpenAI goes by the ending of the name.
const endings: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mp4': 'm4a',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/webm': 'webm',
  'audio/flac': 'flac',
};
const mostBytes = 25_000_000;

/** Whose ears. */
export interface Ears {
  readonly api: Api;
  readonly model: string;
}

/** What is said in a file, heard at once. */
export async function transcribeFile({ api, model }: Ears, file: SoundFile, call: Call): Promise<Transcript> {
  call.signal.throwIfAborted();
  const { audio, contentType, language } = file;
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const ending = endings[type];
  if (ending === undefined) throw failure({ kind: 'unsupported', message: 'OpenAI does not hear files of this type.' });
  if (audio.length > mostBytes) throw failure({ kind: 'invalid', message: 'OpenAI hears no file of more than 25 MB.' });
  const form = new FormData();
  form.set('file', new File([Uint8Array.from(audio)], `sound.${ending}`, { type }));
  form.set('model', model);
  form.set('response_format', 'json');
  if (language !== undefined) form.set('language', language.split('-')[0]?.toLowerCase() ?? language);
  const answer = await api.upload('/audio/transcriptions', form, call);
  const text = textField(answer, 'text');
  if (text === undefined) throw failure({ kind: 'unavailable', message: 'OpenAI gave an answer that is none.' });
  return { text: text.trim() };
}
