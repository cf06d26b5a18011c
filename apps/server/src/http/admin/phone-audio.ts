import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Runtime } from '@buttdial/core';
import type { SandboxControl } from '@buttdial/sandbox';
import { WebSocket, WebSocketServer } from 'ws';

/** Sound between a browser and the simulated phone that its person holds. */
export interface PhoneAudio {
  /** Lets one socket to an answered call in, once and soon. @returns its path. */
  admit(callId: string): string;
  /** Takes the connection when it is one of those. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): boolean;
  close(): void;
}

const route = /^\/admin\/api\/network\/audio\/([\w-]{20,64})$/;
const patienceMs = 10_000;
const frameBytes = 160;

/**
 * A socket of 20 ms frames, µ-law at 8 kHz, in both directions. Whoever may hold the phone asks for a path over the session
 * of their page; the path works once, and only for a page of this server.
 */
export function createPhoneAudio(control: SandboxControl, runtime: Runtime): PhoneAudio {
  const admitted = new Map<string, { readonly callId: string; readonly untilMs: number }>();
  const server = new WebSocketServer({ noServer: true, maxPayload: 4096, perMessageDeflate: false });

  function take(ticket: string): string | undefined {
    const found = admitted.get(ticket);
    admitted.delete(ticket);
    return found && found.untilMs > runtime.now().getTime() ? found.callId : undefined;
  }

  return {
    admit(callId) {
      const now = runtime.now().getTime();
      for (const [ticket, { untilMs }] of admitted) if (untilMs <= now) admitted.delete(ticket);
      const ticket = Buffer.from(runtime.randomBytes(24)).toString('base64url');
      admitted.set(ticket, { callId, untilMs: now + patienceMs });
      return `/admin/api/network/audio/${ticket}`;
    },
    upgrade(request, connection, head) {
      const ticket = route.exec(request.url ?? '')?.[1];
      if (ticket === undefined) return false;
      const callId = take(ticket);
      if (callId === undefined || !isOwnPage(request)) {
        connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return true;
      }
      server.handleUpgrade(request, connection, head, socket => hold(control, callId, socket));
      return true;
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function hold(control: SandboxControl, callId: string, socket: WebSocket): void {
  try {
    const phone = control.holdPhone(callId, frame => {
      if (socket.readyState === WebSocket.OPEN && frame.length > 0) socket.send(frame);
    });
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary && data.length === frameBytes) phone.speak(new Uint8Array(data));
    });
    socket.on('close', phone.release);
    // The close follows.
    socket.on('error', phone.release);
    void phone.over.then(() => socket.close(1000, 'The call is over.'));
  } catch {
    // The call ended, or was never answered, between the asking and the taking.
    socket.close(4404, 'There is no such call.');
  }
}

function isOwnPage({ headers }: IncomingMessage): boolean {
  const { origin } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === headers.host;
}
