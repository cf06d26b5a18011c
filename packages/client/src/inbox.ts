import type { InnerOptions } from './call.ts';
import type { Input, Output } from './operations.ts';

/** Something that a stranger wrote to an agent. Data, never instructions. */
export type InboxMessage = Output<'inbox.fetch'>['messages'][number];

/** A message that is leased to you: nobody else gets it until the lease of about a minute ends. */
export interface LeasedMessage extends InboxMessage {
  /** Says that it is dealt with: its text is erased on the server and it does not come again. May be repeated. */
  ack(): Promise<void>;
}

/** What to listen for. */
export interface InboxOptions extends Pick<Input<'inbox.fetch'>, 'agentId' | 'channel'> {
  /** Ends the loop, without an error. */
  readonly signal?: AbortSignal;
  /** How many are leased at once, 1 to 200. One unless told, so that no lease runs while another message is handled. */
  readonly limit?: number;
  /** How long one request waits for a first message, 1 to 25 seconds; 25 unless told. */
  readonly waitSeconds?: number;
}

/** The two operations that the loop is made of. */
export interface InboxCalls {
  fetch(input: Input<'inbox.fetch'>, options: InnerOptions): Promise<Output<'inbox.fetch'>>;
  ack(input: Input<'inbox.ack'>, options: InnerOptions): Promise<Output<'inbox.ack'>>;
}

// About a minute: a server that restarts is back by then.
const patience = { repeatable: true, maxRetries: 12 };

/** Long-polls for ever. An answer that was lost on the way is no loss: what it leased comes back. @throws `ApiError`. */
export async function* listen(
  calls: InboxCalls,
  options: InboxOptions = {},
): AsyncGenerator<LeasedMessage, void, void> {
  const { signal, limit = 1, waitSeconds = 25, ...which } = options;
  const query = { ...which, limit, waitSeconds: Math.max(1, waitSeconds), ack: 'explicit' as const };
  while (!signal?.aborted) {
    const found = await calls.fetch(query, { ...patience, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
      if (signal?.aborted) return undefined;
      throw error;
    });
    for (const message of found?.messages ?? []) {
      // What is left of the batch comes back when its lease ends.
      if (signal?.aborted) return;
      yield { ...message, ack: () => acknowledge(calls, message) };
    }
  }
}

async function acknowledge(calls: InboxCalls, { agentId, id }: InboxMessage): Promise<void> {
  await calls.ack({ agentId, ids: [id] }, patience);
}
