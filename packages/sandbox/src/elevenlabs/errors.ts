/** What a refusal of ElevenLabs says. */
export interface ElevenLabsProblem {
  readonly status: number;
  /** The vendor's word for it, `invalid_api_key`. */
  readonly code: string;
  readonly message: string;
}

const usual: Readonly<Record<number, readonly [code: string, message: string]>> = {
  401: ['invalid_api_key', 'Invalid API key'],
  404: ['not_found', 'Not found'],
  429: ['too_many_concurrent_requests', 'Too many concurrent requests.'],
};

/** An error answer as ElevenLabs writes it. */
export function elevenLabsError(status: number): Response {
  const [code, message] = usual[status] ?? ['internal_server_error', 'An error occurred.'];
  return elevenLabsRefusal({ status, code, message });
}

/** A refusal with its own words. */
export function elevenLabsRefusal({ status, code, message }: ElevenLabsProblem): Response {
  return Response.json({ detail: { status: code, message } }, { status });
}
