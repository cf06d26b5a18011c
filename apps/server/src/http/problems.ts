import { isButtdialError } from '@buttdial/core';
import { toProblem } from '@buttdial/switchboard';
import type { Context } from 'hono';
import type { HttpDeps, HttpEnvironment } from './environment.ts';

/** Answers with an error of any kind, and logs those that are ours to mend, without their text. */
export function problemResponse(
  deps: Pick<HttpDeps, 'runtime' | 'metrics'>,
  context: Context<HttpEnvironment>,
  error: unknown,
): Response {
  const problem = toProblem(error, context.get('requestId'));
  if (problem.status >= 500) {
    const { runtime, metrics } = deps;
    metrics.count('buttdial_errors_total', { code: problem.code });
    runtime.log.error('request.failed', {
      requestId: context.get('requestId'),
      code: problem.code,
      name: error instanceof Error ? error.name : typeof error,
      at: whereOf(error),
    });
  }
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (problem.status === 401) headers.set('www-authenticate', 'Bearer');
  const retryAfterMs = isButtdialError(error) ? error.details.retryAfterMs : undefined;
  if (retryAfterMs !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  return context.body(JSON.stringify(problem), { status: problem.status as 400, headers: Object.fromEntries(headers) });
}

// The first frame tells where without telling what: messages may hold anything, frames hold code positions.
function whereOf(error: unknown): string | undefined {
  const frame =
    error instanceof Error ? error.stack?.split('\n').find(line => line.trim().startsWith('at ')) : undefined;
  return frame
    ?.trim()
    .replace(/\(?(?:file:\/\/)?\/[^()]*\/(?=[^/]+:\d+:\d+)/, '(')
    .slice(0, 120);
}
