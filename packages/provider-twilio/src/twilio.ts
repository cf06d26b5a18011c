import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createMessaging } from './messaging.ts';
import { createNumbers } from './numbers.ts';
import { createSenders } from './senders.ts';
import { createSubaccounts } from './subaccounts.ts';
import { createTelephony } from './telephony.ts';
import { createVerification } from './verification.ts';
import { createWebhooks } from './webhooks.ts';

const config = z
  .object({
    accountSid: z
      .string()
      .regex(/^AC[0-9a-zA-Z]{32}$/, 'An account SID is AC and 32 characters.')
      .meta({ env: 'TWILIO_ACCOUNT_SID', label: 'Account SID', help: 'From the first page of the Twilio console.' }),
    authToken: z.string().min(1).meta({
      env: 'TWILIO_AUTH_TOKEN',
      secret: true,
      label: 'Auth token',
      help: 'Signs webhooks; also the password where no API key is set.',
    }),
    apiKey: z
      .string()
      .regex(/^SK[0-9a-zA-Z]{32}$/, 'An API key SID is SK and 32 characters.')
      .optional()
      .meta({
        env: 'TWILIO_API_KEY',
        label: 'API key SID',
        help: 'Optional: requests are made with this key and its secret.',
      }),
    apiSecret: z.string().min(1).optional().meta({ env: 'TWILIO_API_SECRET', secret: true, label: 'API key secret' }),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-zA-Z]{32}$/, 'A Messaging Service SID is MG and 32 characters.')
      .optional()
      .meta({
        env: 'TWILIO_MESSAGING_SERVICE_SID',
        label: 'Messaging Service SID',
        help: 'Optional: SMS and MMS are sent through this service.',
      }),
    wabaId: z
      .string()
      .regex(/^\d{5,20}$/, 'A WhatsApp Business Account is a number of digits.')
      .optional()
      .meta({
        env: 'TWILIO_WABA_ID',
        label: 'WhatsApp Business Account',
        help: 'Optional: where WhatsApp senders are registered.',
      }),
    verifyServiceSid: z
      .string()
      .regex(/^VA[0-9a-zA-Z]{32}$/, 'A Verify service SID is VA and 32 characters.')
      .optional()
      .meta({
        env: 'TWILIO_VERIFY_SERVICE_SID',
        label: 'Verify service SID',
        help: 'Optional: one-time codes can be made and checked by Twilio Verify.',
      }),
    baseUrl: z.url().optional().meta({
      env: 'TWILIO_BASE_URL',
      label: 'Base URL',
      help: 'Replaces every twilio.com host; for the sandbox and for tests.',
    }),
    timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
      env: 'TWILIO_TIMEOUT_MS',
      label: 'Timeout in milliseconds',
      help: 'After this long an answer counts as lost.',
    }),
  })
  .refine(given => (given.apiKey === undefined) === (given.apiSecret === undefined), {
    path: ['apiSecret'],
    message: 'An API key and its secret come together.',
  });

/** What Twilio asks for: `accountSid` and `authToken`, the rest is optional. Durations in milliseconds. */
export type TwilioConfig = z.input<typeof config>;

/**
 * A connection to Twilio: messaging (SMS, MMS, WhatsApp), live calls, numbers, WhatsApp senders, subaccounts, webhooks and
 * a check of the credentials; one-time codes where a Verify service is set.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const twilio = createTwilio({ accountSid, authToken });
 * await twilio.messaging.send({ channel: 'sms', from, to, content: { kind: 'text', text } }, { signal, idempotencyKey });
 */
export function createTwilio(given: TwilioConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return {
    messaging: createMessaging(api, settings.messagingServiceSid),
    telephony: createTelephony(api, runtime),
    numbers: createNumbers(api),
    senders: createSenders(api, settings.wabaId),
    subaccounts: createSubaccounts(api),
    ...(settings.verifyServiceSid === undefined
      ? {}
      : { verification: createVerification(api, settings.verifyServiceSid) }),
    webhooks: createWebhooks(settings.authToken),
    check: api.check,
  };
}

/** The definition a server loads. */
export const twilio = defineProvider({ contract: 1, name: 'twilio', config, create });
