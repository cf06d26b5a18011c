import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';
import { WebSocket, WebSocketServer } from 'ws';

/** A connection on which an opening of a socket was asked for, and what came with it. */
export interface Asked {
  readonly request: IncomingMessage;
  readonly connection: Duplex;
  readonly head: Buffer;
}

/** Answers handshakes. Who may open a socket was decided before. */
export interface Handshakes {
  open(asked: Asked, opened: (socket: Socket) => void): void;
  /** Closes every socket. */
  close(): void;
}

const mostBytes = 1024 * 1024;

/** @param passed called for every frame, either way. */
export function createHandshakes(passed: () => void = () => undefined): Handshakes {
  const server = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });
  return {
    open: ({ request, connection, head }, opened) =>
      server.handleUpgrade(request, connection, head, socket => opened(asSocket(socket, passed))),
    close() {
      for (const socket of server.clients) socket.close(1001);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function asSocket(socket: WebSocket, passed: () => void): Socket {
  const incoming = createQueue<string | Uint8Array>();
  socket.on('message', (data: Buffer, isBinary) => {
    passed();
    incoming.push(isBinary ? new Uint8Array(data) : data.toString());
  });
  socket.on('close', () => incoming.end());
  // The close follows, and tells the call.
  socket.on('error', () => incoming.end());
  return {
    incoming,
    close: code => socket.close(code),
    send(data) {
      if (socket.readyState !== WebSocket.OPEN) return;
      passed();
      socket.send(data);
    },
  };
}
