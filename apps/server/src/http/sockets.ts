import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawWebhook, Runtime, Socket } from '@buttdial/core';
import type { Switchboard } from '@buttdial/switchboard';
import { createQueue } from '@buttdial/voice/wire';
import { WebSocket, WebSocketServer } from 'ws';
import type { Upgrader } from './listen.ts';

/** The doors for carriers' sockets. */
export interface Sockets {
  readonly upgrade: Upgrader;
  /** Closes every socket; the carriers ask then what comes next. */
  close(): void;
}

const route = /^\/webhooks\/([^/]{1,256})\/voice-ws\/([\w-]{20,128})$/;
const mostBytes = 1024 * 1024;

/**
 * Takes carriers' sockets at `/webhooks/:agentId/voice-ws/:ticket`. The path is a secret: it is never logged. Signature and
 * ticket are checked before the handshake is answered.
 */
export function serveSockets(parts: {
  readonly switchboard: Pick<Switchboard, 'calls'>;
  readonly runtime: Runtime;
  /** As carriers see this server. */
  readonly publicUrl: URL;
}): Sockets {
  const { switchboard, runtime, publicUrl } = parts;
  const server = new WebSocketServer({ noServer: true, maxPayload: mostBytes, perMessageDeflate: false });
  const base = publicUrl.href.replace(/^http/, 'ws').replace(/\/$/, '');

  async function take(request: IncomingMessage, connection: Duplex, head: Buffer): Promise<void> {
    const [, agentId, ticket] = route.exec(request.url ?? '') ?? [];
    if (agentId === undefined || ticket === undefined) return refuse(connection, '404 Not Found');
    const hook: RawWebhook = {
      method: 'GET',
      url: new URL(`${base}${request.url}`),
      headers: headersOf(request),
      body: new Uint8Array(),
    };
    const takeSocket = await switchboard.calls.admitSocket({ agentId: decodeURIComponent(agentId), ticket }, hook);
    if (!takeSocket) return refuse(connection, '403 Forbidden');
    server.handleUpgrade(request, connection, head, socket => {
      takeSocket(asSocket(socket)).catch(error => {
        failed(error);
        socket.close(1011);
      });
    });
  }

  const failed = (error: unknown) =>
    runtime.log.warn('call.socket-failed', { error: error instanceof Error ? error.name : 'unknown' });
  return {
    upgrade(request, connection, head) {
      connection.on('error', failed);
      take(request, connection, head).catch(error => {
        failed(error);
        refuse(connection, '503 Service Unavailable');
      });
    },
    close() {
      for (const socket of server.clients) socket.close(1001);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const given = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return new Headers(given as [string, string][]);
}

function asSocket(socket: WebSocket): Socket {
  const incoming = createQueue<string | Uint8Array>();
  socket.on('message', (data: Buffer, isBinary) => incoming.push(isBinary ? new Uint8Array(data) : data.toString()));
  socket.on('close', () => incoming.end());
  // The close follows, and tells the call.
  socket.on('error', () => incoming.end());
  return {
    incoming,
    close: code => socket.close(code),
    send(data) {
      if (socket.readyState === WebSocket.OPEN) socket.send(data);
    },
  };
}
