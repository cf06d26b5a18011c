import { describe, expect, it } from 'vitest';
import { advanceStatus, type DeliveryStatus } from './message.ts';

const all: readonly DeliveryStatus[] = ['sent', 'failed', 'delivered', 'read'];
const triples = all.flatMap(one => all.flatMap(two => all.map(three => [one, two, three] as const)));

describe('the join of two reports', () => {
  it('never moves back, whatever is said later', () => {
    const later = all.map(known => all.map(reported => all.indexOf(advanceStatus(known, reported))));
    expect(later).toEqual([
      [0, 1, 2, 3],
      [1, 1, 2, 3],
      [2, 2, 2, 3],
      [3, 3, 3, 3],
    ]);
  });

  it.each(triples)('is the same in any order and any number of times: %s, %s, %s', (one, two, three) => {
    const inOrder = [one, two, three].reduce(advanceStatus);
    expect([three, one, two, one, three].reduce(advanceStatus)).toBe(inOrder);
    expect(advanceStatus(one, advanceStatus(two, three))).toBe(inOrder);
  });
});
