import { ApiError, createClient, type Problem } from '@buttdial/client';

// The server believes a cookie only where a page of its own says so.
const headers = { 'x-buttdial-page': 'admin' };

/** The whole API, with the session of whoever is signed in. */
export const client = createClient({ url: location.origin, headers });

/** Calls one of the few verbs that only pages have, below `/admin/api`. @throws `ApiError`. */
export function callPage<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
  return callOwn(method, `/admin/api${path}`, body);
}

/** Calls what people do about their own account, below `/auth/api`. @throws `ApiError`. */
export function callAuth<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
  return callOwn(method, `/auth/api${path}`, body);
}

async function callOwn<Answer>(method: string, path: string, body: object | undefined): Promise<Answer> {
  const operation = `page ${path.split('/')[3] ?? ''}`;
  const response = await fetch(path, {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  }).catch((cause: unknown) => {
    throw new ApiError({ code: 'unreachable', status: 0, message: 'The server was not reached.', operation, cause });
  });
  const value: unknown = await response.json().catch(() => undefined);
  if (response.ok && value !== undefined) return value as Answer;
  const problem = value as Partial<Problem> | undefined;
  const message = problem?.detail ?? `The server answered ${response.status}.`;
  throw new ApiError({
    code: problem?.code ?? 'unreadable',
    status: response.status,
    message,
    operation,
    ...(problem ? { problem } : {}),
  });
}
