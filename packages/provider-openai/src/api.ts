import type { Call, ClientSocket, Fault, Log, Runtime } from '@buttdial/core';
import {
  type Answer,
  type FaultTable,
  failure,
  faultFrom,
  faultOf,
  jsonObject,
  openSocket,
  openStream,
  request,
} from '@buttdial/core/adapter';
import { field, textField } from './read.ts';

// By `error.code`, or by `error.type` where there is no code. 429 means two things: too fast, or no money left.
const faults: FaultTable = {
  invalid_api_key: ['credentials', 'OpenAI does not accept the API key.'],
  account_deactivated: ['credentials', 'The OpenAI account is deactivated.'],
  insufficient_permissions: ['credentials', 'The API key may not do this at OpenAI.'],
  insufficient_quota: ['out-of-funds', 'The OpenAI account has no credit left.'],
  billing_hard_limit_reached: ['out-of-funds', 'The OpenAI account has reached its spending limit.'],
  rate_limit_exceeded: ['rate-limited', 'OpenAI asks to slow down.'],
  model_not_found: ['invalid', 'The model does not exist, or is not open to this account.'],
  context_length_exceeded: ['invalid', 'The conversation is longer than the model can take.'],
  string_above_max_length: ['invalid', 'The text is longer than OpenAI takes.'],
  unknown_parameter: ['invalid', 'The server does not know a field of the request.'],
  unsupported_parameter: ['unsupported', 'The model does not take a field of the request.'],
  unsupported_value: ['unsupported', 'The model does not take a value of the request.'],
  unsupported_country_region_territory: ['unsupported', 'OpenAI does not serve this region.'],
  content_policy_violation: ['blocked', 'OpenAI blocked the request by its policy.'],
  content_filter: ['blocked', 'OpenAI blocked the request by its policy.'],
  session_expired: ['unavailable', 'The session has reached the longest time that OpenAI gives it.'],
  engine_overloaded: ['unavailable', 'OpenAI is overloaded.'],
  server_error: ['unavailable', 'OpenAI reports an internal error.'],
};

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

// What is heard from its beginning to its end takes longer than an answer takes to begin.
const wholeFile = 4;

/** OpenAI's API: one request or one socket each time, never a retry. */
export interface Api {
  /** Posts JSON and streams the answer. @throws ButtdialError with its fault; the signal's reason when aborted. */
  stream(path: string, body: Readonly<Record<string, unknown>>, call: Call): Promise<AsyncIterable<Uint8Array>>;
  /** Posts a form with files and reads the answer whole. @throws as `stream`. */
  upload(path: string, form: FormData, call: Call): Promise<Readonly<Record<string, unknown>>>;
  /** Opens a socket below `/realtime`. @throws as `stream`. */
  socket(query: Readonly<Record<string, string>>, call: Call): Promise<ClientSocket>;
  /** An error that came in the middle of a stream. */
  faultIn(error: unknown): Fault;
  check(call: Call): Promise<Fault | undefined>;
  readonly timeoutMs: number;
  /** Aborts when an answer is too late. */
  late(): AbortSignal;
  readonly log: Log;
  newId(): string;
}

export function openApi({ apiKey, baseUrl, timeoutMs }: Account, runtime: Runtime): Api {
  const authorization = `Bearer ${apiKey}`;
  const address = (path: string) => new URL(baseUrl.replace(/\/$/, '') + path);
  const faultIn = (error: unknown, status = 500) =>
    faultFrom({ status, headers: new Headers(), vendorCode: codeOf(error), now: runtime.now() }, faults);

  function refusal(answer: Answer): Fault {
    const fault = faultOf(answer, { table: faults, now: runtime.now(), code: body => codeOf(body.error) });
    return withPause(fault ?? { kind: 'unavailable', message: 'OpenAI gave an answer that is none.' }, answer);
  }

  return {
    timeoutMs,
    late: () => runtime.timeout(timeoutMs),
    log: runtime.log,
    newId: () => runtime.newId(),
    faultIn,
    async stream(path, body, { signal }) {
      const answer = await openStream(runtime, {
        method: 'POST',
        url: address(path),
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
        timeoutMs,
      });
      if (answer.outcome === 'streaming') return answer.body;
      throw failure(refusal(answer));
    },
    async upload(path, form, { signal }) {
      const encoded = new Response(form);
      const answer = await request(runtime, {
        method: 'POST',
        url: address(path),
        headers: { authorization, 'content-type': encoded.headers.get('content-type') ?? 'multipart/form-data' },
        body: new Uint8Array(await encoded.arrayBuffer()),
        signal,
        timeoutMs: timeoutMs * wholeFile,
      });
      if (answer.outcome === 'answered' && answer.status >= 200 && answer.status < 300) return jsonObject(answer.text);
      throw failure(refusal(answer));
    },
    async socket(query, { signal }) {
      const url = address('/realtime');
      url.protocol = url.protocol.replace('http', 'ws');
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const answer = await openSocket(runtime, { url, headers: { authorization }, signal, timeoutMs });
      if (answer.outcome === 'open') return answer.socket;
      throw failure(refusal(answer));
    },
    async check({ signal }) {
      const asked = { method: 'GET', url: address('/models'), headers: { authorization }, signal, timeoutMs } as const;
      const answer = await request(runtime, asked);
      const isFine = answer.outcome === 'answered' && answer.status >= 200 && answer.status < 300;
      return isFine ? undefined : refusal(answer);
    },
  };
}

function codeOf(error: unknown): string | undefined {
  return textField(error, 'code') ?? textField(error, 'type');
}

// OpenAI says it to the millisecond in a header of its own.
function withPause(fault: Fault, answer: Answer): Fault {
  if (fault.kind !== 'rate-limited' || answer.outcome !== 'answered') return fault;
  const exact = Number(answer.headers.get('retry-after-ms') ?? Number.NaN);
  return Number.isFinite(exact) && exact > 0 ? { ...fault, retryAfterMs: Math.ceil(exact) } : fault;
}

/** What a socket's error event, or its end, says about why it ended. */
export const lostSocket: Fault = { kind: 'unavailable', message: 'The connection to OpenAI broke.' };

/** The error of an event, if it is one. */
export const errorIn = (event: unknown): unknown =>
  textField(event, 'type') === 'error' ? field(event, 'error') : undefined;
