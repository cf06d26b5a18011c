import type { Fault } from './fault.ts';
import type { Money } from './money.ts';

/**
 * What is known after one request to a vendor.
 * - `accepted`: the vendor took it and named it. - `refused`: certainly not done.
 * - `uncertain`: bytes left and no readable answer came back, so it may have been done. Never call this "sent".
 */
export type Receipt =
  | { readonly outcome: 'accepted'; readonly vendorId: string; readonly price?: Money }
  | { readonly outcome: 'refused'; readonly fault: Fault }
  | { readonly outcome: 'uncertain'; readonly reason: UncertainReason };

/** `timed-out`: no answer in time. `connection-lost`: reset after writing. `garbled`: a success that cannot be read, or a 5xx that may have acted. */
export type UncertainReason = 'timed-out' | 'connection-lost' | 'garbled';

/** What every request to a vendor carries besides its payload. */
export interface Call {
  readonly signal: AbortSignal;
  /** Ours, stable over retries of the same intent. Goes on the wire only where the route declares a header for it. */
  readonly idempotencyKey: string;
  /** Where the vendor reports progress; it already holds our reference to this attempt. */
  readonly statusUrl?: URL;
}

/** Whether asking twice is safe: a header the vendor honours for `ttlSeconds`, or `none`. */
export type Idempotency = 'none' | { readonly header: string; readonly ttlSeconds: number };
