import type { Email, OutboundEmail, Runtime } from '@buttdial/core';
import { type Limits, type SendScenarios, testSends } from './laws.ts';
import type { VendorContract } from './vendor.ts';

/** A provider of e-mail and what is needed to try it. */
export interface EmailSubject {
  create(runtime: Runtime, limits: Limits): { readonly email: Email };
  readonly emails: readonly [OutboundEmail, ...OutboundEmail[]];
  /** The secrets in the settings that `create` uses. */
  readonly secrets: readonly string[];
  readonly scenarios: SendScenarios;
  readonly vendor?: VendorContract;
}

/** The laws of `email`. */
export function testEmail(subject: EmailSubject): void {
  testSends({
    title: 'email',
    inputs: subject.emails,
    create: (runtime, limits) => {
      const { send, idempotency } = subject.create(runtime, limits).email;
      return { send, idempotency: () => idempotency };
    },
    canaries: [...subject.secrets, ...subject.emails.flatMap(wordsOf)],
    scenarios: subject.scenarios,
    vendor: subject.vendor,
  });
}

function wordsOf({ to, from, subject, text, html, bcc = [] }: OutboundEmail): readonly string[] {
  return [to, from, subject, ...bcc, ...(text === undefined ? [] : [text]), ...(html === undefined ? [] : [html])];
}
