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

/** "fuck" from its first letter on, as far as it goes: `f+(?:u+(?:c+(?:k+)?)?)?`. */
const begun = (word: string) => [...word].reduceRight((rest, letter) => `${letter}+${rest && `(?:${rest})?`}`, '');

/** The first piece of a torn word is how one of `tearable` begins; most words are not. */
const tornBeginning = new RegExp(`^(?:${tearable.map(begun).join('|')})$`, 'u');

interface Known {
  readonly flags: readonly ContentFlag[];
  /** May go on in the next word. */
  readonly begins: boolean;
}

/** People use the same few thousand words; more than this are forgotten again. */
const mostRemembered = 5_000;
const remembered = new Map<string, Known>();

function lookUp(word: string): Known {
  const known = remembered.get(word);
  if (known) return known;
  const flags = harmless.has(word) ? [] : wordTests.filter(({ pattern }) => pattern.test(word)).map(({ flag }) => flag);
  const found = { flags, begins: tornBeginning.test(word) };
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
  for (const word of words) if (word.length <= longestWord) for (const flag of lookUp(word).flags) flags.add(flag);
  for (const word of tornWords(inOrder)) flags.add(/nig|fag/u.test(word) ? 'hate' : 'profanity');
  for (const pattern of starred) for (const [word, flag] of starrable) if (pattern.test(word)) flags.add(flag);
  return flags;
}

function tornWords(inOrder: readonly string[]): readonly string[] {
  const torn: string[] = [];
  inOrder.forEach((word, at) => {
    if (word === '' || word.length > longestWord || !lookUp(word).begins) return;
    const two = word + (inOrder[at + 1] ?? '');
    for (const joined of [two, two + (inOrder[at + 2] ?? '')])
      if (joined.length <= longestWord && tornTest.test(joined)) torn.push(joined);
  });
  return torn;
}
