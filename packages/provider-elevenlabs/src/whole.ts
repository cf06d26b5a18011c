import type { Call, SpeechChunk } from '@buttdial/core';
import { failure, jsonObject } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import { createTimeline, numbersIn, type PieceTiming, textsIn } from './timing.ts';
import type { Wanted } from './wanted.ts';

/** Speaks a text that is known from its first to its last word: one request, whose answer streams a line of JSON for each piece. */
export async function* speakWhole(
  api: Api,
  { voice, outputFormat, format, languageCode, text }: Wanted & { readonly text: string },
  call: Call,
): AsyncGenerator<SpeechChunk> {
  if (text.trim() === '') return;
  const path = `/v1/text-to-speech/${encodeURIComponent(voice)}/stream/with-timestamps?output_format=${outputFormat}`;
  const body = {
    text,
    model_id: api.account.model,
    ...(languageCode !== undefined && { language_code: languageCode }),
  };
  const timeline = createTimeline(format);
  timeline.expect(text);
  for await (const line of linesOf(await api.stream(path, body, call))) {
    const { audio_base64: audio, alignment } = jsonObject(line);
    if (typeof audio !== 'string')
      throw failure({ kind: 'unavailable', message: 'ElevenLabs sent something that is no speech.' });
    yield timeline.chunk(new Uint8Array(Buffer.from(audio, 'base64')), timingOf(alignment));
  }
}

function timingOf(alignment: unknown): PieceTiming | undefined {
  if (typeof alignment !== 'object' || alignment === null) return undefined;
  const characters = textsIn(Reflect.get(alignment, 'characters'));
  const starts = numbersIn(Reflect.get(alignment, 'character_start_times_seconds'));
  const ends = numbersIn(Reflect.get(alignment, 'character_end_times_seconds'));
  if (!characters || !starts || !ends) return undefined;
  return { characters, startsMs: starts.map(milliseconds), endsMs: ends.map(milliseconds) };
}

const milliseconds = (seconds: number) => seconds * 1000;

async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter(line => line.trim() !== '');
  }
  if (rest.trim() !== '') yield rest;
}
