import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connect, SocketEnd } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';
import { type WebSocket, WebSocketServer } from 'ws';
import { connectionReset } from './effects.ts';
import { type FarSocket, peerSocketPair } from './peers.ts';
import type { createSocketDoor } from './socket-door.ts';

type SocketDoor = ReturnType<typeof createSocketDoor>;

/** Sockets to the simulated vendors without a network: in place of `connect` of a runtime. */
export function connectInProcess(door: SocketDoor): Connect {
  return async ({ url, headers, signal }) => {
    signal.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      const asked = { url: url.href, headers: new Headers({ ...headers }), signal };
      const answer = await Promise.race([door(asked), aborted]);
      if (answer instanceof Response) return { outcome: 'refused', response: answer };
      if (typeof answer !== 'function') {
        if (answer.broken === 'hanging') return await aborted;
        throw connectionReset();
      }
      const { ours, theirs } = peerSocketPair(signal);
      answer(theirs);
      return { outcome: 'open', socket: ours };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}

/** A request for a socket that came in over HTTP. */
export interface UpgradeRequest {
  /** Whole. */
  readonly url: string;
  readonly headers: Headers;
  readonly wire: Duplex;
}

/** Answers requests for sockets that come in over HTTP. */
export function upgradeOver(door: SocketDoor) {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  type Incoming = Parameters<WebSocketServer['handleUpgrade']>;
  return {
    async upgrade({ url, headers, wire }: UpgradeRequest, request: Incoming[0], head: Incoming[2]): Promise<void> {
      const over = new AbortController();
      wire.once('close', () => over.abort(new Error('the caller went away')));
      const answer = await door({ url, headers, signal: over.signal });
      if (answer instanceof Response) return refuse(wire, answer);
      if (typeof answer === 'function')
        return server.handleUpgrade(request, wire, head, socket => answer(farSocket(socket)));
      if (answer.broken === 'reset') wire.destroy();
    },
    close: () => {
      for (const socket of server.clients) socket.terminate();
    },
  };
}

async function refuse(wire: Duplex, answer: Response): Promise<void> {
  const body = await answer.text();
  const headers = [...answer.headers, ['content-length', String(Buffer.byteLength(body))], ['connection', 'close']];
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  wire.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

function farSocket(socket: WebSocket): FarSocket {
  const incoming = createQueue<string | Uint8Array>();
  const { promise: closed, resolve } = Promise.withResolvers<SocketEnd>();
  socket.on('message', (data: Buffer, isBinary) => incoming.push(isBinary ? new Uint8Array(data) : data.toString()));
  // A failure is followed by the close.
  socket.on('error', () => socket.terminate());
  socket.on('close', (code, reason) => {
    incoming.end();
    resolve({ code, reason: reason.toString() });
  });
  return {
    incoming,
    closed,
    send: data => {
      if (socket.readyState === socket.OPEN) socket.send(data);
    },
    close: code => socket.close(code),
    end: (code, reason) => socket.close(code, reason),
    breakOff: () => socket.terminate(),
  };
}
