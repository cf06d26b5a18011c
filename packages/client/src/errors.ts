import type { components } from './generated.ts';

/** The body of every refusal, after RFC 9457. */
export type Problem = components['schemas']['Problem'];

/**
 * Why it was not done. Besides the codes of the server: `unreachable`, no answer came; `unreadable`, what answered was
 * no Butt-Dial server, such as a proxy with a page of its own. `timed-out` with status 0 is the client's own patience.
 */
export type ApiErrorCode = Problem['code'] | 'unreachable' | 'unreadable';

/** A cap that is reached. Spend is in USD. */
export interface ReachedLimit {
  /** Which cap, for example `maxActionsPerDay`. */
  readonly type: string;
  readonly current: number;
  readonly max: number;
  readonly resetsAt?: Date;
}

/** What an `ApiError` is made from. */
export interface ApiErrorInit {
  readonly code: ApiErrorCode;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly message: string;
  /** The operation that was called, `messages.send`. */
  readonly operation: string;
  readonly problem?: Partial<Problem>;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

const brand = Symbol.for('buttdial.api-error');

/** An operation was not done, and why. The message is the server's sentence; it repeats no address and no text of yours. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** The operation that was called, `messages.send`. */
  readonly operation: string;
  /** What to do next, in one sentence. */
  readonly remedy: string | undefined;
  /** Path of the offending input. */
  readonly field: string | undefined;
  /** The rules of law or policy that refused it; empty for other errors. */
  readonly ruleIds: readonly string[];
  readonly citations: readonly string[];
  /** When the same request may succeed. */
  readonly nextAllowedAt: Date | undefined;
  readonly limit: ReachedLimit | undefined;
  readonly retryAfterMs: number | undefined;
  /** Finds the request in the log of the server. */
  readonly requestId: string | undefined;

  constructor(init: ApiErrorInit) {
    super(init.message, init.cause === undefined ? undefined : { cause: init.cause });
    const problem = init.problem ?? {};
    this.name = 'ApiError';
    this.code = init.code;
    this.status = init.status;
    this.operation = init.operation;
    this.remedy = problem.remedy;
    this.field = problem.field;
    this.ruleIds = problem.ruleIds ?? [];
    this.citations = problem.citations ?? [];
    this.nextAllowedAt = dateOf(problem.nextAllowedAt);
    this.limit = limitOf(problem);
    this.retryAfterMs = problem.retryAfterMs ?? init.retryAfterMs;
    this.requestId = problem.requestId;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for an `ApiError`, also one from another copy of this package. */
export function isApiError(value: unknown): value is ApiError {
  return typeof value === 'object' && value !== null && Reflect.get(value, brand) === true;
}

function limitOf({ limitType, current, max, resetsAt }: Partial<Problem>): ReachedLimit | undefined {
  if (limitType === undefined || current === undefined || max === undefined) return undefined;
  const at = dateOf(resetsAt);
  return { type: limitType, current, max, ...(at ? { resetsAt: at } : {}) };
}

function dateOf(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}
