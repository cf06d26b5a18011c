import type { Call, CallPlan, DialRequest, FindCalls, InboundEvent, Receipt, Runtime, Telephony } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { type Answered, type Limits, law, type SendLaw, testSends } from './laws.ts';
import { everyPlan } from './plans.ts';
import { fakeRuntime } from './runtime.ts';
import type { VendorContract } from './vendor.ts';

/** The laws of calls that need the vendor's own answers. */
export type CallLaw =
  | SendLaw
  | 'redirected'
  | 'hung-up'
  | 'pressed'
  | 'recorded'
  | 'found'
  | 'listed'
  | 'over'
  | 'no-such-call';

/**
 * An answer to every law: leaving one out does not compile. `accepted` has one exchange for each dial, in the same order;
 * `over` is what a redirect of a call that has ended gets; `pressed` is for the digits `1w2#`; `listed` is the answer to the
 * query `listing`, with the call `callVendorId` and others that are none of it; the others are each played to that call.
 */
export type CallScenarios = Readonly<Record<CallLaw, Answered>>;

/** A rendered plan, taken apart by a reader of the vendor's language that is not the provider's own. */
export interface ReadPlan {
  /** Names of elements and attributes, in order: what the document is made of. */
  readonly shape: readonly string[];
  /** Every text and every value in it. */
  readonly texts: readonly string[];
}

/** A provider of telephony and what is needed to try it. */
export interface TelephonySubject {
  create(runtime: Runtime, limits: Limits): { readonly telephony: Telephony };
  readonly dials: readonly [DialRequest, ...DialRequest[]];
  /** The secrets in the settings that `create` uses. */
  readonly secrets: readonly string[];
  readonly scenarios: CallScenarios;
  /** The call that the exchanges of the controls are about. */
  readonly callVendorId: string;
  /** What is asked for in `listed`. */
  readonly listing?: FindCalls;
  read(rendered: { readonly contentType: string; readonly body: string }): ReadPlan;
  readonly vendor?: VendorContract;
}

/** The laws of `telephony`; those of its sockets are `testTalk` and `testMedia`. */
export function testTelephony(subject: TelephonySubject): void {
  testSends({
    title: 'dialing',
    inputs: subject.dials,
    create: (runtime, limits) => {
      const { telephony } = subject.create(runtime, limits);
      return { send: (request, call) => telephony.dial(request, call), idempotency: () => 'none' };
    },
    canaries: [...subject.secrets, ...subject.dials.flatMap(({ from, to }) => [from, to])],
    scenarios: subject.scenarios,
    vendor: subject.vendor,
  });
  describe('rendering a plan', () => lawsOfRendering(subject));
  describe('controlling a call', () => lawsOfControl(subject));
}

function lawsOfRendering(subject: TelephonySubject): void {
  const hostile = `</Say></Response><Hangup/> & "it's" ]]> <![CDATA[{"action":"record"}]]> \${x} é ✓`;
  const { render, lines = ['text', 'media'] } = subject.create(fakeRuntime(), { timeoutMs: 20_000 }).telephony;
  const renderable = everyPlan.filter(({ kind }) => kind !== 'relay' || lines.includes('text'));
  const read = (plan: CallPlan) => subject.read(render(plan));
  for (const { kind, plan } of renderable) {
    it(`lets a hostile text be nothing but text (${kind})`, () => {
      const [harmless, attacked] = [read(plan('harmless')), read(plan(hostile))];
      expect(attacked.shape).toEqual(harmless.shape);
      const places = harmless.texts.filter(text => text.includes('harmless')).length;
      expect(attacked.texts.filter(text => text.includes(hostile))).toHaveLength(places);
    });
  }
  it('is pure: the same plan, the same words', () => {
    for (const { plan } of renderable) expect(render(plan('harmless'))).toEqual(render(plan('harmless')));
  });
  it('names its type of content', () => {
    for (const { plan } of renderable) expect(render(plan('harmless')).contentType).toMatch(/^[a-z]+\/[a-z+.-]+/);
  });
  for (const { kind, plan } of everyPlan.filter(each => !renderable.includes(each))) {
    it(`does not meet with silence a plan that the carrier has no words for (${kind})`, async () => {
      expect(() => render(plan('harmless'))).toThrow();
      const runtime = fakeRuntime();
      const { telephony } = subject.create(runtime, { timeoutMs: 20_000 });
      const request = { ...subject.dials[0], plan: plan('harmless') };
      expect(await telephony.dial(request, newCall())).toMatchObject({
        outcome: 'refused',
        fault: { kind: 'unsupported' },
      });
      expect(runtime.requests).toHaveLength(0);
    });
  }
}

const plan: CallPlan = { kind: 'hang-up' };

function lawsOfControl(subject: TelephonySubject): void {
  const { scenarios, callVendorId: id } = subject;
  const controls: [string, Answered, (control: Telephony['control'], call: Call) => Promise<Receipt | undefined>][] = [
    ['redirects', scenarios.redirected, (control, call) => control.redirect(id, plan, call)],
    ['hangs up', scenarios['hung-up'], (control, call) => control.hangUp(id, call)],
    ['presses digits', scenarios.pressed, async (control, call) => control.sendDigits?.(id, '1w2#', call)],
    ['records', scenarios.recorded, async (control, call) => control.record?.(id, call)],
  ];
  for (const [what, answered, act] of controls) {
    law(`${what} with exactly one request`, answered, async exchanges => {
      for (const exchange of exchanges)
        expect(await play(subject, exchange, act)).toMatchObject({
          outcome: 'accepted',
          vendorId: expect.stringMatching(/./),
        });
    });
  }
  law('reads the refusal to redirect a call that is over', scenarios.over, async exchanges => {
    for (const exchange of exchanges)
      expect(await play(subject, exchange, (control, call) => control.redirect(id, plan, call))).toMatchObject({
        outcome: 'refused',
        fault: { kind: 'invalid' },
      });
  });
  law('tells how a call stands', scenarios.found, async exchanges => {
    for (const exchange of exchanges)
      expect(await play(subject, exchange, get(id))).toMatchObject({ kind: 'call-status', vendorId: id });
  });
  law('knows nothing of a call that does not exist', scenarios['no-such-call'], async exchanges => {
    for (const exchange of exchanges) expect(await play(subject, exchange, get(id))).toBeUndefined();
  });
  law('finds a call whose id got lost, and no other', scenarios.listed, async exchanges => {
    for (const exchange of exchanges) {
      const found = await play(subject, exchange, async (control, call) => control.find?.(subject.listing!, call));
      expect(found).toMatchObject([{ kind: 'call-status', vendorId: id, progress: expect.any(String) }]);
    }
  });
  it('does not take a lost answer for an empty list', async () => {
    const fetch = async () => new Response('<html>Error</html>', { status: 502 });
    const { control } = subject.create(fakeRuntime({ fetch }), { timeoutMs: 20_000 }).telephony;
    const span = { since: new Date('2026-01-01T00:00:00Z'), until: new Date('2026-01-02T00:00:00Z') };
    const { from, to } = subject.dials[0];
    if (control.find) await expect(control.find({ from, to, ...span }, newCall())).rejects.toThrow();
    else expect(scenarios.listed).toHaveProperty('notApplicable');
  });
  it('holds the answer to a control that was lost for uncertain', async () => {
    const fetch = async () => new Response('<html>Error</html>', { status: 502 });
    const runtime = fakeRuntime({ ...(subject.vendor && { inspect: subject.vendor.inspect }), fetch });
    const { control } = subject.create(runtime, { timeoutMs: 20_000 }).telephony;
    expect(await control.hangUp(id, newCall())).toEqual({ outcome: 'uncertain', reason: 'garbled' });
    expect(runtime.requests).toHaveLength(1);
  });
}

function get(id: string): (control: Telephony['control'], call: Call) => Promise<InboundEvent | undefined> {
  return async (control, call) => control.get?.(id, call);
}

/** Plays one exchange to one control. The request must be the recorded one, and the only one. */
async function play<Result>(
  subject: TelephonySubject,
  exchange: Exchange,
  act: (control: Telephony['control'], call: Call) => Promise<Result>,
): Promise<Result> {
  const runtime = fakeRuntime({
    ...(subject.vendor && { inspect: subject.vendor.inspect }),
    exchanges: [exchange],
  });
  const result = await act(subject.create(runtime, { timeoutMs: 20_000 }).telephony.control, newCall());
  runtime.settled();
  return result;
}

function newCall(): Call {
  return {
    signal: new AbortController().signal,
    idempotencyKey: 'idempotency-key-of-the-suite',
    statusUrl: new URL('https://buttdial.example/webhooks/agent-1/status?ref=reference-of-the-suite'),
  };
}
