import { type ButtdialError, type ErrorCode, isButtdialError } from '@buttdial/core';

/** The HTTP status of each error code. */
export const httpStatus: Readonly<Record<ErrorCode, number>> = {
  'invalid-input': 400,
  unauthenticated: 401,
  forbidden: 403,
  refused: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'limit-exceeded': 429,
  'timed-out': 504,
  unavailable: 503,
  'vendor-failed': 502,
  configuration: 500,
  'broken-promise': 500,
};

/** An error as every door tells it: RFC 9457 fields, plus `error` and the limit fields that older clients read. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly error: string;
  readonly [extension: string]: unknown;
}

/**
 * The problem of any thrown value. What is not our own error becomes a plain 500 without a word of its own: its text
 * could hold anything.
 * @param requestId for finding it in the log.
 */
export function toProblem(error: unknown, requestId?: string): Problem {
  const known = isButtdialError(error) ? error : undefined;
  const code = known?.code ?? 'broken-promise';
  const internal = code === 'broken-promise' || code === 'configuration';
  const detail = known && !internal ? known.message : 'Something went wrong on this server.';
  const remedy =
    known && !internal ? known.details.remedy : 'Try again; if it stays, give the operator the request id.';
  return {
    type: `https://buttdial.dev/errors/${code}`,
    title: titles[code],
    status: httpStatus[code],
    detail,
    code,
    error: detail,
    ...(remedy ? { remedy } : {}),
    ...(known && !internal ? extensions(known) : {}),
    ...(requestId ? { requestId } : {}),
  };
}

function extensions({ details }: ButtdialError): Record<string, unknown> {
  const { limit } = details;
  return {
    ...(details.field ? { field: details.field } : {}),
    ...(details.ruleIds?.length ? { ruleIds: details.ruleIds, citations: details.citations ?? [] } : {}),
    ...(details.reasons?.length ? { reasons: details.reasons } : {}),
    ...(details.nextAllowedAt ? { nextAllowedAt: details.nextAllowedAt.toISOString() } : {}),
    ...(limit
      ? {
          limitType: limit.type,
          current: limit.current,
          max: limit.max,
          ...(limit.resetsAt
            ? { resetDescription: `Resets at ${limit.resetsAt.toISOString()}.`, resetsAt: limit.resetsAt.toISOString() }
            : {}),
        }
      : {}),
    ...(details.retryAfterMs === undefined ? {} : { retryAfterMs: details.retryAfterMs }),
  };
}

const titles: Readonly<Record<ErrorCode, string>> = {
  'invalid-input': 'The input is invalid',
  unauthenticated: 'Not authenticated',
  forbidden: 'Not allowed',
  refused: 'Refused by law or policy',
  'not-found': 'Not found',
  conflict: 'Conflict',
  'too-large': 'Too large',
  'limit-exceeded': 'A limit is reached',
  'timed-out': 'Timed out',
  unavailable: 'Not available',
  'vendor-failed': 'The vendor did not do it',
  configuration: 'Badly configured',
  'broken-promise': 'Internal error',
};
