import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPriceOfUse, defaultModelPrices, type ModelPrice, modelPrice } from './model-prices.ts';

const priceOf = createPriceOfUse(defaultModelPrices);

describe('prices of models', () => {
  it('say of each where it was read, and when', () => {
    for (const row of defaultModelPrices) {
      expect(modelPrice.parse(row)).toEqual(row);
      expect(row).toMatchObject({ source: expect.stringMatching(/./), asOf: expect.stringMatching(/^2026-/) });
    }
  });

  it.each([
    [
      'fresh and cached input, and output',
      {
        provider: 'openai',
        model: 'gpt-4.1-mini-2025-04-14',
        unit: 'tokens',
        inputTokens: 2_000_000,
        cachedInputTokens: 1_000_000,
        outputTokens: 1_000_000,
      },
      400_000 + 100_000 + 1_600_000,
    ],
    [
      'a model without audio tokens',
      { provider: 'anthropic', model: 'claude-haiku-5-5', unit: 'tokens', inputTokens: 1_000_000, outputTokens: 0 },
      100_000,
    ],
    [
      'text and audio apart',
      {
        provider: 'openai',
        model: 'gpt-realtime-2.1',
        unit: 'tokens',
        inputTokens: 3_000_000,
        cachedInputTokens: 1_000_000,
        inputAudioTokens: 1_000_000,
        outputTokens: 2_000_000,
        outputAudioTokens: 1_000_000,
      },
      4_000_000 + 400_000 + 32_000_000 + 24_000_000 + 64_000_000,
    ],
    [
      'the longest name that fits',
      { provider: 'openai', model: 'gpt-realtime-2.1-mini', unit: 'tokens', inputTokens: 1_000_000, outputTokens: 0 },
      600_000,
    ],
    ['characters', { provider: 'elevenlabs', model: 'eleven_flash_v2_5', unit: 'characters', characters: 100 }, 5_000],
    ['seconds of a minute', { provider: 'deepgram', model: 'flux-general-en', unit: 'minutes', seconds: 90 }, 9_750],
    ['minutes begun', { provider: 'twilio', model: 'conversation-relay', unit: 'minutes', seconds: 61 }, 140_000],
    [
      'part of a micro as a whole one',
      { provider: 'openai', model: 'gpt-4.1-mini', unit: 'tokens', inputTokens: 1, outputTokens: 0 },
      1,
    ],
    ['what costs nothing', { provider: 'flite', model: 'flite', unit: 'characters', characters: 900 }, 0],
    [
      'another model: no price, not nothing',
      { provider: 'openai', model: 'llama-9', unit: 'tokens', inputTokens: 9, outputTokens: 9 },
      undefined,
    ],
    [
      'another vendor of the same model',
      { provider: 'somebody', model: 'gpt-4.1-mini', unit: 'tokens', inputTokens: 9, outputTokens: 9 },
      undefined,
    ],
    [
      'a voice of a vendor of models',
      { provider: 'openai', model: 'gpt-4.1-mini', unit: 'characters', characters: 9 },
      undefined,
    ],
  ] as const)('count %s', (_what, use, expected) => {
    expect(priceOf(use)).toBe(expected);
  });

  it.each([
    ['gpt-4.1-mini', 4_176],
    ['gpt-realtime-2.1', 57_000],
    ['gpt-realtime-2.1-mini', 18_150],
  ])('are those of a minute in the guide: %s', (model, expected) => {
    const isRealtime = model.includes('realtime');
    const text = { inputTokens: 9_000, outputTokens: 360 };
    const audio = {
      ...{ inputTokens: 9_300, cachedInputTokens: 7_500, inputAudioTokens: 300 },
      ...{ outputTokens: 600, outputAudioTokens: 600 },
    };
    expect(priceOf({ provider: 'openai', model, unit: 'tokens', ...(isRealtime ? audio : text) })).toBe(expected);
  });

  it('never fall as more is used, and never go below nothing', () => {
    const tokens = fc.record({
      inputTokens: fc.nat(100_000),
      cachedInputTokens: fc.nat(100_000),
      inputAudioTokens: fc.nat(100_000),
      outputTokens: fc.integer({ min: 50_000, max: 100_000 }),
      outputAudioTokens: fc.nat(50_000),
    });
    const models: readonly ModelPrice[] = defaultModelPrices.filter(row => row.unit === 'tokens');
    fc.assert(
      fc.property(fc.constantFrom(...models), tokens, fc.nat(1000), ({ provider, model }, use, more) => {
        const of = (given: typeof use) =>
          priceOf({ provider, model: model.replace('*', ''), unit: 'tokens', ...given });
        const price = of(use);
        expect(price).toBeGreaterThanOrEqual(0);
        expect(of({ ...use, outputTokens: use.outputTokens + more })).toBeGreaterThanOrEqual(price ?? 0);
        expect(of({ ...use, inputTokens: use.inputTokens + more })).toBeGreaterThanOrEqual(price ?? 0);
      }),
    );
  });
});
