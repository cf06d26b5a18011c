import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { neededParts } from './needed-parts.ts';

describe('what a match must hold', () => {
  test.each<[string, readonly string[] | undefined]>([
    ['\\bhappy hour\\b', ['\\bhappy\\b']],
    ['\\b(?:beers?|wines?) (?:on tap|deals)', ['\\bbeer', '\\bwine']],
    ['kids?', ['kid']],
    ['ar ?15s', ['15s']],
    ['(?:\\w+ ){0,2}?children', ['children']],
    ['so (?:bad|evil) people', ['\\bpeople']],
    ['(?:so )?bad', ['bad']],
    ['\\b(?:(?:cat|dog)s|mice)\\b', ['\\bcat', '\\bdog', '\\bmice']],
    ['(?:all |the )*women', ['women']],
    ['x{2}yes', ['yes']],
    ['[a-z(|)]+ly', ['ly']],
    ['dick(?! van)', ['dick']],
    ['(?<!(?:glue|nail) )guns?', ['gun']],
    ['rat|\\d+', undefined],
    ['(?:cat)?', undefined],
    ['', undefined],
  ])('%s: %j', (source, parts) => {
    expect(neededParts(source)).toEqual(parts);
  });
});

interface Sample {
  readonly source: string;
  /** A text that matches. */
  readonly text: string;
}

const word = fc.stringMatching(/^[a-e]{1,4}$/).map(text => ({ source: text, text }));
const sample = fc.letrec<{ any: Sample; one: Sample }>(tie => ({
  any: fc.array(tie('one'), { minLength: 1, maxLength: 4 }).map(parts => ({
    source: parts.map(part => part.source).join(''),
    text: parts.map(part => part.text).join(''),
  })),
  one: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.constantFrom<Sample>(
      { source: ' ', text: ' ' },
      { source: '\\d+', text: '12' },
      { source: '\\b', text: '' },
      { source: '[a-c|)]', text: 'c' },
      { source: 'ab?', text: 'a' },
      { source: 'a+?', text: 'aa' },
      { source: 'a{0,2}', text: '' },
      { source: '(?!x|y)', text: '' },
      { source: '(?<!x )', text: '' },
    ),
    fc.tuple(tie('any'), tie('any')).map(([one, other]) => ({
      source: `(?:${one.source}|${other.source})`,
      text: other.text,
    })),
    tie('any').map(({ source }) => ({ source: `(?:${source})?`, text: '' })),
    tie('any').map(({ source, text }) => ({ source: `(?:${source})*`, text: text + text })),
    tie('any').map(({ source, text }) => ({ source: `(?:${source}){2}`, text: text + text })),
  ),
}));

test('holds for every text that matches', () => {
  let asked = 0;
  fc.assert(
    fc.property(sample.any, ({ source, text }) => {
      const parts = neededParts(source);
      if (parts === undefined || !new RegExp(source, 'u').test(text)) return;
      asked += 1;
      expect(text.split(' ').some(each => new RegExp(parts.join('|'), 'u').test(each))).toBe(true);
    }),
    { numRuns: 2_000, seed: 1 },
  );
  expect(asked).toBeGreaterThan(500);
});
