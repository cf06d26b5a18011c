import type { Call, Fault, FaultKind, Idempotency, Receipt, Runtime } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { type Loopback, type Misbehaviour, openLoopback } from './loopback.ts';
import { type FakeRuntime, fakeRuntime } from './runtime.ts';
import type { VendorContract } from './vendor.ts';

/** Why a law cannot be tried with this vendor. It is printed, and the law shows as skipped. */
export interface NotApplicable {
  readonly notApplicable: string;
}

/** The recorded exchanges that try a law, or the reason why there are none. */
export type Answered = readonly [Exchange, ...Exchange[]] | NotApplicable;

/** The laws of sending that need the vendor's own answers. */
export type SendLaw =
  | 'accepted'
  | 'bad-credentials'
  | 'invalid-recipient'
  | 'opted-out'
  | 'rate-limited'
  | 'unavailable'
  | 'garbled-success';

/**
 * An answer to every law: leaving one out does not compile. `accepted` has one exchange for each message, in the same
 * order; the exchanges of the other laws are each played to the first message.
 */
export type SendScenarios = Readonly<Record<SendLaw, Answered>>;

/** What the suite asks of a provider's configuration. */
export interface Limits {
  /** How long the provider waits for an answer. */
  readonly timeoutMs: number;
}

/** Something that sends, seen from the suite. */
export interface Sender<Input> {
  send(input: Input, call: Call): Promise<Receipt>;
  idempotency(input: Input): Idempotency;
}

/** What the laws are tried on. */
export interface SendSubject<Input> {
  readonly title: string;
  readonly inputs: readonly [Input, ...Input[]];
  create(runtime: Runtime, limits: Limits): Sender<Input>;
  /** Whatever must not get out by way of a log or a fault: secrets, addresses, texts. */
  readonly canaries: readonly string[];
  readonly scenarios: SendScenarios;
  readonly vendor: VendorContract | undefined;
}

const KEY = 'idempotency-key-of-the-suite';
const STATUS_URL = 'https://buttdial.example/webhooks/agent-1/status?ref=reference-of-the-suite';
const patient: Limits = { timeoutMs: 20_000 };
const impatient: Limits = { timeoutMs: 250 };

/** Registers the laws of sending. */
export function testSends<Input>(subject: SendSubject<Input>): void {
  describe(subject.title, () => {
    lawsOfAnswers(subject);
    lawsOfConnections(subject);
    lawsOfTheRequest(subject);
  });
}

function lawsOfAnswers<Input>(subject: SendSubject<Input>): void {
  const { inputs, scenarios } = subject;
  law(
    'sends each message with exactly one request and takes over the id that the vendor gives',
    scenarios.accepted,
    async exchanges => {
      expect(exchanges, 'one accepted exchange for each message').toHaveLength(inputs.length);
      for (const [index, input] of inputs.entries()) {
        const receipt = await play(subject, exchanges[index]!, input);
        expect(receipt).toMatchObject({ outcome: 'accepted', vendorId: expect.stringMatching(/./) });
        expect(JSON.stringify(exchanges[index]!.response), 'the id is the vendor’s own').toContain(
          Reflect.get(receipt, 'vendorId'),
        );
      }
    },
  );
  const refusals: [string, SendLaw, FaultKind[]][] = [
    ['reads rejected credentials as a fault of the credentials', 'bad-credentials', ['credentials']],
    ['reads an impossible recipient as invalid or unreachable', 'invalid-recipient', ['invalid', 'unreachable']],
    ['reads a recipient who said stop as opted out', 'opted-out', ['opted-out']],
    ['reads an unavailable vendor as unavailable', 'unavailable', ['unavailable']],
  ];
  for (const [sentence, name, kinds] of refusals) {
    law(sentence, scenarios[name], async exchanges => {
      for (const exchange of exchanges) expect(kinds).toContain(faultOf(await play(subject, exchange)).kind);
    });
  }
  law(
    'reads "too many requests" as rate-limited, with the time to wait',
    scenarios['rate-limited'],
    async exchanges => {
      for (const exchange of exchanges) {
        const fault = faultOf(await play(subject, exchange));
        expect(fault.kind).toBe('rate-limited');
        expect(fault.retryAfterMs).toBeGreaterThan(0);
      }
    },
  );
  law('holds a success that cannot be read for uncertain', scenarios['garbled-success'], async exchanges => {
    for (const exchange of exchanges)
      expect(await play(subject, exchange)).toEqual({ outcome: 'uncertain', reason: 'garbled' });
  });
  it('never takes a 5xx for sent, and without idempotency holds one that may have acted for uncertain', async () => {
    for (const status of [500, 502, 504]) {
      const { receipt } = await attempt(
        subject,
        fakeRuntime({ ...inspected(subject), fetch: async () => new Response('<html>Error</html>', { status }) }),
      );
      if (sender(subject).idempotency(subject.inputs[0]) === 'none')
        expect(receipt).toEqual({ outcome: 'uncertain', reason: 'garbled' });
      else expect(receipt).toMatchObject({ outcome: 'refused', fault: { kind: 'unavailable' } });
    }
  });
}

function lawsOfConnections<Input>(subject: SendSubject<Input>): void {
  const broken: [string, Misbehaviour, Receipt | { outcome: 'refused' }][] = [
    [
      'reads a refused connection as refused: nothing left',
      'is-down',
      { outcome: 'refused', fault: expect.objectContaining({ kind: 'unavailable' }) },
    ],
    [
      'holds a connection that was reset after the request for uncertain',
      'resets',
      { outcome: 'uncertain', reason: 'connection-lost' },
    ],
    ['holds half an answer for uncertain', 'stops-half-way', { outcome: 'uncertain', reason: 'connection-lost' }],
    [
      'holds an answer that does not come in time for uncertain',
      'is-silent',
      { outcome: 'uncertain', reason: 'timed-out' },
    ],
  ];
  for (const [sentence, how, expected] of broken) {
    it(sentence, () =>
      withLoopback(how, async loopback => {
        const limits = how === 'is-silent' ? impatient : patient;
        const runtime = fakeRuntime({ ...inspected(subject), fetch: loopback.fetch });
        const asked = attempt(subject, runtime, { limits });
        if (how === 'is-silent') await passTime(runtime, asked, limits.timeoutMs);
        const { receipt } = await asked;
        expect(receipt).toEqual(expected);
        // A busy machine may give up on silence before the request was read.
        const fewest = how === 'resets' || how === 'stops-half-way' ? 1 : 0;
        expect([fewest, how === 'is-down' ? 0 : 1], 'never asks twice').toContain(loopback.received());
      }),
    );
  }
  it('rejects with the reason of the signal when aborted before, and makes no request', async () => {
    const runtime = fakeRuntime();
    const reason = new Error('changed my mind');
    await expect(attempt(subject, runtime, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(runtime.requests).toHaveLength(0);
  });
  it('rejects with the reason of the signal when aborted under way', () =>
    withLoopback('is-silent', async loopback => {
      const [controller, reason] = [new AbortController(), new Error('changed my mind')];
      const sending = attempt(subject, fakeRuntime({ ...inspected(subject), fetch: loopback.fetch }), {
        signal: controller.signal,
      });
      await Promise.race([loopback.reached, sending]);
      controller.abort(reason);
      await expect(sending).rejects.toBe(reason);
    }));
}

function lawsOfTheRequest<Input>(subject: SendSubject<Input>): void {
  law(
    'puts the idempotency key on the wire if, and only if, the route declares a header for it',
    subject.scenarios.accepted,
    async exchanges => {
      for (const [index, input] of subject.inputs.entries()) {
        const runtime = fakeRuntime({ exchanges: [exchanges[index]!] });
        await attempt(subject, runtime, { input });
        const declared = sender(subject).idempotency(input);
        const [request] = runtime.requests;
        if (declared === 'none') expect(JSON.stringify([request, [...request!.headers]])).not.toContain(KEY);
        else expect(request!.headers.get(declared.header)).toBe(KEY);
      }
    },
  );
  it('lets no address, text or secret into a log line or a fault', async () => {
    for (const exchange of Object.values(subject.scenarios).flatMap(answered =>
      'notApplicable' in answered ? [] : [...answered],
    )) {
      const runtime = fakeRuntime({
        exchanges: [{ ...exchange, request: { method: exchange.request.method, url: exchange.request.url } }],
      });
      const { receipt } = await attempt(subject, runtime);
      const spoken = JSON.stringify([receipt, runtime.logs]);
      for (const canary of subject.canaries.flatMap(disguises)) expect(spoken).not.toContain(canary);
    }
  });
}

/** As a text may turn up: plain, in a URL, in Base64, and a number without its plus. */
function disguises(text: string): readonly string[] {
  const base64 = Buffer.from(text).toString('base64').replace(/=+$/, '');
  return [...new Set([text, encodeURIComponent(text), base64, text.replace(/^\+/, '')])].filter(one => one.length >= 4);
}

/** One `it` for a law, skipped with its reason where it does not apply. */
export function law(
  sentence: string,
  answered: Answered,
  body: (exchanges: readonly Exchange[]) => Promise<void>,
): void {
  if ('notApplicable' in answered) it.skip(`${sentence} (not applicable: ${answered.notApplicable})`);
  else it(sentence, () => body(answered));
}

function faultOf(receipt: Receipt): Fault {
  expect(receipt.outcome).toBe('refused');
  return (receipt as Extract<Receipt, { outcome: 'refused' }>).fault;
}

/** Plays one exchange to one message. The request must be the recorded one, and the only one. */
async function play<Input>(
  subject: SendSubject<Input>,
  exchange: Exchange,
  input = subject.inputs[0],
): Promise<Receipt> {
  const runtime = fakeRuntime({ ...inspected(subject), exchanges: [exchange] });
  const { receipt } = await attempt(subject, runtime, { input });
  runtime.settled();
  return receipt;
}

interface Trial<Input> {
  readonly input?: Input;
  readonly signal?: AbortSignal;
  readonly limits?: Limits;
}

/** Time passes until an answer is there, or what waited for it gave up. */
async function passTime(runtime: FakeRuntime, asked: Promise<unknown>, stepMs: number): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  asked.then(over, over);
  while (!isOver) {
    await new Promise(resolve => setImmediate(resolve));
    await runtime.advance(stepMs);
  }
}

async function attempt<Input>(
  subject: SendSubject<Input>,
  runtime: FakeRuntime,
  trial: Trial<Input> = {},
): Promise<{ receipt: Receipt }> {
  const call: Call = {
    signal: trial.signal ?? new AbortController().signal,
    idempotencyKey: KEY,
    statusUrl: new URL(STATUS_URL),
  };
  const receipt = await subject.create(runtime, trial.limits ?? patient).send(trial.input ?? subject.inputs[0], call);
  return { receipt };
}

function sender<Input>(subject: SendSubject<Input>): Sender<Input> {
  return subject.create(fakeRuntime(), patient);
}

function inspected<Input>({ vendor }: SendSubject<Input>) {
  return vendor ? { inspect: vendor.inspect } : {};
}

async function withLoopback(how: Misbehaviour, body: (loopback: Loopback) => Promise<void>): Promise<void> {
  const loopback = await openLoopback(how);
  try {
    await body(loopback);
  } finally {
    await loopback.close();
  }
}
