import type { ContentFlag } from '../action.ts';
import { exact, harmless, inside, starrable, tearable, whole } from './word-tables.ts';

/** "fuck" as `f+u+c+k+`: repeated letters do not hide a word. */
const stretched = (word: string) => [...word].map(letter => `${letter}+`).join('');

interface WordTest {
  readonly flag: ContentFlag;
  readonly pattern: RegExp;
}

function tests(table: typeof whole, build: (alternatives: string) => string): readonly WordTest[] {
  return Object.entries(table).map(([flag, words]) => ({
    flag: flag as ContentFlag,
    pattern: new RegExp(build(words.map(stretched).join('|')), 'u'),
  }));
}

const wordTests: readonly WordTest[] = [
  ...tests(inside, alternatives => `(?:${alternatives})`),
  ...tests(exact, alternatives => `^(?:${alternatives})$`),
  ...tests(whole, alternatives => `^(?:${alternatives})(?:s|ed|er|ers|ing|y)?$`),
];

const tornTest = new RegExp(`^(?:${tearable.map(stretched).join('|')})$`, 'u');

/** Longer runs of letters are noise, and would cost more than they tell. */
const longestWord = 40;

/** A torn word begins like one of `tearable`; most neighbours do not. */
const tornBeginning = new RegExp(`^[${[...new Set(tearable.map(word => word[0]))].join('')}]`, 'u');

/** People use the same few thousand words; more than this are forgotten again. */
const mostRemembered = 5_000;
const remembered = new Map<string, readonly ContentFlag[]>();

function flagsOfWord(word: string): readonly ContentFlag[] {
  const known = remembered.get(word);
  if (known) return known;
  const found = harmless.has(word) ? [] : wordTests.filter(({ pattern }) => pattern.test(word)).map(({ flag }) => flag);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(word, found);
  return found;
}

/** The flags of single words, in any disguise that was undone. @param inOrder for words torn into two or three. */
export function flagsOfWords(
  words: Iterable<string>,
  inOrder: readonly string[],
  starred: readonly RegExp[],
): ReadonlySet<ContentFlag> {
  const flags = new Set<ContentFlag>();
  for (const word of words) if (word.length <= longestWord) for (const flag of flagsOfWord(word)) flags.add(flag);
  for (const word of tornWords(inOrder)) flags.add(/nig|fag/u.test(word) ? 'hate' : 'profanity');
  for (const pattern of starred) for (const [word, flag] of starrable) if (pattern.test(word)) flags.add(flag);
  return flags;
}

function tornWords(inOrder: readonly string[]): readonly string[] {
  return inOrder.flatMap((word, at) => {
    if (!tornBeginning.test(word)) return [];
    const two = word + (inOrder[at + 1] ?? '');
    return [two, two + (inOrder[at + 2] ?? '')].filter(joined => joined.length <= longestWord && tornTest.test(joined));
  });
}
