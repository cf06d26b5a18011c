import {
  ButtdialError,
  type Call,
  type Fault,
  isTransient,
  type Money,
  parseMoney,
  type Receipt,
  type Runtime,
} from '@buttdial/core';
import { type Answer, faultOf, jsonObject, type Outgoing, receiptFrom, request } from '@buttdial/core/adapter';
import type Twilio from 'twilio';
import { twilioFaults } from './faults.ts';

/** Whose account, and where. Without a `baseUrl` every product has its own host at twilio.com. */
export interface Account {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiKey?: string | undefined;
  readonly apiSecret?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly timeoutMs: number;
}

type Client = ReturnType<typeof Twilio>;
type SdkRequest = Parameters<InstanceType<typeof Twilio.RequestClient>['request']>[0];

/** What the SDK made of one request, and the answer as it came. `value` is absent unless the SDK could read a success. */
export interface Asked<Value> {
  readonly answer: Answer;
  readonly value?: Value;
}

/** Twilio's API through its own SDK, with our transport under it. */
export interface Api {
  /** One piece of SDK work, which makes one request. @throws the signal's reason when aborted. */
  ask<Value>(call: Call, work: (client: Client) => Promise<Value>): Promise<Asked<Value>>;
  /** The receipt of something that changes the world; Twilio offers no idempotency. */
  receipt(answer: Answer, vendorId?: string): Receipt;
  fault(answer: Answer): Fault | undefined;
  /** A read's value. @throws ButtdialError when Twilio did not give one. */
  expect<Value>(asked: Asked<Value>): Value;
  check(call: Call): Promise<Fault | undefined>;
  /** Whether an address lies at Twilio. */
  isOurs(url: URL): boolean;
  /** A file of the account. Credentials go to Twilio only. @throws ButtdialError `unavailable` when it does not come. */
  open(url: URL, call: Call): Promise<Response>;
}

export function openApi(account: Account, runtime: Runtime): Api {
  const reading = { table: twilioFaults, code: vendorCode };
  const fault = (answer: Answer) => faultOf(answer, { ...reading, now: runtime.now() });

  async function ask<Value>(call: Call, work: (client: Client) => Promise<Value>): Promise<Asked<Value>> {
    call.signal.throwIfAborted();
    // The SDK is large: it is loaded by the first request, not by importing this package.
    const { default: sdk } = await import('twilio');
    let answer: Answer | undefined;
    const client = clientOf(sdk, account, async asked => {
      answer = await request(runtime, outgoing(asked, account, call));
      return forSdk(answer);
    });
    try {
      const value = await work(client);
      return { answer: answer!, value };
    } catch (error) {
      call.signal.throwIfAborted();
      // The SDK throws for every refusal and for bodies it cannot read: the answer itself tells more.
      if (answer === undefined) throw error;
      return { answer };
    }
  }

  const isOurs = (url: URL) =>
    account.baseUrl
      ? url.origin === new URL(account.baseUrl).origin
      : url.protocol === 'https:' && /(^|\.)twilio\.com$/.test(url.hostname);

  return {
    ask,
    fault,
    receipt: (answer, vendorId) =>
      receiptFrom(answer, {
        ...reading,
        now: runtime.now(),
        idempotency: 'none',
        accepted: body => named(body, vendorId),
      }),
    expect: asked => expectValue(asked, fault(asked.answer)),
    check: async call => {
      // Standard API keys may not read the account itself, so with a key the harmless request is another one.
      if (account.apiKey !== undefined)
        return fault((await ask(call, client => client.messages.page({ pageSize: 1 }))).answer);
      const { answer } = await ask(call, client => client.api.v2010.accounts(account.accountSid).fetch());
      return fault(answer) ?? inactive(answer);
    },
    isOurs,
    async open(url, call) {
      const isTwilio = isOurs(url);
      const response = await runtime.fetch(url, {
        signal: call.signal,
        ...(isTwilio && { headers: { Authorization: basicOf(account) } }),
      });
      if (response.ok && response.body) return response;
      await response.body?.cancel();
      throw new ButtdialError('unavailable', 'Twilio did not give the file.', { retryAfterMs: 5_000 });
    },
  };
}

function basicOf({ apiKey, accountSid, apiSecret, authToken }: Account): string {
  const pair = `${apiKey ?? accountSid}:${apiSecret ?? authToken}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function clientOf(sdk: typeof Twilio, account: Account, send: (asked: SdkRequest) => Promise<unknown>): Client {
  // Its constructor would read the environment and build an HTTP agent; only its type is wanted.
  const httpClient = Object.assign(Object.create(sdk.RequestClient.prototype), { request: send });
  return sdk(account.apiKey ?? account.accountSid, account.apiSecret ?? account.authToken, {
    accountSid: account.accountSid,
    httpClient,
    autoRetry: false,
    // Empty, not absent: the SDK would look for absent ones in the environment.
    edge: '',
    region: '',
    logLevel: '',
    env: {},
  });
}

function outgoing(asked: SdkRequest, account: Account, call: Call): Outgoing {
  const vendor = new URL(asked.uri);
  for (const [name, value] of formOf(asked.params)) vendor.searchParams.append(name, value);
  const url =
    account.baseUrl === undefined
      ? vendor
      : new URL(account.baseUrl.replace(/\/$/, '') + vendor.pathname + vendor.search);
  const method = asked.method.toUpperCase() as Outgoing['method'];
  return {
    method,
    url,
    headers: {
      ...(asked.headers as Record<string, string> | undefined),
      Authorization: `Basic ${Buffer.from(`${asked.username}:${asked.password}`).toString('base64')}`,
      // Twilio has a host for each product; behind one base URL the path alone may not tell them apart.
      ...(account.baseUrl === undefined ? {} : { 'X-Original-Host': vendor.host }),
    },
    ...(method === 'POST' || method === 'PUT' ? { body: bodyOf(asked) } : {}),
    signal: call.signal,
    timeoutMs: account.timeoutMs,
  };
}

// Newer products take JSON.
function bodyOf({ headers, data }: SdkRequest): string | URLSearchParams {
  const type: unknown = typeof headers === 'object' ? Reflect.get(headers, 'Content-Type') : undefined;
  return type === 'application/json' ? JSON.stringify(data) : new URLSearchParams(formOf(data));
}

/** Twilio repeats a field for each value of a list. */
function formOf(fields: unknown): [string, string][] {
  return Object.entries((fields ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one): [string, string] => [name, String(one)]),
    );
}

function forSdk(answer: Answer) {
  if (answer.outcome !== 'answered') throw new Error('Twilio did not answer.');
  return { statusCode: answer.status, body: jsonObject(answer.text), headers: Object.fromEntries(answer.headers) };
}

function vendorCode(body: Readonly<Record<string, unknown>>): string | undefined {
  return typeof body.code === 'number' || typeof body.code === 'string' ? String(body.code) : undefined;
}

/** @param vendorId what is known beforehand: deleting answers 204 without a body. */
function named(body: Readonly<Record<string, unknown>>, vendorId: string | undefined) {
  const sid = typeof body.sid === 'string' ? body.sid : vendorId;
  return sid === undefined ? undefined : { vendorId: sid, ...priceOf(body.price, body.price_unit) };
}

/** Twilio writes what it takes from the account as a negative number, and mostly only later. */
export function priceOf(amount: unknown, unit: unknown): { price?: Money } {
  const price =
    typeof amount === 'string'
      ? parseMoney(amount.replace(/^-/, ''), typeof unit === 'string' ? unit : 'USD')
      : undefined;
  return price ? { price } : {};
}

function expectValue<Value>(asked: Asked<Value>, fault: Fault | undefined): Value {
  if (fault === undefined && asked.value !== undefined) return asked.value;
  if (fault === undefined)
    throw new ButtdialError('vendor-failed', 'Twilio answered with something that cannot be read.');
  throw new ButtdialError(
    isTransient(fault) ? 'unavailable' : 'vendor-failed',
    fault.message,
    fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs },
  );
}

function inactive(answer: Answer): Fault | undefined {
  const status = answer.outcome === 'answered' ? jsonObject(answer.text).status : undefined;
  if (status === undefined || status === 'active') return undefined;
  return { kind: 'credentials', message: 'The Twilio account is suspended or closed.' };
}
