import { defineProvider, type Runtime, systemRuntime } from '@buttdial/core';
import { z } from 'zod';
import { voiceIds } from './engine.ts';
import { createSpeech } from './speech.ts';

const config = z.object({
  voice: z.enum(voiceIds).default('slt').meta({
    env: 'FLITE_VOICE',
    label: 'Default voice',
    help: 'Who speaks where no voice is asked for: slt (a woman), rms or awb (men), kal16 (a robot, the fastest).',
  }),
});

/** What Flite asks for: nothing. `voice` is who speaks where no voice is asked for. */
export type FliteConfig = z.input<typeof config>;

/**
 * CMU Flite in this process: English speech without a network, an account or a key, 16 bits at 16,000 Hz.
 * @param runtime taken like every provider takes it; Flite needs nothing of it.
 * @throws z.ZodError when the configuration is not of the described shape.
 * @example
 * const flite = createFlite();
 * for await (const { audio } of flite.speech.speak({ text, voice: 'slt', format: flite.speech.formats[0] }, call)) play(audio);
 */
export function createFlite(given: FliteConfig = {}, runtime: Runtime = systemRuntime()) {
  return create(config.parse(given), runtime);
}

function create(settings: z.output<typeof config>, _runtime: Runtime) {
  return { speech: createSpeech(settings) };
}

/** The definition a server loads. */
export const flite = defineProvider({ contract: 1, name: 'flite', config, create });
