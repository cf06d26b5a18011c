import type { MessageRecord } from '@buttdial/core';
import type { Deps } from './deps.ts';

/**
 * When to try again: twice as long after every attempt, with up to half again of jitter, never before the vendor allows it.
 * @returns undefined when the message has had its attempts.
 */
export function retryAt(deps: Deps, item: MessageRecord, retryAfterMs = 0): Date | undefined {
  const { maxAttempts, retryBaseMs } = deps.settings.courier;
  if (item.attempt >= maxAttempts) return undefined;
  const backoff = retryBaseMs * 2 ** Math.max(0, item.attempt - 1) * (1 + deps.runtime.random() / 2);
  return new Date(deps.runtime.now().getTime() + Math.max(backoff, retryAfterMs));
}
