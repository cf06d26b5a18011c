import type { Runtime, Webhooks } from '@buttdial/core';
import { jsonObject } from '@buttdial/core/adapter';
import { readEvents } from './events.ts';
import { isSigned } from './jwt.ts';

/** @param signatureSecret signs all webhooks of the account; without one none is accepted. */
export function createWebhooks(signatureSecret: string | undefined, runtime: Runtime): Webhooks {
  return {
    verify: async hook => signatureSecret !== undefined && isSigned(hook, signatureSecret, runtime.now()),
    read: async hook => readEvents(jsonObject(Buffer.from(hook.body).toString('utf8')), hook.url),
    // Vonage takes no reply in an answer; an answer that holds steps of a call would be carried out.
    answer: () => ({ contentType: 'application/json', body: '' }),
  };
}
