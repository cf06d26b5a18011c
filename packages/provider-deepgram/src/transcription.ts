import type { AudioFormat, Call, ClientSocket, Transcription, Utterance } from '@buttdial/core';
import { failure, jsonObject } from '@buttdial/core/adapter';
import type { Api } from './api.ts';
import type { Dialect, HearingSettings } from './dialect.ts';
import { fluxDialect } from './flux.ts';
import { bytesOf, formats, nameOf } from './formats.ts';
import { novaDialect } from './nova.ts';
import { transcribeFile } from './transcribe-file.ts';

type Asked = Parameters<Transcription['listen']>[0];

interface Hearing {
  readonly api: Api;
  readonly dialect: Dialect;
  readonly socket: ClientSocket;
  readonly asked: Asked;
}

// Deepgram ends a socket on which nothing comes for ten seconds.
const keepAliveMs = 4000;

/** Live transcription: one socket from the first audio to the last. */
export function createTranscription(api: Api, settings: HearingSettings): Transcription {
  const dialect = settings.model.startsWith('flux-') ? fluxDialect(settings) : novaDialect(settings);

  async function* listen(asked: Asked, call: Call): AsyncGenerator<Utterance> {
    call.signal.throwIfAborted();
    const named = nameOf(asked.format);
    if (!named) throw failure({ kind: 'unsupported', message: 'Deepgram does not hear this audio format.' });
    const { language } = asked;
    const path = dialect.path({ ...named, ...(language !== undefined && { language }) });
    const socket = await api.connect(path, call);
    yield* hear({ api, dialect, socket, asked }, call);
  }

  return {
    model: settings.model,
    formats,
    listen,
    transcribe: (file, call) => transcribeFile({ api, model: settings.model }, file, call),
  };
}

async function* hear(hearing: Hearing, call: Call): AsyncGenerator<Utterance> {
  const { api, dialect, socket } = hearing;
  const over = new AbortController();
  const read = dialect.reader();
  const state: { isDone: boolean; failed?: { readonly reason: unknown } } = { isDone: false };
  send(hearing, over.signal).then(
    () => {
      state.isDone = true;
      const late = api.runtime.timeout(api.timeoutMs);
      late.addEventListener('abort', () => over.signal.aborted || socket.close(4000));
    },
    reason => {
      state.failed = { reason };
      socket.close(1000);
    },
  );
  try {
    for await (const data of socket.incoming) {
      const message = jsonObject(typeof data === 'string' ? data : '');
      if (message.type === 'Error') throw api.refused(message.code);
      const utterance = read(message);
      if (utterance) yield utterance;
    }
    call.signal.throwIfAborted();
    if (state.failed) throw state.failed.reason;
    const end = await socket.closed;
    if (!state.isDone || end.code !== 1000) throw api.ended(end);
  } finally {
    over.abort(new Error('the transcription is over'));
    socket.close(1000);
  }
}

/** Hands the audio on as it comes, then asks for what is still to be heard. */
async function send({ api, dialect, socket, asked }: Hearing, over: AbortSignal): Promise<void> {
  const pieces = inPieces(asked.audio, asked.format, dialect.pieceMs)[Symbol.asyncIterator]();
  let sent = 0;
  const keepAlive = async () => {
    for (let known = sent; !over.aborted; known = sent) {
      await api.runtime.sleep(keepAliveMs, over);
      if (known === sent) socket.send(JSON.stringify(dialect.keepAlive));
    }
  };
  if (dialect.keepAlive) keepAlive().catch(() => over.aborted);
  for (;;) {
    const piece = await orOver(pieces.next(), over);
    if (piece === undefined || piece.done) break;
    socket.send(piece.value);
    sent += 1;
  }
  // Whoever makes the audio is told that nobody listens any more; there is no waiting for it.
  if (over.aborted) void pieces.return(undefined);
  else socket.send(JSON.stringify({ type: 'CloseStream' }));
}

async function* inPieces(
  audio: AsyncIterable<Uint8Array>,
  format: AudioFormat,
  pieceMs: number | undefined,
): AsyncGenerator<Uint8Array> {
  const size = pieceMs === undefined ? 0 : bytesOf(format, pieceMs);
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of audio) {
    waiting.push(piece);
    length += piece.length;
    if (length < size || length === 0) continue;
    yield Buffer.concat(waiting);
    [waiting, length] = [[], 0];
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** The value; undefined when it is over first. */
function orOver<T>(value: Promise<T>, over: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    over.addEventListener('abort', stop, { once: true });
    if (over.aborted) stop();
    value.then(resolve, reject).finally(() => over.removeEventListener('abort', stop));
  });
}
