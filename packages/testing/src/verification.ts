import type { Call, Runtime, Verification } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { type Answered, type Limits, law, type SendScenarios, testSends } from './laws.ts';
import { fakeRuntime } from './runtime.ts';
import type { VendorContract } from './vendor.ts';

/** A code to be sent to somebody. */
export interface CodeStart {
  readonly to: string;
  readonly channel: Parameters<Verification['start']>[1];
}

/** The laws of codes that need the vendor's own answers: those of sending, and those of what somebody told. */
export type CodeScenarios = SendScenarios & Readonly<Record<'right' | 'wrong' | 'expired', Answered>>;

/** A provider of one-time codes and what is needed to try it. */
export interface VerificationSubject {
  create(runtime: Runtime, limits: Limits): { readonly verification: Verification };
  readonly starts: readonly [CodeStart, ...CodeStart[]];
  /** The recipient and the code of the exchanges `right`, `wrong` and `expired`. */
  readonly told: { readonly to: string; readonly code: string };
  /** The secrets in the settings that `create` uses. */
  readonly secrets: readonly string[];
  readonly scenarios: CodeScenarios;
  readonly vendor?: VendorContract;
}

/** The laws of `verification`. */
export function testVerification(subject: VerificationSubject): void {
  testSends({
    title: 'starting a verification',
    inputs: subject.starts,
    create: (runtime, limits) => {
      const { verification } = subject.create(runtime, limits);
      return { send: ({ to, channel }, call) => verification.start(to, channel, call), idempotency: () => 'none' };
    },
    canaries: [...subject.secrets, subject.told.code, ...subject.starts.map(start => start.to)],
    scenarios: subject.scenarios,
    vendor: subject.vendor,
  });
  describe('checking a code', () => lawsOfChecking(subject));
}

function lawsOfChecking(subject: VerificationSubject): void {
  const answers = ['right', 'wrong', 'expired'] as const;
  for (const answer of answers) {
    law(`knows a code that is ${answer}, with exactly one request`, subject.scenarios[answer], async exchanges => {
      for (const exchange of exchanges) expect(await told(subject, exchange)).toBe(answer);
    });
  }
  it('throws when the vendor does not say, so that silence is never taken for an answer', async () => {
    for (const status of [401, 429, 500, 503]) {
      const runtime = fakeRuntime({
        ...(subject.vendor && { inspect: subject.vendor.inspect }),
        fetch: async () => new Response('{}', { status, headers: { 'content-type': 'application/json' } }),
      });
      const { verification } = subject.create(runtime, { timeoutMs: 20_000 });
      await expect(
        verification.check(subject.told.to, subject.told.code, newCall()),
        String(status),
      ).rejects.toMatchObject({
        code: expect.stringMatching(/^(vendor-failed|unavailable)$/),
      });
      expect(runtime.requests).toHaveLength(1);
    }
  });
  it('tells nobody the code', async () => {
    const runtime = fakeRuntime({ fetch: async () => new Response('{}', { status: 500 }) });
    const { verification } = subject.create(runtime, { timeoutMs: 20_000 });
    const error = await verification.check(subject.told.to, subject.told.code, newCall()).catch(reason => reason);
    const said = `${JSON.stringify(runtime.logs)} ${error instanceof Error ? error.message : ''}`;
    for (const secret of [subject.told.code, subject.told.to, ...subject.secrets]) expect(said).not.toContain(secret);
  });
}

async function told(subject: VerificationSubject, exchange: Exchange) {
  const runtime = fakeRuntime({ ...(subject.vendor && { inspect: subject.vendor.inspect }), exchanges: [exchange] });
  const { verification } = subject.create(runtime, { timeoutMs: 20_000 });
  const answer = await verification.check(subject.told.to, subject.told.code, newCall());
  runtime.settled();
  return answer;
}

function newCall(): Call {
  return { signal: new AbortController().signal, idempotencyKey: 'idempotency-key-of-the-suite' };
}
