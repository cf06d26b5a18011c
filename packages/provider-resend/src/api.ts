import {
  ButtdialError,
  type Call,
  type Fault,
  type Idempotency,
  isTransient,
  type Receipt,
  type Runtime,
} from '@buttdial/core';
import {
  type Answer,
  type FaultTable,
  faultOf,
  jsonObject,
  type Outgoing,
  receiptFrom,
  request,
} from '@buttdial/core/adapter';
import type { Resend } from 'resend';

/** Resend keeps a key for 24 hours. */
export const idempotency = { header: 'Idempotency-Key', ttlSeconds: 86_400 } as const satisfies Idempotency;

// `validation_error` is not here: it comes with 400, 401 and 403, and the status tells which is meant.
const faults: FaultTable = {
  missing_api_key: ['credentials', 'Resend got no API key.'],
  restricted_api_key: ['credentials', 'The API key may only send e-mail.'],
  invalid_api_key: ['credentials', 'Resend does not accept the API key.'],
  invalid_from_address: ['invalid', 'The sender address is not valid.'],
  invalid_attachment: ['invalid', 'An attachment is not valid.'],
  invalid_parameter: ['invalid', 'Resend finds the request invalid.'],
  missing_required_field: ['invalid', 'Resend misses a field of the request.'],
  invalid_idempotency_key: ['invalid', 'The idempotency key is longer than 256 characters.'],
  invalid_idempotent_request: ['invalid', 'The idempotency key was used for another e-mail.'],
  // The first request with this key is still under way: asking later brings its answer.
  concurrent_idempotent_requests: ['unavailable', 'The same e-mail is being sent right now.'],
  rate_limit_exceeded: ['rate-limited', 'Resend asks to slow down.'],
  daily_quota_exceeded: ['rate-limited', 'The daily quota of the Resend account is used up.'],
  monthly_quota_exceeded: ['out-of-funds', 'The monthly quota of the Resend account is used up.'],
  security_error: ['blocked', 'Resend blocked the e-mail for security reasons.'],
  application_error: ['unavailable', 'Resend reports an internal error.'],
  internal_server_error: ['unavailable', 'Resend reports an internal error.'],
};

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

type Sdk = InstanceType<typeof Resend>;

/** Resend's API through its own SDK, with our transport under it. */
export interface Api {
  /** One piece of SDK work, which makes one request. @throws the signal's reason when aborted. */
  ask(call: Pick<Call, 'signal'>, work: (sdk: Sdk) => Promise<unknown>): Promise<Answer>;
  receipt(answer: Answer): Receipt;
  /** The JSON of a successful answer. @throws ButtdialError when there is none. */
  expect(answer: Answer): Readonly<Record<string, unknown>>;
  check(call: Call): Promise<Fault | undefined>;
}

export function openApi(account: Account, runtime: Runtime): Api {
  const reading = {
    table: faults,
    code: (body: Readonly<Record<string, unknown>>) => (typeof body.name === 'string' ? body.name : undefined),
  };
  const fault = (answer: Answer) => faultOf(answer, { ...reading, now: runtime.now() });

  async function ask(call: Pick<Call, 'signal'>, work: (sdk: Sdk) => Promise<unknown>): Promise<Answer> {
    call.signal.throwIfAborted();
    const { Resend } = await import('resend');
    let answer: Answer | undefined;
    // Named, because the SDK would look for an absent user agent in the environment.
    const sdk = new Resend(account.apiKey, { baseUrl: account.baseUrl, userAgent: 'buttdial' });
    // The SDK's own transport is the global fetch, and it turns every failure, lost answers included, into one error.
    const fetchRequest: Sdk['fetchRequest'] = async (path, options) => {
      answer = await request(runtime, outgoing(path, options as SdkRequest, { account, signal: call.signal }));
      return {
        data: null,
        error: { name: 'application_error', message: 'Read elsewhere.', statusCode: null },
        headers: null,
      };
    };
    await work(Object.assign(sdk, { fetchRequest }));
    if (answer === undefined) throw new ButtdialError('broken-promise', 'The Resend SDK made no request.');
    return answer;
  }

  return {
    ask,
    receipt: answer =>
      receiptFrom(answer, {
        ...reading,
        now: runtime.now(),
        idempotency,
        accepted: body => (typeof body.id === 'string' ? { vendorId: body.id } : undefined),
      }),
    expect: answer => expectBody(answer, fault(answer)),
    check: async call => {
      const found = fault(await ask(call, sdk => sdk.domains.list({ limit: 1 })));
      // A key that may only send is refused here, which proves that Resend knows it.
      return found?.vendorCode === 'restricted_api_key' ? undefined : found;
    },
  };
}

interface SdkRequest {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Headers;
}

function outgoing(
  path: string,
  asked: SdkRequest,
  { account, signal }: { account: Account; signal: AbortSignal },
): Outgoing {
  return {
    method: (asked.method ?? 'GET') as Outgoing['method'],
    url: new URL(account.baseUrl.replace(/\/$/, '') + path),
    headers: Object.fromEntries(asked.headers ?? []),
    ...(asked.body === undefined ? {} : { body: asked.body }),
    signal,
    timeoutMs: account.timeoutMs,
  };
}

function expectBody(answer: Answer, fault: Fault | undefined): Readonly<Record<string, unknown>> {
  if (fault)
    throw new ButtdialError(
      isTransient(fault) ? 'unavailable' : 'vendor-failed',
      fault.message,
      fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs },
    );
  return answer.outcome === 'answered' ? jsonObject(answer.text) : {};
}
