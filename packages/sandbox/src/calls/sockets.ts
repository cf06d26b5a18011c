import type { Socket } from '@buttdial/core';
import { createQueue } from '@buttdial/voice/wire';
import { WebSocket } from 'ws';

/** Opens a socket from the carrier to the product. Rejects when the product does not take it. */
export type SocketOpener = (url: string, headers: Readonly<Record<string, string>>) => Promise<Socket>;

const HANDSHAKE_MS = 10_000;

/** A real WebSocket. */
export const openWebSocket: SocketOpener = (url, headers) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false });
    const incoming = createQueue<string | Uint8Array>();
    socket.on('message', (data: Buffer, isBinary) => incoming.push(isBinary ? new Uint8Array(data) : data.toString()));
    socket.on('close', () => incoming.end());
    // A failure after the opening is followed by the close; before it, nobody has the socket yet.
    socket.on('error', reject);
    const send = (data: string | Uint8Array) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    };
    socket.on('open', () => resolve({ send, close: code => socket.close(code), incoming }));
  });
