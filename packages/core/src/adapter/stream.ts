import type { Fault } from '../fault.ts';
import { failure } from './receipts.ts';
import { type Answer, isUnreached, type Outgoing, type Outside } from './request.ts';

/** A success that comes piece by piece, or what came back instead, read whole. */
export type Streamed =
  | {
      readonly outcome: 'streaming';
      readonly headers: Headers;
      /**
       * Leaving it early closes the connection. @throws the signal's reason when the caller aborts; ButtdialError
       * `unavailable`, with its fault, when the connection breaks or nothing comes for `timeoutMs`.
       */
      readonly body: AsyncIterable<Uint8Array>;
    }
  | Answer;

/**
 * One request whose answer is a stream, never repeated, never redirected. `timeoutMs` (15,000 unless told) is how long the
 * answer may take to begin, and how long it may pause (at most twice that).
 * @throws the signal's reason when the caller aborts.
 */
export async function openStream(runtime: Outside, outgoing: Outgoing): Promise<Streamed> {
  const { signal, timeoutMs = 15_000 } = outgoing;
  signal.throwIfAborted();
  const stop = new AbortController();
  const onAbort = () => stop.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  const done = () => signal.removeEventListener('abort', onAbort);
  const late = runtime.timeout(timeoutMs);
  let isStreaming = false;
  late.addEventListener('abort', () => isStreaming || stop.abort(late.reason), { once: true });
  try {
    const response = await runtime.fetch(outgoing.url.href, {
      method: outgoing.method,
      redirect: 'manual',
      signal: stop.signal,
      ...(outgoing.headers ? { headers: outgoing.headers } : {}),
      ...(outgoing.body === undefined ? {} : { body: outgoing.body as NonNullable<RequestInit['body']> }),
    });
    const { status, headers } = response;
    if (!response.ok) return { outcome: 'answered', status, headers, text: await response.text() };
    isStreaming = true;
    const leave = () => stop.abort(new DOMException('Left in the middle.', 'AbortError'));
    return {
      outcome: 'streaming',
      headers,
      body: pieces(response, { signal, timer: () => runtime.timeout(timeoutMs), leave, done }),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return { outcome: 'lost', reason: 'timed-out' };
    return isUnreached(error) ? { outcome: 'unreached' } : { outcome: 'lost', reason: 'connection-lost' };
  } finally {
    if (!isStreaming) done();
  }
}

interface Limits {
  readonly signal: AbortSignal;
  /** How long it may be quiet. */
  timer(): AbortSignal;
  /** Closes the connection, and with it the vendor's work. */
  leave(): void;
  /** Nobody listens to the signal any more. */
  done(): void;
}

async function* pieces(response: Response, { signal, timer, leave, done }: Limits): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return done();
  let [isWhole, isQuiet] = [false, false];
  // A cancelled reader answers whoever waits for it at once.
  const cancel = () => void reader.cancel().catch(() => isWhole);
  const watch = watchFor(timer, () => {
    isQuiet = true;
    cancel();
  });
  signal.addEventListener('abort', cancel, { once: true });
  // It may have been stopped between the head of the answer and its first piece.
  if (signal.aborted) cancel();
  try {
    for (;;) {
      const piece = await watch.waitFor(reader.read());
      if (piece.done) break;
      yield piece.value;
    }
    signal.throwIfAborted();
    if (isQuiet) throw failure(tooQuiet);
    isWhole = true;
  } catch (error) {
    signal.throwIfAborted();
    throw isQuiet ? error : failure(brokenOff);
  } finally {
    watch.stop();
    signal.removeEventListener('abort', cancel);
    done();
    if (!isWhole) {
      leave();
      cancel();
    }
  }
}

const brokenOff: Fault = {
  kind: 'unavailable',
  message: 'The connection to the vendor broke in the middle of its answer.',
};
const tooQuiet: Fault = { kind: 'unavailable', message: 'The vendor stopped in the middle of its answer.' };

/** Calls back when somebody waits for so long, at most twice as long. One timer at a time, however much comes. */
function watchFor(timer: () => AbortSignal, onQuiet: () => void) {
  let isWaiting = false;
  // Since the last look somebody began to wait.
  let isFresh = false;
  let isStopped = false;
  function arm(): void {
    timer().addEventListener('abort', look, { once: true });
  }
  function look(): void {
    if (isStopped) return;
    if (isWaiting && !isFresh) onQuiet();
    isFresh = false;
    arm();
  }
  arm();
  return {
    async waitFor<T>(value: Promise<T>): Promise<T> {
      [isWaiting, isFresh] = [true, true];
      try {
        return await value;
      } finally {
        isWaiting = false;
      }
    },
    stop() {
      isStopped = true;
    },
  };
}
