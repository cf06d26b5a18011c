import type { Heard } from '../playback/heard.ts';
import type { Weight } from '../session/utterances.ts';

/** What became of what was cut. */
export interface CutWords {
  readonly over: readonly Heard[];
  /** To be said again. */
  readonly unheard: readonly { readonly text: string; readonly weight: Weight }[];
}

/** What the line itself says beside a model, by utterance. */
export interface LineWords {
  said(utteranceId: string, weight: Weight): void;
  /** The caller took the floor. Only what can be cut was talked over: of what cannot, and stood behind it, nothing was heard. */
  interrupted(cut: readonly Heard[]): CutWords;
  /** It is over. @returns its weight, where the line said it. */
  take(utteranceId: string): Weight | undefined;
}

/** Nothing was said yet. */
export function createLineWords(): LineWords {
  const weights = new Map<string, Weight>();

  function take(utteranceId: string): Weight | undefined {
    const weight = weights.get(utteranceId);
    weights.delete(utteranceId);
    return weight;
  }

  return {
    said: (utteranceId, weight) => void weights.set(utteranceId, weight),
    interrupted(cut) {
      const isUnheard = (one: Heard) => !one.complete && weights.get(one.utteranceId)?.isProtected === true;
      const unheard = cut.filter(isUnheard).flatMap(({ utteranceId, generated }) => {
        const weight = take(utteranceId);
        return weight ? [{ utteranceId, text: generated, weight }] : [];
      });
      return { over: cut.filter(one => !unheard.some(again => again.utteranceId === one.utteranceId)), unheard };
    },
    take,
  };
}
