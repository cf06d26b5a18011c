import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Answer } from './effects.ts';
import type { upgradeOver } from './sockets.ts';

/** A sandbox on a socket. */
export interface Listening {
  /** `http://127.0.0.1:3199`, without a slash at the end. */
  readonly url: string;
  /** Ends open connections, waits for the socket to close. */
  close(): Promise<void>;
}

/** What is served. */
export interface Doors {
  readonly front: (request: Request) => Promise<Answer>;
  readonly sockets: ReturnType<typeof upgradeOver>;
}

/** Serves the front door over HTTP, and the sockets of the vendors. The controls answer only callers on this machine who ask for it by a loopback name. */
export async function listenOn(
  { front, sockets }: Doors,
  address: { readonly port?: number; readonly host?: string } = {},
): Promise<Listening> {
  const { port = 0, host = '127.0.0.1' } = address;
  const answer = async (request: Request, { incoming, outgoing }: HttpBindings): Promise<Response> => {
    if (isControl(request) && !isLocal(request, incoming.socket.remoteAddress))
      return Response.json({ error: 'forbidden', message: 'The controls are local.' }, { status: 403 });
    const given = await front(request);
    if (given instanceof Response) return breakingWith(given, incoming.socket);
    if (given.broken === 'reset') incoming.socket.resetAndDestroy();
    else if (given.broken === 'half-answer')
      outgoing
        .writeHead(given.status, Object.fromEntries(given.headers))
        .write(given.sent, () => incoming.socket.destroy());
    else if (!outgoing.destroyed) await once(outgoing, 'close');
    return RESPONSE_ALREADY_SENT;
  };
  const server = createAdaptorServer({
    fetch: (request, bindings) => answer(request, bindings as HttpBindings),
    overrideGlobalObjects: false,
  });
  server.on('upgrade', (request: IncomingMessage, wire: Duplex, head: Buffer) => {
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const url = `http://${request.headers.host ?? 'sandbox.invalid'}${request.url ?? '/'}`;
    sockets.upgrade({ url, headers, wire }, request, head).catch(() => wire.destroy());
  });
  server.listen(port, host);
  await once(server, 'listening');
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    sockets.close();
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
  };
  // Listening everywhere is no address to call.
  const reached = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
  const name = reached.includes(':') ? `[${reached}]` : reached;
  return { url: `http://${name}:${(server.address() as AddressInfo).port}`, close };
}

/** A stream that breaks takes its connection with it, as it would at the vendor. */
function breakingWith(answer: Response, connection: Duplex): Response {
  if (!answer.body || !answer.headers.get('content-type')?.startsWith('text/event-stream')) return answer;
  const reader = answer.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await reader.read().catch(() => connection.destroy() && undefined);
      if (piece?.value) controller.enqueue(piece.value);
      else controller.close();
    },
    cancel: reason => reader.cancel(reason),
  });
  return new Response(body, { status: answer.status, headers: answer.headers });
}

function isControl(request: Request): boolean {
  return new URL(request.url).pathname.startsWith('/control');
}

// The name is checked too: a web page whose name resolves to this machine must not steer the sandbox.
function isLocal(request: Request, remoteAddress: string | undefined): boolean {
  const loopback = /^(?:::ffff:)?127\.|^::1$/;
  const { hostname } = new URL(request.url);
  return loopback.test(remoteAddress ?? '') && (/^127\./.test(hostname) || ['localhost', '[::1]'].includes(hostname));
}
