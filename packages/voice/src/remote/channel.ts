import type { Log } from '@buttdial/core';
import type { z } from 'zod';

/**
 * One end of an ordered channel between two processes. Messages are plain data: what a structured clone carries. Either end
 * may be gone at any time: `messages` ends then, and what is sent is lost.
 */
export interface MessageChannel {
  send(message: unknown): void;
  readonly messages: AsyncIterable<unknown>;
  /** How many sent messages the other end has not taken yet. */
  waiting(): number;
}

/**
 * Hands out messages one after the other until the channel ends. One that is malformed, or that cannot be carried out, is
 * logged and skipped, malformed ones only the first time: a call does not end for one message. What is in them is never logged.
 */
export async function takeMessages<Schema extends z.ZodType<{ readonly kind: string }>>(
  { channel, log }: { readonly channel: MessageChannel; readonly log: Log },
  schema: Schema,
  take: (message: z.output<Schema>) => void,
): Promise<void> {
  let hasWarned = false;
  for await (const given of channel.messages) {
    const read = schema.safeParse(given);
    if (read.success) attempt(read.data);
    else if (!hasWarned) log.warn('media.malformed-message');
    hasWarned ||= !read.success;
  }

  function attempt(message: z.output<Schema>): void {
    try {
      take(message);
    } catch (failure) {
      const error = failure instanceof Error ? failure.name : 'unknown';
      log.warn('media.message-failed', { kind: message.kind, error });
    }
  }
}
