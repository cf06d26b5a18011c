import type { Call, Fault, Runtime } from '@buttdial/core';
import { type Answer, type FaultTable, failure, faultFrom, faultOf, openStream, request } from '@buttdial/core/adapter';
import { field, textField } from './read.ts';

const faults: FaultTable = {
  invalid_request_error: ['invalid', 'Anthropic finds the request invalid.'],
  authentication_error: ['credentials', 'Anthropic does not accept the API key.'],
  permission_error: ['credentials', 'The API key may not do this at Anthropic.'],
  billing_error: ['out-of-funds', 'The Anthropic account has no credit left.'],
  not_found_error: ['invalid', 'The model does not exist, or is not open to this account.'],
  request_too_large: ['invalid', 'The conversation is larger than Anthropic takes.'],
  rate_limit_error: ['rate-limited', 'Anthropic asks to slow down.'],
  api_error: ['unavailable', 'Anthropic reports an internal error.'],
  timeout_error: ['unavailable', 'Anthropic took too long to answer.'],
  overloaded_error: ['unavailable', 'Anthropic is overloaded.'],
};

// It fixes the shape of requests and answers, whatever is added later.
const version = '2023-06-01';

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** Anthropic's API: one request each time, never a retry. */
export interface Api {
  /** Posts JSON and streams the answer. @throws ButtdialError with its fault; the signal's reason when aborted. */
  stream(path: string, body: Readonly<Record<string, unknown>>, call: Call): Promise<AsyncIterable<Uint8Array>>;
  /** An error that came in the middle of a stream. */
  faultIn(error: unknown): Fault;
  check(call: Call): Promise<Fault | undefined>;
}

export function openApi({ apiKey, baseUrl, timeoutMs }: Account, runtime: Runtime): Api {
  const headers = { 'x-api-key': apiKey, 'anthropic-version': version, 'content-type': 'application/json' };
  const address = (path: string) => new URL(baseUrl.replace(/\/$/, '') + path);

  function refusal(answer: Answer): Fault {
    const code = (body: Readonly<Record<string, unknown>>) => textField(body.error, 'type');
    const fault = faultOf(answer, { table: faults, now: runtime.now(), code });
    return fault ?? { kind: 'unavailable', message: 'Anthropic gave an answer that is none.' };
  }

  return {
    async stream(path, body, { signal }) {
      const answer = await openStream(runtime, {
        method: 'POST',
        url: address(path),
        headers,
        body: JSON.stringify(body),
        signal,
        timeoutMs,
      });
      if (answer.outcome === 'streaming') return answer.body;
      throw failure(refusal(answer));
    },
    faultIn: error =>
      faultFrom(
        {
          status: 500,
          headers: new Headers(),
          vendorCode: textField(field(error, 'error'), 'type'),
          now: runtime.now(),
        },
        faults,
      ),
    async check({ signal }) {
      const answer = await request(runtime, {
        method: 'GET',
        url: address('/v1/models'),
        headers,
        signal,
        timeoutMs,
      });
      const isFine = answer.outcome === 'answered' && answer.status >= 200 && answer.status < 300;
      return isFine ? undefined : refusal(answer);
    },
  };
}
