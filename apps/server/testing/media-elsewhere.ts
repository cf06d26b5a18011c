import type { Provider, Runtime, Socket, Telephony } from '@buttdial/core';
import type { HandedSocket, MediaElsewhere } from '@buttdial/switchboard';
import { createMediaHost, createRemoteMedia, type MessageChannel } from '@buttdial/voice';
import { createQueue } from '@buttdial/voice/wire';

/** A media process under the same clock: everything but the process. */
export interface ElsewhereWorld extends MediaElsewhere {
  hand(socket: Socket, carrier: Telephony): HandedSocket;
  /** It dies with everything on it; the next socket finds another one. */
  kill(): void;
}

/** `able`: what there is to hear and speak with. */
export function mediaElsewhere(runtime: Runtime, able: () => Provider): ElsewhereWorld {
  const sockets = new Set<Socket>();
  let process = started(runtime);
  let count = 0;
  return {
    expect: () => undefined,
    recipeOf: () => ({ name: 'same', settings: {} }),
    hand(socket, carrier) {
      count += 1;
      const id = `line-${count}`;
      sockets.add(socket);
      const { host, remote } = process;
      const line = remote.line(id);
      host.accept(
        id,
        carrier.accept(socket).then(accepted => ({ line: accepted, services: able() })),
      );
      return { line, drop: () => remote.drop(id) };
    },
    kill() {
      const dead = process;
      process = started(runtime);
      dead.cut();
      for (const socket of sockets) socket.close();
      sockets.clear();
    },
  };
}

function started(runtime: Runtime) {
  const [toNear, toFar] = [createQueue<unknown>(), createQueue<unknown>()];
  let isDead = false;
  const end = (incoming: typeof toNear, outgoing: typeof toNear): MessageChannel => ({
    send(message) {
      const cloned: unknown = structuredClone(message);
      if (!isDead) queueMicrotask(() => outgoing.push(cloned));
    },
    messages: incoming,
    waiting: () => outgoing.size,
  });
  return {
    remote: createRemoteMedia({ channel: end(toNear, toFar), runtime }),
    host: createMediaHost({ channel: end(toFar, toNear), runtime }),
    cut() {
      isDead = true;
      toNear.end();
      toFar.end();
    },
  };
}
