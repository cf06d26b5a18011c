import type { Call, SoundFile, Transcript } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import { regionOf } from './nova.ts';

// Flux hears only what is live.
const usualModel = 'nova-3';

/** Whose ears. */
export interface Ears {
  readonly api: Api;
  readonly model: string;
}

/** What is said in a file, heard at once. Deepgram finds out for itself how it is encoded. */
export async function transcribeFile({ api, model }: Ears, file: SoundFile, call: Call): Promise<Transcript> {
  call.signal.throwIfAborted();
  const { language } = file;
  const query = new URLSearchParams({
    model: model.startsWith('flux-') ? usualModel : model,
    smart_format: 'true',
    ...(language === undefined ? { detect_language: 'true' } : { language: regionOf(language) }),
  });
  const answer = await api.upload(`/v1/listen?${query}`, file, call);
  const [channel] = listIn(fieldOf(answer, 'results'), 'channels');
  const [best] = listIn(channel, 'alternatives');
  const text = fieldOf(best, 'transcript');
  if (typeof text !== 'string') throw failure({ kind: 'unavailable', message: 'Deepgram gave no readable answer.' });
  const found = fieldOf(channel, 'detected_language');
  const durationSeconds = fieldOf(fieldOf(answer, 'metadata'), 'duration');
  return {
    text: text.trim(),
    ...(typeof found === 'string' && { language: found }),
    ...(typeof durationSeconds === 'number' && { durationSeconds }),
  };
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
