import type { Fault, FaultKind } from '../fault.ts';

/** Vendor codes and what they mean; codes that are missing fall back to the HTTP status. */
export type FaultTable = Readonly<Record<string, readonly [kind: FaultKind, message: string]>>;

const byStatus: Readonly<Record<number, readonly [FaultKind, string]>> = {
  400: ['invalid', 'The vendor finds the request invalid.'],
  401: ['credentials', 'The vendor does not accept the credentials.'],
  402: ['out-of-funds', 'The vendor account is out of funds.'],
  403: ['credentials', 'The credentials do not allow this at the vendor.'],
  404: ['invalid', 'The vendor knows no such resource.'],
  409: ['invalid', 'The vendor reports a conflict.'],
  413: ['invalid', 'The message is too large for the vendor.'],
  422: ['invalid', 'The vendor finds the request invalid.'],
  429: ['rate-limited', 'The vendor asks to slow down.'],
};

/**
 * Turns a refusal into a `Fault` whose text is ours. The vendor's own code wins over the HTTP status.
 * @param answer `status` is the HTTP status, `headers` are read for `Retry-After` (seconds or HTTP date).
 */
export function faultFrom(
  answer: {
    readonly status: number;
    readonly headers: Headers;
    readonly vendorCode?: string | undefined;
    readonly now: Date;
  },
  table: FaultTable,
): Fault {
  // A code is the vendor's text: `constructor` must not find what every object inherits.
  const known =
    answer.vendorCode !== undefined && Object.hasOwn(table, answer.vendorCode) ? table[answer.vendorCode] : undefined;
  const fallback: readonly [FaultKind, string] =
    answer.status >= 500
      ? ['unavailable', 'The vendor is not available.']
      : ['invalid', 'The vendor refused the request.'];
  const [kind, message] = known ?? byStatus[answer.status] ?? fallback;
  const retryAfterMs = retryAfter(answer.headers, answer.now);
  return {
    kind,
    message,
    ...(answer.vendorCode === undefined ? {} : { vendorCode: answer.vendorCode }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function retryAfter(headers: Headers, now: Date): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
