import type { AudioFormat } from '@buttdial/core';
import type { z } from 'zod';
import type { PeerSocket } from '../peers.ts';
import { speakAsModem } from '../speech/modem-mouth.ts';
import type { World } from '../world.ts';
import { formatOf, socketMessage, type socketQuery } from './fields.ts';

/** One socket with several voices on it. */
export interface VoiceSocket {
  readonly world: World;
  readonly socket: PeerSocket;
  readonly account: string;
  readonly query: z.output<typeof socketQuery>;
}

interface Context {
  /** Not yet turned into speech. */
  waiting: string;
  isClosed: boolean;
  /** The customer asked for all that is left: closing the context does not cut it. */
  isFlushed: boolean;
  /** What is under way, in order. */
  line: Promise<void>;
}

type Message = z.output<typeof socketMessage>;

const policyViolation = 1008;
const mostContexts = 5;
/** Without `auto_mode`, speech begins when so much text lies there. */
const firstChunkCharacters = 120;

/** Serves `multi-stream-input`: contexts are spoken independently, each in the order of its texts. */
export function serveContexts(voice: VoiceSocket): void {
  const { socket, world } = voice;
  const contexts = new Map<string, Context>();
  let idle = new AbortController();

  const watch = () => {
    idle.abort();
    idle = new AbortController();
    const { signal } = idle;
    const limitMs = voice.query.inactivity_timeout * 1000;
    world.runtime.sleep(limitMs, signal).then(
      () => socket.end(policyViolation, 'input_timeout_exceeded'),
      () => undefined,
    );
  };
  const take = (message: Message) => {
    watch();
    const problem = obey(voice, contexts, message);
    socket.busy(contexts.size > 0);
    if (problem) complain(voice, problem);
  };
  const listen = async () => {
    for await (const data of socket.incoming) {
      const message = socketMessage.safeParse(readJson(data));
      if (message.success) take(message.data);
      else complain(voice, `invalid message: ${message.error.issues[0]?.message ?? ''}`);
    }
  };
  watch();
  socket.busy(false);
  void socket.closed.then(() => {
    idle.abort();
    for (const context of contexts.values()) context.isClosed = true;
  });
  world.background.run(listen);
}

/** @returns what is wrong with the message. */
function obey(voice: VoiceSocket, contexts: Map<string, Context>, message: Message): string | undefined {
  if ('close_socket' in message) return void voice.socket.end(1000, '');
  const id = message.context_id ?? 'default';
  const context = contexts.get(id);
  if ('close_context' in message) return context && closeContext(voice, contexts, id);
  if (!context) return openContext(voice, contexts, { id, message });
  if ('voice_settings' in message || 'generation_config' in message) return 'settings belong to the first message';
  const text = message.text ?? '';
  context.waiting += text;
  const isDue = voice.query.auto_mode === 'true' || context.waiting.length >= firstChunkCharacters;
  context.isFlushed = 'flush' in message && message.flush === true;
  if (context.isFlushed || isDue) speak(voice, id, context);
  return undefined;
}

function openContext(
  { socket }: VoiceSocket,
  contexts: Map<string, Context>,
  { id, message }: { readonly id: string; readonly message: Message },
): string | undefined {
  if (contexts.size >= mostContexts) return 'max_active_conversations_contexts';
  if (!('text' in message) || message.text !== ' ') return 'the first text of a context is a blank';
  contexts.set(id, { waiting: '', isClosed: false, isFlushed: false, line: Promise.resolve() });
  socket.busy(true);
  return undefined;
}

// What was flushed before is still spoken; anything else is cut.
function closeContext(voice: VoiceSocket, contexts: Map<string, Context>, id: string): undefined {
  const context = contexts.get(id);
  contexts.delete(id);
  if (!context) return;
  const finish = () => voice.socket.send(JSON.stringify({ isFinal: true, contextId: id }));
  if (context.isFlushed) return void context.line.then(finish);
  context.isClosed = true;
  finish();
}

function speak({ world, socket, query }: VoiceSocket, id: string, context: Context): void {
  const text = context.waiting;
  context.waiting = '';
  const format = formatOf(query.output_format);
  context.line = context.line.then(async () => {
    for (const message of messagesOf(text, format, query.sync_alignment === 'true')) {
      await pause(world);
      if (context.isClosed) return;
      socket.send(JSON.stringify({ ...message, contextId: id }));
    }
  });
}

async function pause({ runtime, behaviour }: World): Promise<void> {
  const { synthesisMs } = behaviour.current;
  if (synthesisMs > 0) await runtime.sleep(synthesisMs);
}

function* messagesOf(text: string, format: AudioFormat, isAligned: boolean): Generator<Record<string, unknown>> {
  // A text of nothing but blanks is no speech.
  if (text.trim() === '') return;
  for (const { audio, characters, startsMs, durationsMs } of speakAsModem(text, format)) {
    const alignment = { chars: characters, charStartTimesMs: startsMs, charDurationsMs: durationsMs };
    const timed = isAligned ? alignment : null;
    yield { audio: Buffer.from(audio).toString('base64'), alignment: timed, normalizedAlignment: timed };
  }
}

function complain({ world, socket, account }: VoiceSocket, message: string): void {
  world.ledger.alert({ vendor: 'elevenlabs', account, code: policyViolation, message });
  socket.send(JSON.stringify({ message, error: 'input_validation_failed', code: policyViolation }));
  socket.end(policyViolation, message.slice(0, 100));
}

function readJson(data: string | Uint8Array): unknown {
  try {
    return typeof data === 'string' ? JSON.parse(data) : undefined;
  } catch {
    return undefined;
  }
}
