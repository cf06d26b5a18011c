import type { Call, ClientSocket } from '@buttdial/core';
import type { Api } from './api.ts';

/** A socket for one utterance at a time; several follow each other on it, each a context of its own. */
export interface VoiceSocket {
  send(message: object): void;
  /** The next message; undefined once the socket is closed. @throws the signal's reason. */
  next(signal: AbortSignal): Promise<string | Uint8Array | undefined>;
  /** The utterance is over, or was cut: the socket can carry the next one. */
  giveBack(): void;
  /** Something is wrong with it. */
  drop(): void;
}

/** Sockets that stand ready, so that an utterance does not wait for a handshake. */
export interface SocketPool {
  readonly api: Api;
  take(path: string, call: Pick<Call, 'signal'>): Promise<VoiceSocket>;
  close(): Promise<void>;
}

interface Standing {
  readonly path: string;
  readonly socket: ClientSocket;
  readonly messages: AsyncIterator<string | Uint8Array>;
  /** Asked for and not yet there: who is cut leaves it to the next utterance. */
  pending?: Promise<IteratorResult<string | Uint8Array>> | undefined;
}

// ElevenLabs ends a socket after the longest wait that it can be asked for, 180 s; nobody pays for one that waits.
const idleMs = 60_000;

/** An empty pool. */
export function createSocketPool(api: Api): SocketPool {
  const { runtime } = api;
  const open = new Set<Standing>();
  const idle: { readonly standing: Standing; readonly leave: AbortController }[] = [];

  async function connect(path: string, call: Pick<Call, 'signal'>): Promise<Standing> {
    // The socket outlives the call that opened it.
    const life = new AbortController();
    const giveUp = () => life.abort(call.signal.reason);
    call.signal.addEventListener('abort', giveUp, { once: true });
    try {
      const socket = await api.connect(path, life);
      const standing: Standing = { path, socket, messages: socket.incoming[Symbol.asyncIterator]() };
      open.add(standing);
      void socket.closed.then(() => forget(standing));
      return standing;
    } finally {
      call.signal.removeEventListener('abort', giveUp);
    }
  }

  function forget(standing: Standing): void {
    open.delete(standing);
    const at = idle.findIndex(one => one.standing === standing);
    if (at !== -1) idle.splice(at, 1)[0]?.leave.abort();
  }

  function giveBack(standing: Standing): void {
    if (!open.has(standing)) return;
    const leave = new AbortController();
    idle.push({ standing, leave });
    runtime.sleep(idleMs, leave.signal).then(
      () => standing.socket.close(1000),
      () => undefined,
    );
  }

  return {
    api,
    async take(path, call) {
      const at = idle.findIndex(one => one.standing.path === path);
      const [ready] = at === -1 ? [] : idle.splice(at, 1);
      ready?.leave.abort();
      const standing = ready?.standing ?? (await connect(path, call));
      return leased(standing, () => giveBack(standing));
    },
    async close() {
      for (const { socket } of open) socket.close(1000);
    },
  };
}

function leased(standing: Standing, giveBack: () => void): VoiceSocket {
  const { socket, messages } = standing;
  return {
    send: message => socket.send(JSON.stringify(message)),
    async next(signal) {
      standing.pending ??= messages.next();
      const { done, value } = await orAborted(standing.pending, signal);
      standing.pending = undefined;
      return done ? undefined : value;
    },
    giveBack,
    drop: () => socket.close(1000),
  };
}

/** The value, unless the signal aborts first. */
export function orAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    value.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
