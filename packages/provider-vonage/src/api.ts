import { ButtdialError, type Call, type Fault, type Receipt, type Runtime } from '@buttdial/core';
import { type Answer, failure, faultOf, jsonObject, type Outgoing, receiptFrom, request } from '@buttdial/core/adapter';
import { vonageFaults } from './faults.ts';
import { applicationToken } from './jwt.ts';

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly applicationId?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** The part of the SDK's clients that matters here: all requests of a client go through one function. */
interface Client {
  sendRequest(asked: Asked): Promise<unknown>;
}
interface Asked {
  readonly url?: string;
  readonly method?: string;
  readonly data?: unknown;
  readonly params?: object;
}

/** One piece of SDK work, which makes one request. @throws the signal's reason when aborted. */
type Ask<Sdk> = (call: Pick<Call, 'signal'>, work: (sdk: Sdk) => Promise<unknown>) => Promise<Answer>;

/** Vonage's API through its own SDK, with our transport, clock and tokens under it. */
export interface Api {
  readonly voice: Ask<InstanceType<typeof import('@vonage/voice').Voice>>;
  readonly messages: Ask<InstanceType<typeof import('@vonage/messages').Messages>>;
  /** The receipt of something that changes the world; Vonage offers no idempotency. `vendorId` where the answer names nothing. */
  receipt(answer: Answer, vendorId?: string): Receipt;
  /** The JSON of a successful answer. @throws ButtdialError when there is none. */
  expect(answer: Answer): Readonly<Record<string, unknown>>;
  check(call: Call): Promise<Fault | undefined>;
}

export function openApi(account: Account, runtime: Runtime): Api {
  const reading = { table: vonageFaults, code: vendorCode };
  const fault = (answer: Answer) => faultOf(answer, { ...reading, now: runtime.now() });
  const send = (asked: Asked, { signal }: Pick<Call, 'signal'>) =>
    request(runtime, { ...outgoing(asked, account, runtime), signal });
  const base = account.baseUrl.replace(/\/$/, '');

  function asking<Sdk extends object>(open: (auth: never, options: { apiHost: string }) => Promise<Sdk>): Ask<Sdk> {
    return async (call, work) => {
      call.signal.throwIfAborted();
      const sdk = await open(nobodysAuthentication as never, { apiHost: base });
      let answer: Answer | undefined;
      // The SDK's own transport is the global fetch; it writes keys and texts into its debug log, and takes a private key
      // that is the name of a file for that file. None of it is reached from here.
      const client: Client = {
        sendRequest: async asked => {
          answer = await send(asked, call);
          return { data: answer.outcome === 'answered' ? { ...jsonObject(answer.text) } : {} };
        },
      };
      await work(Object.assign(sdk, client));
      if (answer === undefined) throw new ButtdialError('broken-promise', 'The Vonage SDK made no request.');
      return answer;
    };
  }

  return {
    // The SDK is loaded by the first request, not by importing this package.
    voice: asking(async (auth, options) => new (await import('@vonage/voice')).Voice(auth, options)),
    messages: asking(async (auth, options) => new (await import('@vonage/messages')).Messages(auth, options)),
    receipt: (answer, vendorId) =>
      receiptFrom(answer, {
        ...reading,
        now: runtime.now(),
        idempotency: 'none',
        accepted: body => named(body, vendorId),
      }),
    expect(answer) {
      const found = fault(answer);
      if (found) throw failure(found);
      return answer.outcome === 'answered' ? jsonObject(answer.text) : {};
    },
    check: async call => fault(await send({ method: 'GET', url: harmless(account, base) }, call)),
  };
}

// A list of one call; without an application there are no calls, and the balance is asked for, which has a host of its own.
function harmless({ applicationId }: Account, base: string): string {
  if (applicationId !== undefined) return `${base}/v1/calls?page_size=1`;
  return `${base === 'https://api.nexmo.com' ? 'https://rest.nexmo.com' : base}/account/get-balance`;
}

// What has `getQueryParams` the SDK takes for an authentication of its caller. It is never asked.
const nobodysAuthentication = {
  getQueryParams: async () => {
    throw new ButtdialError('broken-promise', 'The Vonage SDK signs no request here.');
  },
};

function outgoing(asked: Asked, account: Account, runtime: Runtime): Omit<Outgoing, 'signal'> {
  const url = new URL(asked.url!);
  for (const [name, value] of Object.entries(asked.params ?? {})) url.searchParams.append(name, String(value));
  return {
    method: asked.method as Outgoing['method'],
    url,
    headers: {
      Accept: 'application/json',
      Authorization: authorization(account, runtime),
      ...(asked.data === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(asked.data === undefined ? {} : { body: JSON.stringify(asked.data) }),
    timeoutMs: account.timeoutMs,
  };
}

function authorization({ apiKey, apiSecret, applicationId, privateKey }: Account, runtime: Runtime): string {
  return applicationId !== undefined && privateKey !== undefined
    ? `Bearer ${applicationToken(applicationId, privateKey, runtime)}`
    : `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
}

/** The last word of the error's address: `https://developer.vonage.com/api-errors/messages#1000`. */
function vendorCode(body: Readonly<Record<string, unknown>>): string | undefined {
  const type = typeof body.type === 'string' ? /[#/]([\w-]{1,40})$/.exec(body.type)?.[1] : undefined;
  return type?.toLowerCase();
}

function named(body: Readonly<Record<string, unknown>>, given: string | undefined): { vendorId: string } | undefined {
  const vendorId = given ?? body.uuid ?? body.message_uuid;
  return typeof vendorId === 'string' && vendorId !== '' ? { vendorId } : undefined;
}
