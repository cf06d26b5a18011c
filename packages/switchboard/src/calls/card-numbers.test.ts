import { describe, expect, it } from 'vitest';
import { cardWatch } from './card-numbers.ts';

/** What each line of a conversation means for a recording; `a:` the agent, `c:` the caller. */
function newsOf(...lines: readonly string[]) {
  const watch = cardWatch();
  return lines.map(line => watch({ who: line.startsWith('a:') ? 'agent' : 'caller', text: line.slice(3) }));
}

describe('the number of a card', () => {
  it('pauses a recording when it is asked for, until the talk goes on', () => {
    expect(
      newsOf(
        'a: Hello.',
        'a: Your card number, please?',
        'c: 4111 1111 1111 1111',
        'a: And the code?',
        'c: 123',
        'a: Thank you.',
        'c: You are welcome.',
        'a: So it is at seven.',
      ),
    ).toEqual([undefined, 'pause', undefined, undefined, undefined, undefined, undefined, 'resume']);
  });

  it.each(['Wie ist Ihre Kartennummer?', '¿Su tarjeta, por favor?', 'Votre carte bancaire ?', 'La carta di credito?'])(
    'is noticed in other languages: %s',
    question => {
      expect(newsOf(`a: ${question}`)).toEqual(['pause']);
    },
  );

  it('that comes unasked spoils what was recorded of it', () => {
    expect(newsOf('c: It is 4111 1111 1111 1111')).toEqual(['spoiled']);
    expect(newsOf('c: four one one one one one one one one one one one')).toEqual(['spoiled']);
  });

  it('is none where there are only a few digits', () => {
    expect(newsOf('c: At 19:30, for two.', 'c: My number is 212 555 0123.')).toEqual([undefined, undefined]);
  });
});
