import type { Provider, Runtime, Telephony } from '@buttdial/core';
import type { MediaRecipes, ProviderRecipe } from '@buttdial/switchboard';
import type { MediaServices } from '@buttdial/voice';
import { findDefinition } from '../find-definition.ts';
import { makeProvider } from './recipes.ts';

/** The providers of a media process: made for the lines that need them, and forgotten with the last of those. */
export interface Services {
  /** @throws when one of them cannot be made here. */
  use(line: string, recipes: MediaRecipes): Promise<{ readonly telephony: Telephony; readonly able: MediaServices }>;
  release(line: string): void;
}

interface Kept {
  readonly making: Promise<Provider>;
  readonly lines: Set<string>;
}

export function createServices(runtime: Runtime): Services {
  const kept = new Map<string, Kept>();

  async function made({ name, settings }: ProviderRecipe): Promise<Provider> {
    const definition = await findDefinition(name);
    const found = typeof definition === 'string' ? undefined : makeProvider({ name, definition }, settings, runtime);
    if (found && 'provider' in found) return found.provider;
    throw new TypeError('A provider of the server cannot be made here.');
  }

  function provider(line: string, recipe: ProviderRecipe): Promise<Provider> {
    const key = JSON.stringify(recipe);
    const one = kept.get(key) ?? { making: made(recipe), lines: new Set() };
    kept.set(key, one);
    one.lines.add(line);
    return one.making;
  }

  function release(line: string): void {
    for (const [key, { lines }] of kept) if (lines.delete(line) && lines.size === 0) kept.delete(key);
  }

  return {
    async use(line, { carrier, ...recipes }) {
      try {
        const { telephony } = await provider(line, carrier);
        const { speech } = await provider(line, recipes.speech);
        const ears = recipes.transcription && (await provider(line, recipes.transcription));
        const model = recipes.realtime && (await provider(line, recipes.realtime));
        if (!telephony) throw new TypeError('The carrier has no telephony.');
        return { telephony, able: { speech, transcription: ears?.transcription, realtime: model?.realtime } };
      } catch (failure) {
        release(line);
        throw failure;
      }
    },
    release,
  };
}
