const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** An error as Anthropic words it. */
export function anthropicError(status: number, message: string): Response {
  return Response.json(errorOf(types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), message), {
    status,
  });
}

/** The body of an error, in an answer or in an event. */
export function errorOf(type: string, message: string) {
  return { type: 'error', error: { type, message }, request_id: null };
}
