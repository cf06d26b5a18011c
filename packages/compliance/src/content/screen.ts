import { type ContentFlag, contentFlags } from '../action.ts';
import { unmaskText } from './disguise.ts';
import { flagsOfPhrases, speaksAgainstGoods } from './phrases.ts';
import { flagsOfWords } from './words.ts';

/** What a filter found. The flags go into `action.contentFlags`. */
export interface Screening {
  readonly flags: readonly ContentFlag[];
}

/** Goods that may be spoken of, only not offered. */
const goods = new Set<ContentFlag>(['alcohol', 'firearms', 'tobacco', 'cannabis', 'gambling']);

/**
 * The local filter: words, phrases, and the usual disguises. Deterministic, without a model, and no more than the
 * numbers in the README say: it finds the listed classes of words; threats and hatred only in common phrasings.
 */
export function screenContent(text: string): Screening {
  const { words, inOrder, starred, phrases } = unmaskText(text);
  const byWord = flagsOfWords(words, inOrder, starred);
  const byPhrase = flagsOfPhrases(phrases);
  if (byWord.size === 0 && byPhrase.size === 0) return { flags: [] };
  const advice = speaksAgainstGoods(phrases);
  const found = (flag: ContentFlag) => byPhrase.has(flag) || (byWord.has(flag) && !(advice && goods.has(flag)));
  return { flags: contentFlags.filter(found) };
}

/** A second opinion: a moderation endpoint or any model. It may know only some of the flags. */
export interface ContentModerator {
  moderate(text: string, options?: { readonly signal?: AbortSignal }): Promise<Screening>;
}

/** What stands beside the local filter, and what its outage means. */
export interface ContentScreenOptions {
  readonly moderator?: ContentModerator;
  /** What an unreachable moderator means. `hold` (default): the text must not leave yet. */
  readonly onOutage?: 'hold' | 'local_only';
}

/** The flags of filter and moderator together, and whether the text must wait. */
export interface ScreenedContent extends Screening {
  /** True when the moderator could not answer and the text must wait. */
  readonly held: boolean;
  readonly moderator: 'none' | 'answered' | 'failed';
}

/** The one interface of content filtering. */
export interface ContentScreen {
  screen(text: string, options?: { readonly signal?: AbortSignal }): Promise<ScreenedContent>;
}

function union(a: readonly ContentFlag[], b: readonly ContentFlag[]): readonly ContentFlag[] {
  return contentFlags.filter(flag => a.includes(flag) || b.includes(flag));
}

/** The local filter, joined by a moderator when there is one. Flags add up: a moderator never clears a flag. */
export function createContentScreen(options: ContentScreenOptions = {}): ContentScreen {
  const { moderator, onOutage = 'hold' } = options;
  return {
    async screen(text, call) {
      const { flags } = screenContent(text);
      if (moderator === undefined) return { flags, held: false, moderator: 'none' };
      try {
        const opinion = await moderator.moderate(text, call);
        return { flags: union(flags, opinion.flags), held: false, moderator: 'answered' };
      } catch (error) {
        if (call?.signal?.aborted === true) throw error;
        return { flags, held: onOutage === 'hold', moderator: 'failed' };
      }
    },
  };
}
