import type { Provider } from '@buttdial/core';
import type { RemoteLine } from '@buttdial/voice';

/** How a provider is made once more in another process: its name, and what its fields were given. Secrets are in it: never log it. */
export interface ProviderRecipe {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/** What a call over raw audio needs where its frames pass. */
export interface MediaRecipes {
  readonly carrier: ProviderRecipe;
  readonly speech: ProviderRecipe;
  readonly transcription?: ProviderRecipe;
  readonly realtime?: ProviderRecipe;
}

/** Processes that handle the frames of calls over raw audio, so that nothing that this one does can hold them up. */
export interface MediaElsewhere {
  /** Such a call is about to ring: what takes time begins now. */
  expect(): void;
  /** Undefined for a provider that can be used in this process only. */
  recipeOf(provider: Provider): ProviderRecipe | undefined;
}

/** A socket that was handed to another process. */
export interface HandedSocket {
  /** Resolves once the carrier has said which call it is; rejects when it ends before. */
  readonly line: Promise<RemoteLine>;
  /** Gives it up. */
  drop(): void;
}
