import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { openApi } from './api.ts';
import { createSpeech } from './speech.ts';

const config = z.object({
  apiKey: z.string().min(1).meta({
    env: 'ELEVENLABS_API_KEY',
    secret: true,
    label: 'API key',
    help: 'Needs the right "Text to Speech"; to list voices also "Voices".',
  }),
  voice: z.string().min(1).default('21m00Tcm4TlvDq8ikWAM').meta({
    env: 'ELEVENLABS_DEFAULT_VOICE',
    label: 'Default voice',
    help: 'The id of the voice that speaks where none is asked for.',
  }),
  model: z.string().min(1).default('eleven_flash_v2_5').meta({
    env: 'ELEVENLABS_MODEL',
    label: 'Model',
    help: 'A model that speaks over sockets: Flash is the fastest, Multilingual the most careful.',
  }),
  baseUrl: z.url().default('https://api.elevenlabs.io').meta({ env: 'ELEVENLABS_BASE_URL', label: 'Base URL' }),
  timeoutMs: z.coerce.number<number | string>().int().positive().default(15_000).meta({
    env: 'ELEVENLABS_TIMEOUT_MS',
    label: 'Timeout in milliseconds',
    help: 'How long speech may take to begin, and how long it may pause.',
  }),
});

/** What ElevenLabs asks for: `apiKey`, the rest is optional. Durations in milliseconds. */
export type ElevenLabsConfig = z.input<typeof config>;

/**
 * A connection to ElevenLabs: speech with its timing, the list of voices, and a check of the key. `close` ends the sockets
 * that wait for the next utterance.
 * @param runtime the world it lives in; this machine's clock and network unless told.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const elevenLabs = createElevenLabs({ apiKey });
 * for await (const { audio, alignment } of elevenLabs.speech.speak({ text, voice, format: telephoneAudio }, call)) play(audio);
 */
export function createElevenLabs(given: ElevenLabsConfig, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, runtime: Runtime) {
  const api = openApi(settings, runtime);
  const { speech, close } = createSpeech(api);
  return { speech, check: api.check, close };
}

/** The definition a server loads. */
export const elevenLabs = defineProvider({ contract: 1, name: 'elevenlabs', config, create });
