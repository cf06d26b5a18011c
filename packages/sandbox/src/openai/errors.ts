/** An error as OpenAI words it. */
export interface OpenaiProblem {
  readonly message: string;
  readonly type?: string;
  readonly code?: string | null;
  readonly param?: string | null;
}

/** The body of an error, in an answer or in an event. */
export function errorBody({ message, type = 'invalid_request_error', code = null, param = null }: OpenaiProblem) {
  return { message, type, param, code };
}

/** An error answer. */
export function openaiError(status: number, problem: OpenaiProblem, headers: Record<string, string> = {}): Response {
  return Response.json({ error: errorBody(problem) }, { status, headers });
}

/** What faults of the network look like here. */
export function openaiFault(status: number): Response {
  if (status === 429)
    return openaiError(429, { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' });
  const message = 'The server had an error while processing your request.';
  return openaiError(status, { message, type: status < 500 ? 'invalid_request_error' : 'server_error' });
}
