import type { UncertainReason } from '../receipt.ts';
import type { Runtime } from '../runtime.ts';

/** What a request needs of the world. */
export type Outside = Pick<Runtime, 'fetch' | 'timeout'>;

/** A request to a vendor. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | URLSearchParams;
  readonly signal: AbortSignal;
  /** Gives up after this long; 15,000 unless told. */
  readonly timeoutMs?: number;
}

/**
 * What came back.
 * - `answered`: a whole HTTP answer, whatever its status. - `unreached`: the connection never stood, so nothing was done.
 * - `lost`: bytes may have left and no whole answer came.
 */
export type Answer =
  | { readonly outcome: 'answered'; readonly status: number; readonly headers: Headers; readonly text: string }
  | { readonly outcome: 'unreached' }
  | { readonly outcome: 'lost'; readonly reason: UncertainReason };

// Errors that Node's fetch reports before a byte of the request has left.
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * One request, never repeated, never redirected. Knows the difference between "never reached" and "answer lost",
 * which is what makes a send safe to retry or not.
 * @throws the signal's reason when the caller aborts.
 */
export async function request(runtime: Outside, outgoing: Outgoing): Promise<Answer> {
  outgoing.signal.throwIfAborted();
  const timeout = runtime.timeout(outgoing.timeoutMs ?? 15_000);
  try {
    const response = await runtime.fetch(outgoing.url.href, {
      method: outgoing.method,
      redirect: 'manual',
      signal: AbortSignal.any([outgoing.signal, timeout]),
      ...(outgoing.headers ? { headers: outgoing.headers } : {}),
      ...(outgoing.body === undefined ? {} : { body: outgoing.body as NonNullable<RequestInit['body']> }),
    });
    const text = await response.text();
    return { outcome: 'answered', status: response.status, headers: response.headers, text };
  } catch (error) {
    outgoing.signal.throwIfAborted();
    if (timeout.aborted) return { outcome: 'lost', reason: 'timed-out' };
    return isUnreached(error) ? { outcome: 'unreached' } : { outcome: 'lost', reason: 'connection-lost' };
  }
}

/** True when a connection failed before a byte of the request had left. */
export function isUnreached(error: unknown): boolean {
  for (let cause: unknown = error; typeof cause === 'object' && cause !== null; cause = Reflect.get(cause, 'cause')) {
    if (UNREACHED.has(String(Reflect.get(cause, 'code')))) return true;
    const several: unknown = Reflect.get(cause, 'errors');
    if (Array.isArray(several) && several.length > 0 && several.every(isUnreached)) return true;
  }
  return false;
}
