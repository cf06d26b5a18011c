import { createHash } from 'node:crypto';
import type { ResendRefusal } from './errors.ts';

const DAY_MS = 86_400_000;
const MAX_KEY = 256;

/** Remembers for 24 hours what was answered under a key. */
export interface IdempotencyMemory {
  /**
   * Runs `execute` unless the account used the key within a day: then the same body gets the same answer and another body
   * a refusal. Only successes are remembered.
   */
  once<T>(
    request: {
      readonly account: string;
      readonly route: string;
      readonly key: string | undefined;
      readonly body: unknown;
    },
    execute: () => T | ResendRefusal,
  ): T | ResendRefusal;
  clear(): void;
}

/** An empty memory on the given clock. */
export function createIdempotencyMemory(now: () => Date): IdempotencyMemory {
  const answers = new Map<string, { readonly fingerprint: string; readonly atMs: number; readonly answer: unknown }>();
  const once: IdempotencyMemory['once'] = <T>(
    request: { account: string; route: string; key: string | undefined; body: unknown },
    execute: () => T | ResendRefusal,
  ) => {
    const { key } = request;
    if (key === undefined) return execute();
    if (key === '' || key.length > MAX_KEY)
      return { name: 'invalid_idempotency_key', message: 'The key must be between 1-256 chars.' };
    const place = `${request.account} ${request.route} ${key}`;
    const fingerprint = createHash('sha256').update(canonical(request.body)).digest('hex');
    const atMs = now().getTime();
    const known = answers.get(place);
    if (known && atMs - known.atMs < DAY_MS) {
      if (known.fingerprint === fingerprint) return known.answer as T;
      return {
        name: 'invalid_idempotent_request',
        message: 'This idempotency key has been used on a request with a different payload within the past 24 hours.',
      };
    }
    const answer = execute();
    if (!isRefusal(answer)) answers.set(place, { fingerprint, atMs, answer });
    return answer;
  };
  return { once, clear: () => answers.clear() };
}

/** True for a refusal among answers. */
export function isRefusal(answer: unknown): answer is ResendRefusal {
  return typeof answer === 'object' && answer !== null && 'name' in answer && 'message' in answer;
}

// The same object written in another order of keys is the same payload.
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
