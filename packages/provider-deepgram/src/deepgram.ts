import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createSpeech } from './speech.ts';
import { createTranscription } from './transcription.ts';

const numberOf = z.coerce.number<number | string>();

const config = z.object({
  apiKey: z.string().min(1).meta({ env: 'DEEPGRAM_API_KEY', secret: true, label: 'API key' }),
  model: z
    .string()
    .regex(/^(nova|enhanced|base|flux)(-[a-z0-9]+)*$/, 'A model is nova-3, flux-general-en or the like.')
    .default('nova-3')
    .meta({
      env: 'DEEPGRAM_MODEL',
      label: 'Transcription model',
      help: 'nova-3 for any language; flux-general-en or flux-general-multi tell themselves when a turn is over.',
    }),
  voice: z.string().min(1).default('aura-2-thalia-en').meta({
    env: 'DEEPGRAM_DEFAULT_VOICE',
    label: 'Default voice',
    help: 'The Aura voice that speaks where none is asked for; a voice has one language.',
  }),
  endpointingMs: numberOf.int().min(10).max(5000).default(300).meta({
    env: 'DEEPGRAM_ENDPOINTING_MS',
    label: 'Pause that makes words final, milliseconds',
    help: 'For models other than Flux.',
  }),
  endOfTurnThreshold: numberOf.min(0.5).max(0.9).default(0.7).meta({
    env: 'DEEPGRAM_EOT_THRESHOLD',
    label: 'How sure Flux is that a turn is over',
    help: 'From 0.5, which answers early, to 0.9, which lets people think.',
  }),
  endOfTurnTimeoutMs: numberOf.int().min(500).max(10_000).default(5000).meta({
    env: 'DEEPGRAM_EOT_TIMEOUT_MS',
    label: 'Silence after which Flux ends a turn anyway, milliseconds',
  }),
  baseUrl: z.url().default('https://api.deepgram.com').meta({ env: 'DEEPGRAM_BASE_URL', label: 'Base URL' }),
  timeoutMs: numberOf.int().positive().default(15_000).meta({
    env: 'DEEPGRAM_TIMEOUT_MS',
    label: 'Timeout in milliseconds',
    help: 'How long an answer may take to begin, and how long speech may pause.',
  }),
});

/** What Deepgram asks for: `apiKey`, the rest is optional. Durations in milliseconds. */
export type DeepgramConfig = z.input<typeof config>;

/**
 * A connection to Deepgram: live transcription, speech, and a check of the key.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const deepgram = createDeepgram({ apiKey, model: 'flux-general-en' });
 * for await (const { text, endOfTurn } of deepgram.transcription.listen({ audio, format: telephoneAudio }, call)) show(text);
 */
export function createDeepgram(given: DeepgramConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return { transcription: createTranscription(api, settings), speech: createSpeech(api, settings), check: api.check };
}

/** The definition a server loads. */
export const deepgram = defineProvider({ contract: 1, name: 'deepgram', config, create });
