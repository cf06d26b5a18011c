import type { AudioFormat, Call, Fault, SocketEnd } from '@buttdial/core';
import { failure } from '@buttdial/core/adapter';
import { type Api, errorIn, lostSocket } from './api.ts';
import { jsonOf, textField } from './read.ts';

/** A session on a socket that is set up and listens. */
export interface Live {
  send(event: Readonly<Record<string, unknown>>): void;
  /** Everything the server says from now on; ends with the socket. To be read once. */
  readonly events: AsyncIterable<unknown>;
  close(): void;
  readonly closed: Promise<SocketEnd>;
}

/** How audio is named on this wire, both ways. */
export const liveFormats: readonly AudioFormat[] = [
  { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  { encoding: 'alaw', sampleRate: 8000, channels: 1 },
  { encoding: 'pcm16', sampleRate: 24_000, channels: 1 },
];

/** The wire's name of a format. @throws ButtdialError with an `unsupported` fault for any other. */
export function formatOnWire({ encoding, sampleRate, channels }: AudioFormat): Readonly<Record<string, unknown>> {
  const names: Readonly<Record<string, Record<string, unknown>>> = {
    'mulaw 8000 1': { type: 'audio/pcmu' },
    'alaw 8000 1': { type: 'audio/pcma' },
    'pcm16 24000 1': { type: 'audio/pcm', rate: 24_000 },
  };
  const name = names[`${encoding} ${sampleRate} ${channels}`];
  if (name) return name;
  throw failure({ kind: 'unsupported', message: 'OpenAI takes µ-law and A-law at 8,000 Hz and PCM at 24,000 Hz.' });
}

/** Opens a session and sets it up. @throws ButtdialError with its fault; the signal's reason when aborted. */
export async function openLive(
  api: Api,
  {
    query,
    session,
  }: { readonly query: Readonly<Record<string, string>>; readonly session: Readonly<Record<string, unknown>> },
  call: Call,
): Promise<Live> {
  const socket = await api.socket(query, call);
  const frames = socket.incoming[Symbol.asyncIterator]();
  const late = api.late();
  const giveUp = () => socket.close();
  late.addEventListener('abort', giveUp, { once: true });

  async function next(): Promise<unknown> {
    for (;;) {
      const { done, value } = await frames.next();
      if (done) return undefined;
      if (typeof value === 'string') return jsonOf(value) ?? {};
    }
  }

  async function until(type: string): Promise<void> {
    for (;;) {
      const event = await next();
      if (textField(event, 'type') === type) return;
      const error = errorIn(event);
      if (event !== undefined && !error) continue;
      socket.close();
      call.signal.throwIfAborted();
      throw failure(error ? setupFault(api, error) : lostSocket);
    }
  }

  async function* events(): AsyncGenerator<unknown> {
    for (let event = await next(); event !== undefined; event = await next()) yield event;
  }

  await until('session.created');
  socket.send(JSON.stringify({ type: 'session.update', session }));
  await until('session.updated');
  late.removeEventListener('abort', giveUp);
  return {
    send: event => socket.send(JSON.stringify(event)),
    events: events(),
    close: () => socket.close(),
    closed: socket.closed,
  };
}

// Whatever is wrong with a session's settings will be wrong again.
function setupFault(api: Api, error: unknown): Fault {
  const fault = api.faultIn(error);
  if (textField(error, 'type') !== 'invalid_request_error' || fault.kind !== 'unavailable') return fault;
  return { ...fault, kind: 'invalid', message: 'OpenAI does not take the settings of the session.' };
}
