import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createDomains } from './domains.ts';
import { createEmail } from './email.ts';
import { createWebhooks } from './webhooks.ts';

const config = z.object({
  apiKey: z.string().min(1).meta({
    env: 'RESEND_API_KEY',
    secret: true,
    label: 'API key',
    help: 'A key with full access; one that may only send cannot read inbound mail.',
  }),
  webhookSecret: z
    .string()
    .regex(/^(whsec_)?[A-Za-z0-9+/]+=*$/, 'A signing secret is whsec_ and base64.')
    .optional()
    .meta({
      env: 'RESEND_WEBHOOK_SECRET',
      secret: true,
      label: 'Webhook signing secret',
      help: 'Without it no webhook is accepted: no inbound mail, no delivery reports.',
    }),
  baseUrl: z.url().default('https://api.resend.com').meta({ env: 'RESEND_BASE_URL', label: 'Base URL' }),
  timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
    env: 'RESEND_TIMEOUT_MS',
    label: 'Timeout in milliseconds',
    help: 'After this long an answer counts as lost.',
  }),
});

/** What Resend asks for: `apiKey`, and `webhookSecret` for anything inbound. Durations in milliseconds. */
export type ResendConfig = z.input<typeof config>;

/**
 * A connection to Resend: e-mail with sending domains, webhooks and a check of the key.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const resend = createResend({ apiKey });
 * await resend.email.send({ from, to, subject, text }, { signal, idempotencyKey });
 */
export function createResend(given: ResendConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return {
    email: { ...createEmail(api), domains: createDomains(api) },
    webhooks: createWebhooks(api, settings.webhookSecret, runtime),
    check: api.check,
  };
}

/** The definition a server loads. */
export const resend = defineProvider({ contract: 1, name: 'resend', config, create });
