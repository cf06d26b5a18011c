import { ButtdialError, isButtdialError, type Runtime, type Store } from '@buttdial/core';
import type { Switchboard } from '@buttdial/switchboard';
import type { Caller } from './gate.ts';

/** Connections that outlive a request: each ends when its token does. */
export interface Streams {
  /**
   * Counts a stream in.
   * @param end called at most once, when the token was revoked or the server stops.
   * @returns how to count it out.
   * @throws `limit-exceeded` when the token has too many open.
   */
  open(caller: Caller, end: () => void): () => void;
  /** The same, without counting. */
  follow(caller: Caller, end: () => void): () => void;
  close(): void;
}

/** One token may not take the whole server. */
const MOST_OF_A_TOKEN = 64;
/** Wake-ups may be lost, so tokens are looked at without one too. */
const LOOK_EVERY_MS = 30_000;
/** For half a second the switchboard believes what it knows of a token. */
const BELIEVED_MS = 550;

interface Stream {
  readonly token: string;
  readonly end: () => void;
}

export function createStreams(parts: {
  readonly switchboard: Pick<Switchboard, 'authenticate'>;
  readonly store: Pick<Store, 'watch'>;
  readonly runtime: Runtime;
}): Streams {
  const { switchboard, store, runtime } = parts;
  const streams = new Set<Stream>();
  const counted = new Map<string, number>();
  let looking: AbortController | undefined;
  let nudge = new AbortController();

  async function look(signal: AbortSignal): Promise<void> {
    const unwatch = store.watch(wake => wake.topic === 'tokens' && nudge.abort());
    try {
      while (!signal.aborted) {
        const nudged = await slept(AbortSignal.any([nudge.signal, signal]));
        // From here on a wake-up counts for the next look: what it is about may still be believed in this one.
        nudge = new AbortController();
        if (nudged && !signal.aborted) await runtime.sleep(BELIEVED_MS, signal);
        await endRevoked();
      }
    } finally {
      unwatch();
    }
  }

  const slept = (signal: AbortSignal) =>
    runtime.sleep(LOOK_EVERY_MS, signal).then(
      () => false,
      () => true,
    );

  async function endRevoked(): Promise<void> {
    for (const [token, ofToken] of Map.groupBy(streams, stream => stream.token)) {
      const gone = await switchboard.authenticate(token).then(() => false, isRefusal);
      if (gone) for (const stream of ofToken) finish(stream);
    }
  }

  function finish(stream: Stream): void {
    if (leave(stream)) stream.end();
  }

  function leave(stream: Stream): boolean {
    const left = streams.delete(stream);
    if (streams.size === 0) {
      looking?.abort();
      looking = undefined;
    }
    return left;
  }

  function follow({ token }: Caller, end: () => void): () => void {
    const stream = { token, end };
    streams.add(stream);
    // Its token was perhaps only believed: revoked a moment ago, before anybody listened.
    nudge.abort();
    if (!looking) {
      looking = new AbortController();
      look(looking.signal).catch(error => runtime.log.debug('mcp.stream_watch_ended', { aborted: isAbort(error) }));
    }
    return () => void leave(stream);
  }

  return {
    follow,
    open(caller, end) {
      const current = counted.get(caller.token) ?? 0;
      if (current >= MOST_OF_A_TOKEN) throw tooMany(current);
      counted.set(caller.token, current + 1);
      const over = once(() => countDown(counted, caller.token));
      const unfollow = follow(caller, () => {
        over();
        end();
      });
      return () => {
        over();
        unfollow();
      };
    },
    close() {
      for (const stream of [...streams]) finish(stream);
    },
  };
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

// A store that does not answer is no reason to hang up.
function isRefusal(error: unknown): boolean {
  return isButtdialError(error) && error.code === 'unauthenticated';
}

function tooMany(current: number): ButtdialError {
  return new ButtdialError('limit-exceeded', 'Too many connections are open with this token.', {
    remedy: 'Close some of them, or use one connection for more.',
    limit: { type: 'connections', current, max: MOST_OF_A_TOKEN },
  });
}

function once(work: () => void): () => void {
  let pending = true;
  return () => {
    if (pending) work();
    pending = false;
  };
}

function countDown(counted: Map<string, number>, token: string): void {
  const left = (counted.get(token) ?? 1) - 1;
  if (left > 0) counted.set(token, left);
  else counted.delete(token);
}
