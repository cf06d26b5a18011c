import type { Call, SpeechChunk } from '@buttdial/core';
import { failure, jsonObject } from '@buttdial/core/adapter';
import { orAborted, type SocketPool, type VoiceSocket } from './pool.ts';
import { createTimeline, numbersIn, type PieceTiming, type Timeline, textsIn } from './timing.ts';
import type { Wanted } from './wanted.ts';

/** An utterance whose text still arrives. */
export interface Streamed extends Wanted {
  readonly text: AsyncIterable<string>;
}

interface Utterance {
  readonly socket: VoiceSocket;
  readonly contextId: string;
  readonly timeline: Timeline;
  /** Aborts when the utterance is over, for whatever reason. */
  readonly signal: AbortSignal;
}

/**
 * Speaks a text while it arrives, on a socket of many contexts: each utterance is one of them, so that it can be cut
 * without losing the socket, and the next one needs no handshake.
 */
export async function* speakStream(pool: SocketPool, wanted: Streamed, call: Call): AsyncGenerator<SpeechChunk> {
  const { api } = pool;
  const over = new AbortController();
  const signal = AbortSignal.any([call.signal, over.signal]);
  const texts = nonEmpty(wanted.text)[Symbol.asyncIterator]();
  // Nobody is asked for a socket before there is something to say.
  const first = await orAborted(texts.next(), call.signal);
  if (first.done) return;
  const socket = await pool.take(pathOf(wanted, api.account.model), call);
  const utterance = { socket, contextId: api.runtime.newId(), timeline: createTimeline(wanted.format), signal };
  let isWhole = false;
  try {
    const writing = write(utterance, texts, first.value).then(() => api.runtime.timeout(api.account.timeoutMs));
    for await (const message of messagesOf(utterance, writing)) {
      if (typeof message.error === 'string') throw api.refused(message.error);
      const chunk = chunkOf(utterance, message);
      if (chunk) yield chunk;
      if (message.isFinal !== true) continue;
      isWhole = true;
      return;
    }
    throw api.refused(undefined);
  } finally {
    over.abort(new Error('the utterance is over'));
    if (!isWhole) socket.send({ context_id: utterance.contextId, close_context: true });
    socket.giveBack();
  }
}

function pathOf({ voice, outputFormat, languageCode }: Wanted, model: string): string {
  const query = new URLSearchParams({
    model_id: model,
    output_format: outputFormat,
    sync_alignment: 'true',
    auto_mode: 'true',
    inactivity_timeout: '180',
    ...(languageCode !== undefined && { language_code: languageCode }),
  });
  return `/v1/text-to-speech/${encodeURIComponent(voice)}/multi-stream-input?${query}`;
}

async function* nonEmpty(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) if (text.trim() !== '') yield text;
}

/** Hands the text on as it comes, then asks for what is left and closes the context. */
async function write(utterance: Utterance, texts: AsyncIterator<string>, first: string): Promise<void> {
  const { socket, timeline, signal, contextId: context_id } = utterance;
  const say = (text: string) => {
    timeline.expect(text);
    socket.send({ context_id, text });
  };
  socket.send({ context_id, text: ' ' });
  say(first);
  for (;;) {
    const next = await orAborted(texts.next(), signal);
    if (next.done) break;
    say(next.value);
  }
  socket.send({ context_id, flush: true });
  socket.send({ context_id, close_context: true });
}

/** What the vendor says about this utterance, or about the socket. Ends when the socket does. */
async function* messagesOf(
  { socket, contextId, signal }: Utterance,
  writing: Promise<AbortSignal>,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const watch = patience(writing);
  const within = AbortSignal.any([signal, watch]);
  for (;;) {
    const data = await socket.next(within);
    if (data === undefined) return;
    const message = jsonObject(typeof data === 'string' ? data : '');
    const isOurs = message.contextId === contextId;
    if (isOurs || message.error !== undefined) yield message;
    else if (message.contextId === undefined) throw failure(nonsense);
  }
}

const nonsense = { kind: 'unavailable', message: 'ElevenLabs sent something that is no speech.' } as const;
const tooQuiet = { kind: 'unavailable', message: 'ElevenLabs stopped in the middle of the speech.' } as const;

/** Aborts when the text could not be had, or when all of it was sent and nothing came back for too long. */
function patience(writing: Promise<AbortSignal>): AbortSignal {
  const over = new AbortController();
  writing.then(
    late => late.addEventListener('abort', () => over.abort(failure(tooQuiet)), { once: true }),
    reason => over.abort(reason),
  );
  return over.signal;
}

function chunkOf({ timeline }: Utterance, message: Readonly<Record<string, unknown>>): SpeechChunk | undefined {
  if (typeof message.audio !== 'string' || message.audio === '') return undefined;
  return timeline.chunk(new Uint8Array(Buffer.from(message.audio, 'base64')), timingOf(message.alignment));
}

function timingOf(alignment: unknown): PieceTiming | undefined {
  if (typeof alignment !== 'object' || alignment === null) return undefined;
  const characters = textsIn(Reflect.get(alignment, 'chars'));
  const startsMs = numbersIn(Reflect.get(alignment, 'charStartTimesMs'));
  const durationsMs = numbersIn(Reflect.get(alignment, 'charDurationsMs'));
  if (!characters || !startsMs || !durationsMs) return undefined;
  return { characters, startsMs, endsMs: startsMs.map((startMs, at) => startMs + (durationsMs[at] ?? 0)) };
}
