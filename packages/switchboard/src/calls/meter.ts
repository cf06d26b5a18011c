import type { LanguageModel, LanguagePart } from '@buttdial/core';
import type { ModelUse } from '../model-prices.ts';

/** A language model that tells what each answer used. */
export function metered(
  model: LanguageModel,
  { provider, used }: { readonly provider: string; used(use: ModelUse): void },
): LanguageModel {
  const name = model.model ?? 'language';
  return {
    ...model,
    async *reply(request, call) {
      let isTold = false;
      let said = 0;
      try {
        for await (const part of model.reply(request, call)) {
          if (part.kind === 'text') said += part.text.length;
          if (part.kind === 'end') isTold = tell(part);
          yield part;
        }
      } finally {
        // Whoever is interrupted is not told what it cost; the vendor bills it all the same.
        if (!isTold) tell({ inputTokens: tokensIn(lengthOf(request)), outputTokens: tokensIn(said) });
      }
    },
  };

  function tell({ inputTokens, outputTokens, cachedInputTokens }: Counted): boolean {
    if (inputTokens === undefined && outputTokens === undefined) return false;
    used({
      provider,
      model: name,
      unit: 'tokens',
      inputTokens: inputTokens ?? 0,
      outputTokens: outputTokens ?? 0,
      ...(cachedInputTokens !== undefined && { cachedInputTokens }),
    });
    return true;
  }
}

type Counted = Pick<Extract<LanguagePart, { kind: 'end' }>, 'inputTokens' | 'outputTokens' | 'cachedInputTokens'>;

const charactersAToken = 4;

function tokensIn(characters: number): number {
  return Math.ceil(characters / charactersAToken);
}

function lengthOf({ system, turns, tools = [] }: Parameters<LanguageModel['reply']>[0]): number {
  return system.length + turns.reduce((sum, turn) => sum + turn.text.length, 0) + JSON.stringify(tools).length;
}

/** What a call has used of models and has not been written down yet. */
export interface Meter {
  used(use: ModelUse): void;
  /** What came since the last time. */
  take(): readonly ModelUse[];
}

/** @param onUsed told after each. */
export function createMeter(onUsed: (use: ModelUse) => void): Meter {
  let waiting: ModelUse[] = [];
  return {
    used(use) {
      waiting.push(use);
      onUsed(use);
    },
    take() {
      const taken = waiting;
      waiting = [];
      return taken;
    },
  };
}
