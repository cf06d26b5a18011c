const usual: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['Bad Request', 'Bad Request'],
  401: ['INVALID_AUTH', 'Invalid credentials.'],
  402: ['ASR_PAYMENT_REQUIRED', 'Project does not have enough credits.'],
  403: ['INSUFFICIENT_PERMISSIONS', 'User does not have sufficient permissions.'],
  404: ['NOT_FOUND', 'Not found.'],
  429: ['TOO_MANY_REQUESTS', 'Too many requests. Please try again later.'],
};

/** An error answer as Deepgram writes it. */
export function deepgramError(status: number, message?: string): Response {
  const [code, words] = usual[status] ?? ['INTERNAL_SERVER_ERROR', 'An internal error occurred.'];
  const body = { err_code: code, err_msg: message ?? words, request_id: '00000000-0000-4000-8000-000000000000' };
  return Response.json(body, { status, headers: { 'dg-error': message ?? words } });
}
