import type { MediaTransport, Runtime } from '@buttdial/core';
import { createQueue } from '../src/queue.ts';
import type { MessageChannel } from '../src/remote/channel.ts';
import { createMediaHost } from '../src/remote/host.ts';
import type { MediaServices } from '../src/remote/hosted-line.ts';
import { createRemoteMedia } from '../src/remote/media.ts';

/** Two ends of a channel in this process. What crosses is what structured cloning leaves of it, a moment later. */
export function channelPair(): readonly [MessageChannel, MessageChannel, () => void] {
  const [toNear, toFar] = [createQueue<unknown>(), createQueue<unknown>()];
  const end = (incoming: typeof toNear, outgoing: typeof toNear): MessageChannel => ({
    send(message) {
      const cloned: unknown = structuredClone(message);
      queueMicrotask(() => outgoing.push(cloned));
    },
    messages: incoming,
    waiting: () => outgoing.size,
  });
  const cut = () => {
    toNear.end();
    toFar.end();
  };
  return [end(toNear, toFar), end(toFar, toNear), cut];
}

/** The audio of calls handled behind a channel, as another process would. `waiting`: what has not been taken at this end. */
export function mediaElsewhere(runtime: Runtime, { waiting }: Partial<Pick<MessageChannel, 'waiting'>> = {}) {
  const [near, free, cut] = channelPair();
  const far = waiting ? { ...free, waiting } : free;
  const remote = createRemoteMedia({ channel: near, runtime });
  const host = createMediaHost({ channel: far, runtime });
  let lines = 0;
  return {
    near,
    far,
    cut,
    remote,
    host,
    /** Hands a line over. */
    async line(transport: MediaTransport, services: MediaServices) {
      lines += 1;
      const id = `line-${lines}`;
      const line = remote.line(id);
      host.accept(id, Promise.resolve({ line: { kind: 'media', transport }, services }));
      return line;
    },
  };
}
