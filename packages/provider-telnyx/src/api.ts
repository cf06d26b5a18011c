import type { Call, Fault, Receipt, Runtime } from '@buttdial/core';
import { type Answer, failure, faultOf, jsonObject, type Outgoing, receiptFrom, request } from '@buttdial/core/adapter';
import { telnyxFaults } from './faults.ts';

/** Whose account, and where. */
export interface Account {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly timeoutMs: number;
}

/** A request below `/v2`: with JSON, with a form, or with nothing. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
}

/** Telnyx's API. */
export interface Api {
  /** Exactly one request. @throws the signal's reason when aborted. */
  ask(call: Pick<Call, 'signal'>, asked: Asked): Promise<Answer>;
  /** The receipt of something that changes the world; Telnyx offers no idempotency for it. `vendorId` where the answer names nothing. */
  receipt(answer: Answer, vendorId?: string): Receipt;
  /** The JSON of a successful answer. @throws ButtdialError when there is none. */
  expect(answer: Answer): Readonly<Record<string, unknown>>;
  check(call: Call): Promise<Fault | undefined>;
}

export function openApi(account: Account, runtime: Runtime): Api {
  const reading = { table: telnyxFaults, code: vendorCode };
  const fault = (answer: Answer) => faultOf(answer, { ...reading, now: runtime.now() });
  const ask: Api['ask'] = ({ signal }, asked) => request(runtime, { ...outgoing(asked, account), signal });
  return {
    ask,
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
    check: async call => fault(await ask(call, { method: 'GET', path: '/balance' })),
  };
}

function outgoing({ method, path, json, form }: Asked, account: Account): Omit<Outgoing, 'signal'> {
  return {
    method,
    url: new URL(`${account.baseUrl.replace(/\/$/, '')}/v2${path}`),
    headers: {
      Accept: 'application/json',
      Authorization: `Bearer ${account.apiKey}`,
      ...(json ? { 'Content-Type': 'application/json' } : {}),
    },
    ...(json ? { body: JSON.stringify(json) } : {}),
    ...(form ? { body: new URLSearchParams(form) } : {}),
    timeoutMs: account.timeoutMs,
  };
}

/** `{ errors: [{ code: "10009", … }] }`; the first is the one that counts. */
function vendorCode({ errors }: Readonly<Record<string, unknown>>): string | undefined {
  const [first] = Array.isArray(errors) ? (errors as readonly unknown[]) : [];
  const code = typeof first === 'object' && first !== null ? Reflect.get(first, 'code') : undefined;
  return typeof code === 'string' && /^\w{1,20}$/.test(code) ? code : undefined;
}

/** Messages are wrapped in `data` and have an id, calls have a SID under one of two names. */
function named(body: Readonly<Record<string, unknown>>, given: string | undefined): { vendorId: string } | undefined {
  const data = (typeof body.data === 'object' && body.data !== null ? body.data : body) as Record<string, unknown>;
  const vendorId = given ?? data.sid ?? data.call_sid ?? data.id;
  return typeof vendorId === 'string' && vendorId !== '' ? { vendorId } : undefined;
}
