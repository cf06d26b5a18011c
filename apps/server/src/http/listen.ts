import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { ButtdialError } from '@buttdial/core';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';

export type Answerer = (request: Request, bindings: HttpBindings) => Response | Promise<Response>;

/** Takes the bare connection of a request that wants to be a socket. */
export type Upgrader = (request: IncomingMessage, connection: Duplex, head: Buffer) => void;

/** A bound socket whose answers come from whatever `answer` was given last. */
export interface Listening {
  readonly url: URL;
  answer(answerer: Answerer): void;
  /** Who takes requests that open a socket; without anybody they are refused. */
  upgrade(upgrader: Upgrader): void;
  /** Takes no new connections, lets requests finish for at most `graceMs`, then cuts what is left. */
  close(graceMs?: number): Promise<void>;
}

/** Binds first, so that a port of 0 is known before anything is built on the address. @throws `configuration` when the port is taken. */
export async function listen(where: { readonly host: string; readonly port: number }): Promise<Listening> {
  let answerer: Answerer = () => new Response('Starting.', { status: 503 });
  const server = createAdaptorServer({
    fetch: (request, bindings) => answerer(request, bindings as HttpBindings),
  }) as Server;
  // A slow client cannot hold a socket forever; long polls and event streams are answers, not requests.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.listen(where.port, where.host);
  await Promise.race([
    once(server, 'listening'),
    once(server, 'error').then(([error]) => Promise.reject(asConfiguration(error, where))),
  ]);
  const { port } = server.address() as AddressInfo;
  const host =
    where.host === '0.0.0.0' || where.host === '::'
      ? 'localhost'
      : where.host.includes(':')
        ? `[${where.host}]`
        : where.host;
  return {
    url: new URL(`http://${host}:${port}`),
    answer: next => {
      answerer = next;
    },
    upgrade: upgrader => void server.on('upgrade', upgrader),
    async close(graceMs = 25_000) {
      const closed = once(server, 'close');
      server.close();
      // A connection that is kept alive ends as soon as its last answer is out.
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}

function asConfiguration(error: unknown, where: { readonly host: string; readonly port: number }): unknown {
  const code = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  if (code === 'EADDRINUSE')
    return new ButtdialError('configuration', `Port ${where.port} is taken.`, {
      remedy: 'Stop what uses it, or choose another one with PORT.',
      problems: [`PORT: ${where.port} is taken by another program.`],
    });
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL')
    return new ButtdialError('configuration', `Cannot listen on ${where.host}:${where.port}.`, {
      problems: [`HOST/PORT: cannot listen on ${where.host}:${where.port} (${code}).`],
    });
  return error;
}
