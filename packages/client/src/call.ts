import { ApiError, type Problem } from './errors.ts';
import { routes } from './generated.ts';
import type { CallOptions, OperationName } from './operations.ts';
import { retryDelayMs } from './retry.ts';
import type { ClientRuntime } from './runtime.ts';

/** What all calls of one client share. */
export interface Settings {
  /** Ends in `/api/v1`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly runtime: ClientRuntime;
}

/** A call as the client itself makes it. */
export interface InnerOptions extends CallOptions {
  /** Doing it twice is the same as doing it once. */
  readonly repeatable?: boolean;
  readonly maxRetries?: number;
}

/** One operation of whatever name. */
export interface Called {
  readonly name: OperationName;
  readonly input: Readonly<Record<string, unknown>>;
  readonly options: InnerOptions;
}

/**
 * Calls an operation, and again after an accident where repeating is safe.
 * @throws `ApiError`, or the reason of the caller's signal.
 */
export async function call(settings: Settings, called: Called): Promise<unknown> {
  const { runtime } = settings;
  const { readOnly, takesKey } = routes[called.name];
  const key = takesKey ? (called.options.idempotencyKey ?? called.input.idempotencyKey ?? runtime.newId()) : undefined;
  const isRepeatable = called.options.repeatable ?? (readOnly || key !== undefined);
  const maxRetries = isRepeatable ? (called.options.maxRetries ?? settings.maxRetries) : 0;
  const request = requestOf(settings, called, key === undefined ? {} : { 'idempotency-key': String(key) });
  for (let retries = 0; ; retries += 1) {
    const result = await attempt(settings, called, request);
    if ('value' in result) return result.value;
    const delayMs = retryDelayMs(result.error, { retries, maxRetries, random: runtime.random });
    if (delayMs === undefined) throw result.error;
    await runtime.sleep(delayMs, called.options.signal);
  }
}

/**
 * Asks for an answer as CSV, and hands it on as it comes: a long list never stands in memory whole.
 * @throws `ApiError`, or the reason of the caller's signal. It is not repeated.
 */
export async function callTable(settings: Settings, called: Called): Promise<ReadableStream<Uint8Array>> {
  const { url, init } = requestOf(settings, called, { accept: 'text/csv' });
  const { fetch } = settings.runtime;
  const { signal } = called.options;
  const response = await fetch(url, { ...init, ...(signal ? { signal } : {}) }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    const message = 'The server was not reached, or its answer was lost.';
    throw new ApiError({ code: 'unreachable', message, status: 0, operation: called.name, cause });
  });
  const isTable = response.ok && response.headers.get('content-type')?.startsWith('text/csv');
  if (isTable && response.body) return response.body;
  const answer = answerOf(called.name, response, await response.text());
  if ('error' in answer) throw answer.error;
  const message = `The server has no table of ${called.name}.`;
  throw new ApiError({ code: 'unreadable', status: response.status, message, operation: called.name });
}

interface Request {
  readonly url: string;
  readonly init: RequestInit;
}

function requestOf(settings: Settings, called: Called, more: Readonly<Record<string, string>>): Request {
  const { method, path } = routes[called.name];
  const left = new Map(Object.entries(called.input).filter(([, value]) => value !== undefined));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(left.get(name) ?? '');
    // A URL would walk up at two dots, to another operation.
    if (/^\.{0,2}$/.test(value)) throw invalidInput(called.name, name);
    left.delete(name);
    return encodeURIComponent(value);
  });
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const query = new URLSearchParams();
  if (!hasBody) for (const [name, value] of left) query.set(name, String(value));
  const headers = { ...settings.headers, ...more, ...(hasBody ? { 'content-type': 'application/json' } : {}) };
  return {
    url: `${settings.baseUrl}${filled}${query.size > 0 ? `?${query}` : ''}`,
    // A redirected POST would arrive as a GET.
    init: {
      method,
      headers,
      redirect: 'manual',
      ...(hasBody ? { body: JSON.stringify(Object.fromEntries(left)) } : {}),
    },
  };
}

async function attempt(
  settings: Settings,
  { name, input, options }: Called,
  request: Request,
): Promise<{ readonly value: unknown } | { readonly error: ApiError }> {
  const { signal } = options;
  signal?.throwIfAborted();
  const waitMs = typeof input.waitSeconds === 'number' ? input.waitSeconds * 1000 : 0;
  const timeout = settings.runtime.timeout((options.timeoutMs ?? settings.timeoutMs) + waitMs);
  try {
    const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
    // Called by itself: a browser's own fetch refuses to be anybody's method.
    const { fetch } = settings.runtime;
    const response = await fetch(request.url, { ...request.init, signal: either });
    return answerOf(name, response, await response.text());
  } catch (cause) {
    signal?.throwIfAborted();
    const late = { code: 'timed-out', message: 'The server did not answer in time.' } as const;
    const gone = { code: 'unreachable', message: 'The server was not reached, or its answer was lost.' } as const;
    return { error: new ApiError({ ...(timeout.aborted ? late : gone), status: 0, operation: name, cause }) };
  }
}

function answerOf(operation: string, response: Response, text: string): { value: unknown } | { error: ApiError } {
  const { ok, status } = response;
  const value = parsed(text);
  if (ok && value !== undefined) return { value };
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  const waiting = seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
  const problem = value as Partial<Problem> | undefined;
  if (ok || problem?.code === undefined) {
    const message = `What answered, with status ${status}, is no Butt-Dial server.`;
    return { error: new ApiError({ code: 'unreadable', status, message, operation, ...waiting }) };
  }
  const message = problem.detail ?? problem.title ?? `The server answered ${status}.`;
  return { error: new ApiError({ code: problem.code, status, message, operation, problem, ...waiting }) };
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function invalidInput(operation: string, field: string): ApiError {
  const problem = { field, remedy: `Give a value for "${field}".` };
  return new ApiError({ code: 'invalid-input', status: 0, message: `${field}: is required.`, operation, problem });
}
