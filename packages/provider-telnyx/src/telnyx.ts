import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createMessaging } from './messaging.ts';
import { createTelephony } from './telephony.ts';
import { createWebhooks } from './webhooks.ts';

const config = z
  .object({
    apiKey: z.string().min(1).meta({
      env: 'TELNYX_API_KEY',
      secret: true,
      label: 'API key',
      help: 'A v2 key from the Mission Control Portal; it begins with KEY.',
    }),
    publicKey: z
      .string()
      .refine(text => Buffer.from(text, 'base64').length === 32, 'A public key is 32 bytes in base64.')
      .optional()
      .meta({
        env: 'TELNYX_PUBLIC_KEY',
        label: 'Public key',
        help: 'From "Keys & Credentials". Without it no webhook is accepted: no inbound calls or messages, no reports.',
      }),
    accountSid: z
      .string()
      .regex(/^[\w-]+$/, 'An account id has letters, digits and "-".')
      .optional()
      .meta({
        env: 'TELNYX_ACCOUNT_SID',
        label: 'Account id',
        help: 'AccountSid of every TeXML webhook. Calls need it.',
      }),
    texmlApplicationId: z.string().regex(/^\d+$/, 'An application id is a number.').optional().meta({
      env: 'TELNYX_TEXML_APPLICATION_ID',
      label: 'TeXML application id',
      help: 'Of the TeXML application that has the numbers. Calls need it.',
    }),
    messagingProfileId: z.uuid().optional().meta({
      env: 'TELNYX_MESSAGING_PROFILE_ID',
      label: 'Messaging profile id',
      help: 'Optional: for senders with a name instead of a number.',
    }),
    baseUrl: z
      .url()
      .default('https://api.telnyx.com')
      .meta({ env: 'TELNYX_BASE_URL', label: 'Base URL', help: 'Without the version.' }),
    timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
      env: 'TELNYX_TIMEOUT_MS',
      label: 'Timeout in milliseconds',
      help: 'After this long an answer counts as lost.',
    }),
  })
  .refine(given => (given.accountSid === undefined) === (given.texmlApplicationId === undefined), {
    path: ['texmlApplicationId'],
    message: 'An account id and a TeXML application id come together.',
  });

/** What Telnyx asks for: `apiKey`; calls also need the account and a TeXML application. Durations in milliseconds. */
export type TelnyxConfig = z.input<typeof config>;

/**
 * A connection to Telnyx: messaging (SMS, MMS), webhooks and a check of the key; live calls where a TeXML application is set.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const telnyx = createTelnyx({ apiKey });
 * await telnyx.messaging.send({ channel: 'sms', from, to, content: { kind: 'text', text } }, { signal, idempotencyKey });
 */
export function createTelnyx(given: TelnyxConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  const { accountSid, texmlApplicationId } = settings;
  return {
    messaging: createMessaging(api, settings.messagingProfileId),
    ...(accountSid === undefined || texmlApplicationId === undefined
      ? {}
      : { telephony: createTelephony(api, { accountSid, texmlApplicationId }, runtime) }),
    webhooks: createWebhooks(settings.publicKey, runtime),
    check: api.check,
  };
}

/** The definition a server loads. */
export const telnyx = defineProvider({ contract: 1, name: 'telnyx', config, create });
