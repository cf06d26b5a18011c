import type { Runtime, Wake } from '@buttdial/core';
import type { Connection } from './open.ts';

/** Tells everybody who listens, here and elsewhere. */
export type Announce = (wakes: readonly Wake[]) => void;

export interface Watch {
  listen(listener: (wake: Wake) => void): () => void;
  readonly announce: Announce;
  close(): Promise<void>;
}

const channel = 'buttdial';
// PostgreSQL takes 8,000 bytes per notification; ids are short and hints may be dropped.
const mostCharacters = 6_000;

/**
 * Wake-ups: at once in this process, and through NOTIFY in the others. Notifications are sent after the commit and
 * together, because a notifying transaction holds a lock that all others of the server wait for.
 */
export function createWatch(connection: Connection, runtime: Runtime): Watch {
  const self = runtime.newId();
  const listeners = new Set<(wake: Wake) => void>();
  const pending = new Set<string>();
  let listening: Promise<{ unlisten(): Promise<void> } | undefined> | undefined;
  let sending: Promise<void> | undefined;
  let closed = false;

  function failed(error: unknown): undefined {
    if (!closed) runtime.log.warn('store.watch.failed', { kind: error instanceof Error ? error.name : 'unknown' });
    return undefined;
  }

  function hear(payload: string): void {
    const [sender, ...lines] = payload.split('\n');
    if (sender === self) return;
    for (const line of lines) tell(toWake(line));
  }

  function tell(wake: Wake): void {
    for (const listener of listeners) listener(wake);
  }

  async function sendAll(): Promise<void> {
    try {
      while (pending.size > 0) await connection`select pg_notify(${channel}, ${payloadOf(self, pending)})`;
    } catch (error) {
      failed(error);
    }
    // Nothing is awaited between the last look at `pending` and here, so nothing is left behind.
    sending = undefined;
  }

  return {
    listen: listener => {
      const own = (wake: Wake) => listener(wake);
      listeners.add(own);
      listening ??= connection.listen(channel, hear).catch(failed);
      return () => void listeners.delete(own);
    },
    announce: wakes => {
      for (const wake of wakes) {
        tell(wake);
        const line = toLine(wake);
        if (line.length < mostCharacters / 2) pending.add(line);
      }
      if (pending.size > 0 && !closed) sending ??= sendAll();
    },
    close: async () => {
      closed = true;
      listeners.clear();
      await sending;
      await (await listening)?.unlisten();
    },
  };
}

function toLine(wake: Wake): string {
  const id =
    'agentId' in wake ? wake.agentId : 'messageId' in wake ? wake.messageId : 'callId' in wake ? wake.callId : '';
  return `${wake.topic} ${id}`;
}

function toWake(line: string): Wake {
  const space = line.indexOf(' ');
  const topic = line.slice(0, space) as Wake['topic'];
  const id = line.slice(space + 1);
  if (topic === 'inbox') return { topic, agentId: id };
  if (topic === 'call' || topic === 'order') return { topic, callId: id };
  return topic === 'message' ? { topic, messageId: id } : { topic };
}

/** Takes as many lines out of `pending` as one notification holds. */
function payloadOf(sender: string, pending: Set<string>): string {
  let payload = sender;
  for (const line of pending) {
    if (payload.length + line.length + 1 > mostCharacters) break;
    payload += `\n${line}`;
    pending.delete(line);
  }
  return payload;
}
