import type { Idempotency, Messaging, MessagingChannel, OutboundMessage, Runtime } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { type Limits, type SendScenarios, testSends } from './laws.ts';
import { fakeRuntime } from './runtime.ts';
import type { VendorContract } from './vendor.ts';

/** A provider of messaging and what is needed to try it. */
export interface MessagingSubject {
  create(runtime: Runtime, limits: Limits): { readonly messaging: Messaging };
  /** At least one for every channel that the provider declares. */
  readonly messages: readonly [OutboundMessage, ...OutboundMessage[]];
  /** The secrets in the settings that `create` uses. */
  readonly secrets: readonly string[];
  readonly scenarios: SendScenarios;
  readonly vendor?: VendorContract;
}

const allChannels: readonly MessagingChannel[] = ['sms', 'whatsapp', 'line'];

/** The laws of `messaging`. */
export function testMessaging(subject: MessagingSubject): void {
  const messaging = (runtime: Runtime = fakeRuntime()) => subject.create(runtime, { timeoutMs: 20_000 }).messaging;
  testSends({
    title: 'messaging',
    inputs: subject.messages,
    create: (runtime, limits) => {
      const { send, routes } = subject.create(runtime, limits).messaging;
      return { send, idempotency: message => routes[message.channel]?.idempotency ?? ('none' as Idempotency) };
    },
    canaries: [...subject.secrets, ...subject.messages.flatMap(wordsOf)],
    scenarios: subject.scenarios,
    vendor: subject.vendor,
  });
  describe('messaging routes', () => {
    it('is tried with a message on every declared channel', () => {
      expect([...new Set(subject.messages.map(one => one.channel))].sort()).toEqual(
        Object.keys(messaging().routes).sort(),
      );
    });
    it('refuses a channel that it does not declare, without a request', async () => {
      const routes = messaging().routes;
      for (const channel of allChannels.filter(one => routes[one] === undefined)) {
        const runtime = fakeRuntime();
        const receipt = await messaging(runtime).send(
          { ...subject.messages[0], channel },
          { signal: new AbortController().signal, idempotencyKey: 'key' },
        );
        expect(receipt).toMatchObject({ outcome: 'refused', fault: { kind: 'unsupported' } });
        expect(runtime.requests).toHaveLength(0);
      }
    });
  });
}

function wordsOf({ to, from, content }: OutboundMessage): readonly string[] {
  return [to, from, ...(content.kind === 'text' ? [content.text] : Object.values(content.variables))];
}
