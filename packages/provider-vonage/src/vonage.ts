import { createPrivateKey } from 'node:crypto';
import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createMessaging } from './messaging.ts';
import { createTelephony } from './telephony.ts';
import { createWebhooks } from './webhooks.ts';

const config = z
  .object({
    apiKey: z.string().min(1).meta({ env: 'VONAGE_API_KEY', label: 'API key', help: 'From the Vonage dashboard.' }),
    apiSecret: z.string().min(1).meta({ env: 'VONAGE_API_SECRET', secret: true, label: 'API secret' }),
    applicationId: z.uuid().optional().meta({
      env: 'VONAGE_APPLICATION_ID',
      label: 'Application id',
      help: 'Of the Vonage application that has the numbers. Calls need it.',
    }),
    privateKey: z.string().transform(pemOf).refine(isRsaKey, 'This is no RSA private key in PEM.').optional().meta({
      env: 'VONAGE_PRIVATE_KEY',
      secret: true,
      label: 'Private key',
      help: 'Of the application, in PEM; line breaks may be written as \\n.',
    }),
    signatureSecret: z.string().min(1).optional().meta({
      env: 'VONAGE_SIGNATURE_SECRET',
      secret: true,
      label: 'Signature secret',
      help: 'From the settings of the dashboard. Without it no webhook is accepted: no inbound calls or messages, no reports.',
    }),
    baseUrl: z.url().default('https://api.nexmo.com').meta({
      env: 'VONAGE_BASE_URL',
      label: 'Base URL',
      help: 'Also of a region, such as https://api-eu.vonage.com.',
    }),
    timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
      env: 'VONAGE_TIMEOUT_MS',
      label: 'Timeout in milliseconds',
      help: 'After this long an answer counts as lost.',
    }),
  })
  .refine(given => (given.applicationId === undefined) === (given.privateKey === undefined), {
    path: ['privateKey'],
    message: 'An application id and its private key come together.',
  });

/** What Vonage asks for: `apiKey` and `apiSecret`; calls also need the application. Durations in milliseconds. */
export type VonageConfig = z.input<typeof config>;

/**
 * A connection to Vonage: messaging (SMS, MMS, WhatsApp), webhooks and a check of the credentials; live calls where an
 * application is set.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const vonage = createVonage({ apiKey, apiSecret, applicationId, privateKey });
 * await vonage.telephony?.dial({ from, to, plan, timeLimitSeconds: 600, ringSeconds: 30 }, { signal, idempotencyKey });
 */
export function createVonage(given: VonageConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return {
    messaging: createMessaging(api),
    ...(settings.applicationId === undefined ? {} : { telephony: createTelephony(api, runtime) }),
    webhooks: createWebhooks(settings.signatureSecret, runtime),
    check: api.check,
  };
}

/** Environment files hold no line breaks. */
function pemOf(text: string): string {
  return text.replaceAll('\\n', '\n').trim();
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    // What is wrong with it could quote from it.
    return false;
  }
}

/** The definition a server loads. */
export const vonage = defineProvider({ contract: 1, name: 'vonage', config, create });
