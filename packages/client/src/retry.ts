import type { ApiError } from './errors.ts';

const firstDelayMs = 250;
const longestDelayMs = 10_000;

/** How long to wait before asking again; undefined when asking again is no use. `retries` counts those already made. */
export function retryDelayMs(
  error: ApiError,
  state: { readonly retries: number; readonly maxRetries: number; readonly random: () => number },
): number | undefined {
  if (state.retries >= state.maxRetries || !isTransient(error)) return undefined;
  const asked = error.retryAfterMs ?? 0;
  // Who is told to wait for minutes should know, not hang.
  if (asked > longestDelayMs) return undefined;
  const backoff = Math.min(longestDelayMs, firstDelayMs * 2 ** state.retries);
  return Math.max(asked, backoff * (0.5 + state.random() / 2));
}

// "vendor-failed" is the outcome of the send, not an accident on the way: the same key would answer the same.
function isTransient(error: ApiError): boolean {
  if (error.status === 0) return error.code === 'unreachable' || error.code === 'timed-out';
  return [502, 503, 504].includes(error.status) && error.code !== 'vendor-failed';
}
