import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemRuntime } from '@buttdial/core';

/** How a real server on this machine misbehaves once it has read a whole request. */
export type Misbehaviour = 'resets' | 'is-silent' | 'stops-half-way' | 'is-down';

/** A vendor that cannot be recorded: one whose connection breaks. */
export interface Loopback {
  /** A real fetch whose requests all end up here, whatever host they ask for. */
  readonly fetch: typeof globalThis.fetch;
  /** How many requests were read whole. */
  received(): number;
  /** Ends when the first request was read whole. */
  readonly reached: Promise<void>;
  close(): Promise<void>;
}

export async function openLoopback(how: Misbehaviour): Promise<Loopback> {
  let count = 0;
  const arrival = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      count += 1;
      arrival.resolve();
      if (how === 'resets') request.socket.resetAndDestroy();
      if (how === 'stops-half-way')
        response
          .writeHead(201, { 'content-type': 'application/json', 'content-length': '1000' })
          .write('{"sid":"', () => request.socket.destroy());
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (how === 'is-down') await stop(server);
  return { fetch: redirected(port), received: () => count, reached: arrival.promise, close: () => stop(server) };
}

function redirected(port: number): typeof globalThis.fetch {
  const { fetch } = systemRuntime();
  return (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    return fetch(`http://127.0.0.1:${port}${asked.pathname}${asked.search}`, init);
  };
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  await new Promise<void>(resolve => server.close(() => resolve()));
}
