import type { AudioFormat } from '@buttdial/core';
import { z } from 'zod';

const truth = z.enum(['true', 'false']);
const sampleRate = z.coerce.number().int();
const encodings = z.enum(['mulaw', 'alaw', 'linear16']);
const threshold = z.coerce.number().min(0.3).max(1);

/** The parameters of live transcription, first version. */
export const listenQuery = z.strictObject({
  model: z.string().regex(/^(nova|enhanced|base)(-[a-z0-9]+)*$/),
  language: z.string().optional(),
  encoding: encodings,
  sample_rate: sampleRate,
  channels: z.literal('1').default('1'),
  interim_results: truth.default('false'),
  endpointing: z.union([z.literal('false'), z.coerce.number().int().min(10).max(5000)]).default(10),
  utterance_end_ms: z.coerce.number().int().min(1000).max(5000).optional(),
  vad_events: truth.default('false'),
  smart_format: truth.optional(),
  punctuate: truth.optional(),
  profanity_filter: truth.optional(),
  numerals: truth.optional(),
  keyterm: z.string().optional(),
  mip_opt_out: truth.optional(),
  tag: z.string().optional(),
});

/** The parameters of a whole file, as far as the answer is one text. */
export const fileQuery = z
  .strictObject({
    model: z.string().regex(/^(nova|enhanced|base|whisper)(-[a-z0-9]+)*$/),
    language: z.string().optional(),
    detect_language: truth.optional(),
    smart_format: truth.optional(),
    punctuate: truth.optional(),
    profanity_filter: truth.optional(),
    numerals: truth.optional(),
    keyterm: z.string().optional(),
    mip_opt_out: truth.optional(),
    tag: z.string().optional(),
  })
  .refine(given => given.language === undefined || given.detect_language !== 'true', {
    path: ['detect_language'],
    message: 'A language is given or detected, not both.',
  });

/** The parameters of Flux. */
export const fluxQuery = z
  .strictObject({
    model: z.enum(['flux-general-en', 'flux-general-multi']),
    encoding: encodings,
    sample_rate: sampleRate,
    eot_threshold: threshold.default(0.7),
    eager_eot_threshold: threshold.optional(),
    eot_timeout_ms: z.coerce.number().int().min(500).max(10_000).default(5000),
    language_hint: z.string().optional(),
    keyterm: z.string().optional(),
    numerals: truth.optional(),
    profanity_filter: truth.optional(),
    mip_opt_out: truth.optional(),
    tag: z.string().optional(),
  })
  .refine(given => given.language_hint === undefined || given.model === 'flux-general-multi', {
    path: ['language_hint'],
    message: 'Only flux-general-multi takes a language hint.',
  });

/** What may be said over the socket of the first version. */
export const listenMessage = z.strictObject({ type: z.enum(['KeepAlive', 'Finalize', 'CloseStream']) });

/** What may be said over the socket of Flux. */
export const fluxMessage = z.strictObject({ type: z.enum(['CloseStream', 'ForceEndTurn']) });

const voices = ['aura-2-thalia-en', 'aura-2-apollo-en', 'aura-2-viktoria-de', 'aura-asteria-en'];

/** The parameters of speech. */
export const speakQuery = z
  .strictObject({
    model: z.enum(voices).default('aura-asteria-en'),
    encoding: encodings.default('linear16'),
    container: z.enum(['none', 'wav']).default('wav'),
    sample_rate: sampleRate.optional(),
    mip_opt_out: truth.optional(),
    tag: z.string().optional(),
  })
  .refine(given => given.encoding === 'linear16' || given.sample_rate === undefined || given.sample_rate === 8000, {
    path: ['sample_rate'],
    message: 'mulaw and alaw are spoken at 8000 or 16000 Hz.',
  });

/** The body of a request for speech. */
export const speakBody = z.strictObject({ text: z.string().min(1).max(2000) });

/** The format that an encoding and a rate stand for. */
export function formatOf(given: {
  readonly encoding: z.output<typeof encodings>;
  readonly sample_rate?: number | undefined;
}): AudioFormat {
  const encoding = given.encoding === 'linear16' ? 'pcm16' : given.encoding;
  return { encoding, sampleRate: given.sample_rate ?? (encoding === 'pcm16' ? 24_000 : 8000), channels: 1 };
}
