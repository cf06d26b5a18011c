import type { z } from 'zod';
import type { PeerSocket } from '../peers.ts';
import type { World } from '../world.ts';

/** A socket that audio comes in on. */
export interface HearingSocket<Query> {
  readonly world: World;
  readonly socket: PeerSocket;
  readonly account: string;
  readonly query: Query;
  readonly requestId: string;
}

/** What a version of the wire does with what it gets. */
export interface Hearer<Message> {
  hear(audio: Uint8Array): void;
  obey(message: Message): void;
}

const noAudio = { code: 1011, reason: 'NET-0001' };
const noDecoding = { code: 1008, reason: 'DATA-0000' };
const patienceMs = 10_000;

/** Reads a socket: audio to the ears, messages to who obeys them. Ten seconds of silence, or nonsense, end it. */
export function serveHearing<Schema extends z.ZodType>(
  hearing: HearingSocket<unknown>,
  schema: Schema,
  hearer: Hearer<z.output<Schema>>,
): void {
  const { world, socket } = hearing;
  let patience = new AbortController();
  const watch = () => {
    patience.abort();
    patience = new AbortController();
    world.runtime.sleep(patienceMs, patience.signal).then(
      () => socket.end(noAudio.code, noAudio.reason),
      () => undefined,
    );
  };
  const listen = async () => {
    for await (const data of socket.incoming) {
      watch();
      if (typeof data !== 'string') hearer.hear(data);
      else take(hearing, schema.safeParse(readJson(data)), hearer);
    }
  };
  watch();
  void socket.closed.then(() => patience.abort());
  world.background.run(listen);
}

function take<Message>(
  { world, socket, account }: HearingSocket<unknown>,
  message: z.ZodSafeParseResult<Message>,
  hearer: Hearer<Message>,
): void {
  if (message.success) {
    hearer.obey(message.data);
    return;
  }
  world.ledger.alert({
    vendor: 'deepgram',
    account,
    code: noDecoding.code,
    message: `invalid message: ${message.error.issues[0]?.message ?? ''}`,
  });
  socket.end(noDecoding.code, noDecoding.reason);
}

function readJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

/** The words of a text with times spread over a span, seconds. */
export function wordsOf(text: string, span: { readonly startMs: number; readonly endMs: number }) {
  const words = text.split(/\s+/).filter(word => word !== '');
  const share = (span.endMs - span.startMs) / Math.max(1, words.length);
  return words.map((word, at) => ({
    word,
    start: (span.startMs + at * share) / 1000,
    end: (span.startMs + (at + 1) * share) / 1000,
    confidence: 0.99,
  }));
}
