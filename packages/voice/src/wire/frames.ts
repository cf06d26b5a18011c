import type { Log, Socket } from '@buttdial/core';

type Frame = string | Uint8Array;

/** The frames of a socket, some of which were already looked at. */
export interface FrameSource extends AsyncIterable<Frame> {
  /** Looks at frames until `wanted` says what it found. @returns undefined when the socket ended first. */
  peek<T>(wanted: (frame: Frame) => T | undefined): Promise<T | undefined>;
}

/** Makes the frames of a socket readable twice: once to tell what speaks on it, once by whoever does the talking. */
export function frameSource(socket: Socket): FrameSource {
  const seen: Frame[] = [];
  const frames = socket.incoming[Symbol.asyncIterator]();

  async function peek<T>(wanted: (frame: Frame) => T | undefined): Promise<T | undefined> {
    for (let next = await frames.next(); !next.done; next = await frames.next()) {
      seen.push(next.value);
      const found = wanted(next.value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  const next = (): Promise<IteratorResult<Frame>> =>
    seen.length > 0 ? Promise.resolve({ value: seen.shift()!, done: false }) : frames.next();
  const leave = async (): Promise<IteratorResult<Frame>> => {
    await frames.return?.();
    return { value: undefined, done: true };
  };
  return { peek, [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}

/**
 * Turns frames into events and ends with exactly one `closed`, whether the socket ended, failed, or the vendor said stop.
 * `read` returns the events of one frame: none for what it does not know, which is logged once per call.
 */
export async function* eventsOf<T extends { readonly kind: string }>(
  source: AsyncIterable<Frame>,
  read: (frame: Frame) => readonly T[] | undefined,
  log: Log,
): AsyncGenerator<T | { readonly kind: 'closed' }> {
  let warned = false;
  try {
    for await (const frame of source) {
      const events = read(frame);
      if (!events && !warned) log.warn('wire.unknown-frame');
      warned ||= !events;
      for (const event of events ?? []) {
        if (event.kind === 'closed') return yield { kind: 'closed' };
        yield event;
      }
    }
  } catch {
    log.warn('wire.socket-failed');
  }
  yield { kind: 'closed' };
}
