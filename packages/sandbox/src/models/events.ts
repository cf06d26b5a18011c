import type { Connections } from '../peers.ts';
import type { World } from '../world.ts';

/** One event of a stream; `event` is left out where the vendor names none. */
export interface ServerEvent {
  readonly event?: string;
  readonly data: string;
}

/** How a stream ends other than by its last event: the connection is gone. */
export const cut = Symbol('cut');

/** Answers with a stream of events. Whoever leaves it, or the reset of the sandbox, aborts the signal that `make` is given. */
export function eventStream(
  world: World,
  about: Parameters<Connections['open']>[0],
  make: (signal: AbortSignal) => AsyncGenerator<ServerEvent, typeof cut | undefined>,
): Response {
  const left = new AbortController();
  const connection = world.connections.open(about);
  const events = make(left.signal);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await events.next().catch((reason: unknown) => {
        if (!left.signal.aborted) world.runtime.log.error('sandbox.stream-failed', { error: nameOf(reason) });
        return { done: true as const, value: cut };
      });
      if (!next.done) return controller.enqueue(new TextEncoder().encode(written(next.value)));
      connection.close();
      if (next.value === cut) controller.error(brokenConnection());
      else controller.close();
    },
    cancel() {
      connection.close();
      left.abort();
    },
  });
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  });
}

function written({ event, data }: ServerEvent): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

function nameOf(reason: unknown): string {
  return reason instanceof Error ? reason.name : 'unknown';
}

/** What a reader of a body sees when the other side is gone. */
function brokenConnection(): TypeError {
  const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
  return new TypeError('terminated', { cause });
}
