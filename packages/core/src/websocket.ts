import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientSocket, Connect, Opening, SocketEnd } from './connect.ts';

const largestMessageBytes = 16 * 1024 * 1024;
const largestRefusalBytes = 64 * 1024;

/** Opens a real WebSocket. Nothing is compressed: audio does not get smaller, only later. */
export const connectWebSocket: Connect = opening =>
  new Promise((resolve, reject) => {
    opening.signal.throwIfAborted();
    const socket = new WebSocket(opening.url, [...(opening.protocols ?? [])], {
      headers: { ...opening.headers },
      perMessageDeflate: false,
      maxPayload: largestMessageBytes,
    });
    const stop = () => {
      reject(opening.signal.reason);
      socket.terminate();
    };
    opening.signal.addEventListener('abort', stop, { once: true });
    // A failure after the opening is followed by the close, which tells of it.
    socket.on('error', reject);
    socket.once('close', () => opening.signal.removeEventListener('abort', stop));
    socket.once('unexpected-response', (request, answer: IncomingMessage) => {
      readRefusal(answer).then(response => resolve({ outcome: 'refused', response }), reject);
      answer.once('close', () => request.destroy());
    });
    const opened = clientSocket(socket, opening);
    socket.once('open', () => {
      opening.signal.removeEventListener('abort', stop);
      resolve({ outcome: 'open', socket: opened });
    });
  });

function clientSocket(socket: WebSocket, { signal }: Opening): ClientSocket {
  const { promise: closed, resolve: close } = Promise.withResolvers<SocketEnd>();
  let isReading = true;
  const incoming = new ReadableStream<string | Uint8Array>({
    start(reader) {
      socket.on('message', (data: Buffer, isBinary) => {
        if (isReading) reader.enqueue(isBinary ? new Uint8Array(data) : data.toString());
      });
      const end = () => {
        if (isReading) reader.close();
        isReading = false;
      };
      socket.once('close', end);
      const stop = () => {
        end();
        socket.close(1000);
      };
      socket.once('open', () => signal.addEventListener('abort', stop, { once: true }));
      socket.once('close', () => signal.removeEventListener('abort', stop));
    },
    cancel() {
      isReading = false;
    },
  });
  socket.once('close', (code, reason) => close({ code, reason: reason.toString() }));
  return {
    incoming,
    closed,
    send(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
    close: code => socket.close(code),
  };
}

async function readRefusal(answer: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > largestRefusalBytes) break;
  }
  const status = answer.statusCode ?? 502;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) headers.set(name, [value].flat().join(', '));
  return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers });
}
