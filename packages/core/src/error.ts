import type { Fault } from './fault.ts';

const brand = Symbol.for('buttdial.error');

/** Why something was not done. The list is closed; `httpStatus` maps it for every door. */
export const errorCodes = [
  'invalid-input',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'limit-exceeded',
  'refused',
  'too-large',
  'timed-out',
  'unavailable',
  'vendor-failed',
  'configuration',
  'broken-promise',
] as const;
/** One of `errorCodes`. */
export type ErrorCode = (typeof errorCodes)[number];

/** One rule behind a refusal: which, where it comes from, why it spoke, and what would cure it. */
export interface RefusalReason {
  readonly ruleId: string;
  readonly citation: string;
  readonly message: string;
  readonly remedy: string;
}

/** What a caller reads about an error besides its code and message. Nothing here holds an address, body, key or vendor text. */
export interface ErrorDetails {
  /** Path of the offending input, `limits.maxActionsPerDay`. */
  readonly field?: string;
  /** What to do next, in one sentence. */
  readonly remedy?: string;
  readonly ruleIds?: readonly string[];
  readonly citations?: readonly string[];
  /** For `refused`: every rule that spoke against it. */
  readonly reasons?: readonly RefusalReason[];
  /** When the same request may succeed. */
  readonly nextAllowedAt?: Date;
  readonly limit?: { readonly type: string; readonly current: number; readonly max: number; readonly resetsAt?: Date };
  readonly retryAfterMs?: number;
  /** For `unavailable` and `vendor-failed`: what the vendor did. */
  readonly fault?: Fault;
  /** For `configuration`: every problem found, at once. */
  readonly problems?: readonly string[];
}

/** The one error class of the product: a refusal, a broken promise, or bad configuration, each with a remedy. */
export class ButtdialError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails & { readonly cause?: unknown } = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ButtdialError';
    this.code = code;
    this.details = rest;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for a `ButtdialError`, also one from another copy of this package. */
export function isButtdialError(value: unknown): value is ButtdialError {
  return typeof value === 'object' && value !== null && Reflect.get(value, brand) === true;
}
