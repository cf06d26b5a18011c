import { z } from 'zod';

const micros = z.number().nonnegative();
const named = {
  /** Name of the connection, such as `openai`. */
  provider: z.string().min(1),
  /** The vendor's name of the model; a `*` at its end stands for any rest, and the longest match counts. */
  model: z.string().min(1),
  /** Where the price was read, and when. */
  source: z.string().optional(),
  asOf: z.iso.date().optional(),
};

/** What one model costs, in micros of the currency of the list. What is left out costs nothing. */
export const modelPrice = z.discriminatedUnion('unit', [
  /** Per million tokens. Audio tokens are those of speech-to-speech models. */
  z.object({
    ...named,
    unit: z.literal('tokens'),
    input: micros.default(0),
    /** Read from a cache; at the price of `input` when left out. */
    cachedInput: micros.optional(),
    output: micros.default(0),
    audioInput: micros.optional(),
    audioOutput: micros.optional(),
  }),
  /** Per 1,000 characters that are spoken. */
  z.object({ ...named, unit: z.literal('characters'), price: micros }),
  /** Per minute of audio, by the second; `roundsUp` where a minute begun is a whole one. */
  z.object({ ...named, unit: z.literal('minutes'), price: micros, roundsUp: z.boolean().default(false) }),
]);
/** One row of the prices of models. */
export type ModelPrice = z.output<typeof modelPrice>;

const openai = { provider: 'openai', asOf: '2026-11-20', source: 'developers.openai.com/api/docs/models' } as const;
const anthropic = { provider: 'anthropic', asOf: '2026-10-10', source: 'platform.claude.com/docs pricing' } as const;
const deepgram = { provider: 'deepgram', asOf: '2026-11-04', source: 'deepgram.com/pricing, pay as you go' } as const;
const elevenlabs = { provider: 'elevenlabs', asOf: '2026-11-01', source: 'elevenlabs.io/pricing/api' } as const;
const twilio = { provider: 'twilio', asOf: '2026-11-01', source: 'twilio.com/en-us/voice/pricing/us' } as const;

/** Public list prices, to plan and to reserve with: what an account is billed may differ. */
export const defaultModelPrices: readonly ModelPrice[] = [
  { ...openai, model: 'gpt-4.1-mini*', unit: 'tokens', input: 400_000, cachedInput: 100_000, output: 1_600_000 },
  { ...openai, model: 'gpt-4.1-nano*', unit: 'tokens', input: 100_000, cachedInput: 25_000, output: 400_000 },
  { ...openai, model: 'gpt-4o-mini', unit: 'tokens', input: 150_000, cachedInput: 75_000, output: 600_000 },
  {
    ...openai,
    ...{ model: 'gpt-realtime-2*', unit: 'tokens', input: 4_000_000, cachedInput: 400_000, output: 24_000_000 },
    ...{ audioInput: 32_000_000, audioOutput: 64_000_000 },
  },
  {
    ...openai,
    ...{ model: 'gpt-realtime-2.1-mini', unit: 'tokens', input: 600_000, cachedInput: 300_000, output: 2_400_000 },
    ...{ audioInput: 10_000_000, audioOutput: 20_000_000 },
  },
  // OpenAI bills audio tokens, and names these prices per minute; people say about 900 characters in one.
  { ...openai, model: 'gpt-4o-mini-tts*', unit: 'characters', price: 16_700 },
  { ...openai, model: 'gpt-4o-mini-transcribe*', unit: 'minutes', price: 3_000, roundsUp: false },
  { ...openai, model: 'gpt-4o-transcribe*', unit: 'minutes', price: 6_000, roundsUp: false },
  { ...anthropic, model: 'claude-haiku-5-5*', unit: 'tokens', input: 100_000, cachedInput: 10_000, output: 500_000 },
  {
    ...anthropic,
    model: 'claude-haiku-4-5*',
    unit: 'tokens',
    input: 1_000_000,
    cachedInput: 100_000,
    output: 5_000_000,
  },
  {
    ...anthropic,
    ...{ model: 'claude-sonnet-5*', unit: 'tokens', input: 2_000_000, cachedInput: 200_000, output: 10_000_000 },
  },
  { ...deepgram, model: 'nova-3*', unit: 'minutes', price: 5_800, roundsUp: false },
  { ...deepgram, model: 'flux-general-en', unit: 'minutes', price: 6_500, roundsUp: false },
  { ...deepgram, model: 'flux-general-multi', unit: 'minutes', price: 7_800, roundsUp: false },
  { ...deepgram, model: 'aura-2*', unit: 'characters', price: 30_000 },
  { ...elevenlabs, model: 'eleven_flash_v2*', unit: 'characters', price: 50_000 },
  { ...elevenlabs, model: 'eleven_turbo_v2*', unit: 'characters', price: 50_000 },
  { ...elevenlabs, model: 'eleven_multilingual_v2*', unit: 'characters', price: 100_000 },
  { provider: 'flite', model: '*', unit: 'characters', price: 0, source: 'runs on this machine', asOf: '2026-11-20' },
  // The ears and the mouth of a text relay, on top of the line.
  { ...twilio, model: 'conversation-relay', unit: 'minutes', price: 70_000, roundsUp: true },
];

/** Tokens that a model was asked for; those read from a cache and those of audio are part of the sums. */
export interface TokenUse {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number | undefined;
  readonly inputAudioTokens?: number | undefined;
  readonly outputAudioTokens?: number | undefined;
}

/** What was used, of which model. */
export type ModelUse = { readonly provider: string; readonly model: string } & (
  | ({ readonly unit: 'tokens' } & TokenUse)
  | { readonly unit: 'characters'; readonly characters: number }
  | { readonly unit: 'minutes'; readonly seconds: number }
);

/** The price of what was used, in micros, begun ones counted; undefined where the list has none for it. */
export type PriceOfUse = (use: ModelUse) => number | undefined;

/** Reads prices of models from a list. */
export function createPriceOfUse(models: readonly ModelPrice[]): PriceOfUse {
  const longestFirst = [...models].sort((a, b) => b.model.length - a.model.length);
  return use => {
    const row = longestFirst.find(each => each.unit === use.unit && matches(each, use));
    return row && Math.ceil(exactly(row, use));
  };
}

function matches(row: ModelPrice, { provider, model }: ModelUse): boolean {
  if (row.provider !== provider) return false;
  return row.model.endsWith('*') ? model.startsWith(row.model.slice(0, -1)) : row.model === model;
}

function exactly(row: ModelPrice, use: ModelUse): number {
  if (row.unit === 'tokens' && use.unit === 'tokens') return priceOfTokens(row, use) / 1_000_000;
  if (row.unit === 'characters' && use.unit === 'characters') return (row.price * use.characters) / 1_000;
  if (row.unit !== 'minutes' || use.unit !== 'minutes') return 0;
  const minutes = use.seconds / 60;
  return row.price * (row.roundsUp ? Math.ceil(minutes) : minutes);
}

function priceOfTokens(row: Extract<ModelPrice, { unit: 'tokens' }>, use: TokenUse): number {
  const { inputTokens, outputTokens, cachedInputTokens = 0, inputAudioTokens = 0, outputAudioTokens = 0 } = use;
  // Vendors do not say of which kind the cached ones are: the dearer, audio, are taken to be fresh.
  const freshAudio = Math.min(inputAudioTokens, Math.max(0, inputTokens - cachedInputTokens));
  const freshText = Math.max(0, inputTokens - cachedInputTokens - freshAudio);
  return (
    freshText * row.input +
    freshAudio * (row.audioInput ?? row.input) +
    cachedInputTokens * (row.cachedInput ?? row.input) +
    (outputTokens - outputAudioTokens) * row.output +
    outputAudioTokens * (row.audioOutput ?? row.output)
  );
}
