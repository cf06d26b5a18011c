import type { Socket } from './call.ts';

/** A WebSocket to be opened. Aborting `signal` ends the attempt, and the socket once it is open. */
export interface Opening {
  /** `wss:` or `ws:`. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
  readonly signal: AbortSignal;
}

/** How a socket ended: a code of RFC 6455 (1006: the connection broke) and the vendor's reason, which may be empty. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** A socket that we opened. `incoming` ends with the socket and never rejects. */
export interface ClientSocket extends Socket {
  readonly closed: Promise<SocketEnd>;
}

/** What became of an opening: a socket, or an HTTP answer other than 101. */
export type Opened =
  | { readonly outcome: 'open'; readonly socket: ClientSocket }
  | { readonly outcome: 'refused'; readonly response: Response };

/** Opens a WebSocket. Rejects as `fetch` does: with the signal's reason, or an error whose `code` says what broke. */
export type Connect = (opening: Opening) => Promise<Opened>;
