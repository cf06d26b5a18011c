import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createLanguage } from './language.ts';

const config = z.object({
  apiKey: z.string().min(1).meta({ env: 'ANTHROPIC_API_KEY', secret: true, label: 'API key' }),
  baseUrl: z.url().default('https://api.anthropic.com').meta({ env: 'ANTHROPIC_BASE_URL', label: 'Base URL' }),
  model: z.string().min(1).default('claude-haiku-5-5').meta({
    env: 'ANTHROPIC_MODEL',
    label: 'Model',
    help: 'In a call a fast model is better than a clever one.',
  }),
  timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
    env: 'ANTHROPIC_TIMEOUT_MS',
    label: 'Timeout in milliseconds',
    help: 'How long an answer may take to begin, and how long it may pause.',
  }),
});

/** What Anthropic asks for: `apiKey`; everything else has a default. Durations in milliseconds. */
export type AnthropicConfig = z.input<typeof config>;

/**
 * A connection to Anthropic: language models, and a check of the key.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const anthropic = createAnthropic({ apiKey });
 * for await (const part of anthropic.language.reply({ system, turns, maxTokens: 300 }, call)) console.log(part);
 */
export function createAnthropic(given: AnthropicConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return { language: createLanguage(api, settings.model), check: api.check };
}

/** The definition a server loads. */
export const anthropic = defineProvider({ contract: 1, name: 'anthropic', config, create });
