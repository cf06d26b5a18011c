import type { AudioFormat } from '@buttdial/core';
import { z } from 'zod';

const formats = {
  ulaw_8000: { encoding: 'mulaw', sampleRate: 8000, channels: 1 },
  alaw_8000: { encoding: 'alaw', sampleRate: 8000, channels: 1 },
  pcm_8000: { encoding: 'pcm16', sampleRate: 8000, channels: 1 },
  pcm_16000: { encoding: 'pcm16', sampleRate: 16_000, channels: 1 },
  pcm_24000: { encoding: 'pcm16', sampleRate: 24_000, channels: 1 },
} as const satisfies Record<string, AudioFormat>;

/** The models that speak over sockets and take a language. */
const languageModels = ['eleven_flash_v2_5', 'eleven_turbo_v2_5'];
const models = ['eleven_flash_v2', 'eleven_turbo_v2', 'eleven_multilingual_v2', ...languageModels];

const settings = z.strictObject({
  stability: z.number().min(0).max(1).optional(),
  similarity_boost: z.number().min(0).max(1).optional(),
  style: z.number().min(0).max(1).optional(),
  use_speaker_boost: z.boolean().optional(),
  speed: z.number().min(0.7).max(1.2).optional(),
});

const truth = z.enum(['true', 'false']);

/** The parameters of the multi-context socket. */
export const socketQuery = z
  .strictObject({
    model_id: z.enum(models).default('eleven_multilingual_v2'),
    language_code: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional(),
    enable_logging: truth.optional(),
    enable_ssml_parsing: truth.optional(),
    output_format: z.enum(Object.keys(formats)),
    inactivity_timeout: z.coerce.number().int().min(1).max(180).default(20),
    sync_alignment: truth.default('false'),
    auto_mode: truth.default('false'),
    apply_text_normalization: z.enum(['auto', 'on', 'off']).optional(),
    seed: z.coerce.number().int().optional(),
  })
  .refine(given => given.language_code === undefined || languageModels.includes(given.model_id), {
    path: ['language_code'],
    message: 'This model takes no language.',
  });

/** What may come over the multi-context socket. */
export const socketMessage = z.union([
  z.strictObject({ close_socket: z.literal(true) }),
  z.strictObject({ context_id: z.string(), close_context: z.literal(true) }),
  z.strictObject({ context_id: z.string(), text: z.string().optional(), flush: z.boolean() }),
  z.strictObject({
    text: z.string(),
    context_id: z.string().optional(),
    voice_settings: settings.optional(),
    generation_config: z
      .strictObject({ chunk_length_schedule: z.array(z.number().min(50).max(500)).optional() })
      .optional(),
  }),
]);

/** The query and the body of a request for speech with its timing. */
export const speechQuery = z.strictObject({
  output_format: z.enum(Object.keys(formats)),
  enable_logging: truth.optional(),
});
/** The body of a request for speech with its timing. */
export const speechBody = z
  .strictObject({
    text: z.string().min(1).max(40_000),
    model_id: z.enum(models).optional(),
    language_code: z
      .string()
      .regex(/^[a-z]{2}$/)
      .nullish(),
    voice_settings: settings.nullish(),
    seed: z.number().nullish(),
    previous_text: z.string().nullish(),
    next_text: z.string().nullish(),
    apply_text_normalization: z.enum(['auto', 'on', 'off']).optional(),
  })
  .refine(given => given.language_code == null || languageModels.includes(given.model_id ?? ''), {
    path: ['language_code'],
    message: 'This model takes no language.',
  });

/** The format that a name stands for. */
export function formatOf(name: string): AudioFormat {
  return formats[name as keyof typeof formats];
}
