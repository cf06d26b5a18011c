import { describe, expect, it } from 'vitest';
import { callClock, heardMs, median, spansOf, unheard } from './spans.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, seconds)).toISOString();

describe('the floor of a call', () => {
  const line = (sequence: number, who: 'agent' | 'caller', seconds: number, text: string) =>
    ({ sequence, at: at(seconds), kind: 'line', who, text }) as const;

  it('begins with the answer, and gives the floor to one after the other', () => {
    const spans = spansOf({
      answeredAt: at(0),
      events: [
        { sequence: 1, at: at(0), kind: 'phase', phase: 'conversing' },
        line(2, 'caller', 1, 'Hello?'),
        line(3, 'agent', 6, 'x'.repeat(50)),
        line(4, 'caller', 6, 'Yes.'),
      ],
    });
    expect(spans.map(({ who, fromMs, toMs }) => [who, fromMs, toMs])).toEqual([
      ['caller', 580, 1000],
      ['agent', 2500, 6000],
      ['caller', 6000, 6250],
    ]);
    expect(heardMs(spans, 'agent')).toBe(3500);
  });

  it('is empty before the answer', () => {
    expect(spansOf({ events: [line(1, 'caller', 1, 'Hello?')] })).toEqual([]);
  });
});

describe('what was not heard', () => {
  it.each([
    [{ text: 'I would like to ask f', generated: 'I would like to ask for this.' }, 'or this.'],
    [{ text: 'Hello' }, ''],
    [{ text: 'Something else', generated: 'Said otherwise' }, 'Said otherwise'],
  ])('%j', (given, expected) => {
    expect(unheard(given)).toBe(expected);
  });
});

it('tells the middle and the time', () => {
  expect(median([30, 10, 20])).toBe(20);
  expect(median([])).toBeUndefined();
  expect(callClock(61_400)).toBe('1:01');
});
