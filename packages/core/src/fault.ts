/**
 * Why a vendor did not do what was asked. The list is closed: a provider maps every vendor code to one of these.
 * - `credentials`: key wrong, revoked, or without the right. - `invalid`: the request can never succeed as it is.
 * - `unreachable`: this recipient cannot be reached on this channel. - `opted-out`: the recipient said stop to the vendor.
 * - `blocked`: vendor or carrier filters it. - `rate-limited`: later, see `retryAfterMs`. - `out-of-funds`: the account
 *   is empty. - `unsupported`: the vendor offers no such thing here. - `unavailable`: the vendor is down or refused the connection.
 */
export const faultKinds = [
  'credentials',
  'invalid',
  'unreachable',
  'opted-out',
  'blocked',
  'rate-limited',
  'out-of-funds',
  'unsupported',
  'unavailable',
] as const;
/** One of `faultKinds`. */
export type FaultKind = (typeof faultKinds)[number];

/** A vendor's failure, safe to log, store and show: `message` is ours and holds no address, body, key or vendor text. */
export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
  /** The vendor's own code, for looking up in its documentation. */
  readonly vendorCode?: string;
  readonly retryAfterMs?: number;
}

/** True when the same request may succeed later without anybody changing anything. */
export function isTransient(fault: Fault): boolean {
  return fault.kind === 'rate-limited' || fault.kind === 'unavailable';
}
