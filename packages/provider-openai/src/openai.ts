import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createLanguage } from './language.ts';
import { createRealtime } from './realtime.ts';
import { createSpeech } from './speech.ts';
import { createTranscription } from './transcription.ts';

const config = z.object({
  apiKey: z.string().min(1).meta({
    env: 'OPENAI_API_KEY',
    secret: true,
    label: 'API key',
    help: 'A server of your own that wants none takes any word.',
  }),
  baseUrl: z.url().default('https://api.openai.com/v1').meta({
    env: 'OPENAI_BASE_URL',
    label: 'Base URL',
    help: 'Of OpenAI or of any server that is compatible with it, up to and with /v1.',
  }),
  model: z.string().min(1).default('gpt-4.1-mini').meta({ env: 'OPENAI_MODEL', label: 'Language model' }),
  reasoningEffort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional().meta({
    env: 'OPENAI_REASONING_EFFORT',
    label: 'Reasoning effort',
    help: 'For models that reason. In a call every second counts.',
  }),
  maxTokensField: z.enum(['max_completion_tokens', 'max_tokens']).default('max_completion_tokens').meta({
    env: 'OPENAI_MAX_TOKENS_FIELD',
    label: 'Field for the longest answer',
    help: 'Some compatible servers know only the older name, max_tokens.',
  }),
  realtimeModel: z.string().min(1).default('gpt-realtime-2.1').meta({
    env: 'OPENAI_REALTIME_MODEL',
    label: 'Speech-to-speech model',
  }),
  realtimeVoice: z.string().min(1).default('marin').meta({
    env: 'OPENAI_REALTIME_VOICE',
    label: 'Voice of the speech-to-speech model',
    help: 'Where none is asked for.',
  }),
  speechModel: z.string().min(1).default('gpt-4o-mini-tts').meta({ env: 'OPENAI_TTS_MODEL', label: 'Speech model' }),
  speechVoice: z.string().min(1).default('alloy').meta({
    env: 'OPENAI_TTS_VOICE',
    label: 'Voice',
    help: 'Where none is asked for.',
  }),
  transcriptionModel: z.string().min(1).default('gpt-4o-mini-transcribe').meta({
    env: 'OPENAI_STT_MODEL',
    label: 'Transcription model',
  }),
  timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
    env: 'OPENAI_TIMEOUT_MS',
    label: 'Timeout in milliseconds',
    help: 'How long an answer may take to begin, and how long it may pause.',
  }),
});

/** What OpenAI asks for: `apiKey`; everything else has a default. Durations in milliseconds. */
export type OpenaiConfig = z.input<typeof config>;
/** The configuration, read. */
export type OpenaiSettings = z.output<typeof config>;

/**
 * A connection to OpenAI or a server compatible with it: language models, speech to speech, voices, transcription, and a
 * check of the key.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const openai = createOpenai({ apiKey });
 * for await (const part of openai.language.reply({ system, turns, maxTokens: 300 }, call)) console.log(part);
 */
export function createOpenai(given: OpenaiConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: OpenaiSettings, runtime: Runtime) {
  const api = openApi(settings, runtime);
  return {
    language: createLanguage(api, settings),
    speech: createSpeech(api, settings),
    transcription: createTranscription(api, settings),
    realtime: createRealtime(api, settings),
    check: api.check,
  };
}

/** The definition a server loads. */
export const openai = defineProvider({ contract: 1, name: 'openai', config, create });
