import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawWebhook, Runtime } from '@buttdial/core';
import type { SocketAdmission, Switchboard } from '@buttdial/switchboard';
import { canBeHanded, type MediaProcesses } from '../media/processes.ts';
import { type Asked, createHandshakes } from '../media/websockets.ts';
import type { Upgrader } from './listen.ts';

/** The doors for carriers' sockets. */
export interface Sockets {
  readonly upgrade: Upgrader;
  /** Closes every socket; the carriers ask then what comes next. */
  close(): void;
}

const route = /^\/webhooks\/([^/]{1,256})\/voice-ws\/([\w-]{20,128})$/;

/**
 * Takes carriers' sockets at `/webhooks/:agentId/voice-ws/:ticket`. The path is a secret: it is never logged. Signature and
 * ticket are checked before the handshake is answered.
 */
export function serveSockets(parts: {
  readonly switchboard: Pick<Switchboard, 'calls'>;
  readonly runtime: Runtime;
  /** Where frames of raw audio are handled, if not here. */
  readonly media?: Pick<MediaProcesses, 'hand'> | undefined;
  /** As carriers see this server. */
  readonly publicUrl: URL;
}): Sockets {
  const { switchboard, runtime, media, publicUrl } = parts;
  const handshakes = createHandshakes();
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
    const admitted = await switchboard.calls.admitSocket({ agentId: decodeURIComponent(agentId), ticket }, hook);
    if (!admitted) return refuse(connection, '403 Forbidden');
    if (!handOver(admitted, { request, connection, head })) openHere(admitted, { request, connection, head });
  }

  /** To the process of the frames. False where there is none, or where the connection cannot go there. */
  function handOver({ callId, elsewhere }: SocketAdmission, { request, connection, head }: Asked): boolean {
    if (!media || !elsewhere || !canBeHanded(connection)) return false;
    const { recipes } = elsewhere;
    const handed = media.hand({ callId, recipes, request, connection, head });
    elsewhere.take(handed).catch(error => {
      failed(error);
      handed.drop();
    });
    return true;
  }

  function openHere({ take: takeSocket }: SocketAdmission, asked: Asked): void {
    handshakes.open(asked, socket => {
      takeSocket(socket).catch(error => {
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
    close: handshakes.close,
  };
}

function refuse(connection: Duplex, status: string): void {
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function headersOf({ headers }: IncomingMessage): Headers {
  const given = Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
  return new Headers(given as [string, string][]);
}
