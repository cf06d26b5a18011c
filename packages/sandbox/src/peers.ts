import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientSocket, Socket, SocketEnd } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';
import type { Hono } from 'hono';

/** The vendor's end of a connection. */
export interface FarSocket extends Socket {
  /** Closes with a code and a reason, as vendors do to say what was wrong. */
  end(code: number, reason: string): void;
  /** The connection is gone, without a word. */
  breakOff(): void;
  readonly closed: Promise<SocketEnd>;
}

/** The vendor's end of a socket that a customer opened. */
export interface PeerSocket extends FarSocket {
  /** Whether the vendor is at work for it, or it only waits; for `connections`. */
  busy(on: boolean): void;
}

/** A customer asks for a socket. The path is the vendor's own. */
export interface SocketAsked {
  readonly url: URL;
  readonly headers: Headers;
}

/** What a peer does with a socket. */
export type TakeSocket = (socket: PeerSocket) => void;

/** A simulated vendor that also talks over sockets. */
export interface Peer {
  readonly app: Hono;
  /** A refusal in the vendor's words, or what to do with the socket. */
  upgrade?(asked: SocketAsked): Response | TakeSocket;
}

/** A connection that is open right now: a socket, or an answer that is still streaming. */
export interface OpenConnection {
  readonly vendor: string;
  readonly path: string;
  readonly account?: string;
  /** The vendor is at work for it; a socket that only waits is not busy. */
  readonly isBusy: boolean;
}

/** Keeps count of what is open. */
export interface Connections {
  open(connection: Omit<OpenConnection, 'isBusy'>): { busy(on: boolean): void; close(): void };
  list(): readonly OpenConnection[];
}

/** No connections yet. */
export function createConnections(): Connections {
  const all = new Set<{ -readonly [Field in keyof OpenConnection]: OpenConnection[Field] }>();
  return {
    open(given) {
      const connection = { ...given, isBusy: true };
      all.add(connection);
      const busy = (on: boolean) => {
        connection.isBusy = on;
      };
      return { busy, close: () => void all.delete(connection) };
    },
    list: () => [...all].map(connection => ({ ...connection })),
  };
}

const wentAway: SocketEnd = { code: 1006, reason: '' };

/** Two ends of a socket in this process: the customer's and the vendor's. Aborting `signal` is the customer hanging up. */
export function peerSocketPair(signal: AbortSignal): { readonly ours: ClientSocket; readonly theirs: FarSocket } {
  const [toUs, toThem] = [createQueue<string | Uint8Array>(), createQueue<string | Uint8Array>()];
  const { promise: closed, resolve } = Promise.withResolvers<SocketEnd>();
  const finish = (end: SocketEnd) => {
    signal.removeEventListener('abort', hangUp);
    toUs.end();
    toThem.end();
    resolve(end);
  };
  const hangUp = () => finish({ code: 1000, reason: '' });
  signal.addEventListener('abort', hangUp, { once: true });
  // As on a wire: what is sent arrives a turn later, and the sender can go on changing its bytes.
  const later = (queue: typeof toUs) => (data: string | Uint8Array) =>
    void nextTurn(typeof data === 'string' ? data : data.slice()).then(queue.push);
  const close = (code = 1000) => void nextTurn().then(() => finish({ code, reason: '' }));
  return {
    ours: { send: later(toThem), close, incoming: toUs, closed },
    theirs: {
      send: later(toUs),
      close,
      incoming: toThem,
      closed,
      end: (code, reason) => void nextTurn().then(() => finish({ code, reason })),
      breakOff: () => void nextTurn().then(() => finish(wentAway)),
    },
  };
}
