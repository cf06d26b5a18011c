import { describe, expect, it } from 'vitest';
import { billed } from './money.ts';

describe('what a carrier reports as the price', () => {
  it.each([
    ['a charge, however it is signed', { micros: -14_000, currency: 'USD' }, 14_000],
    ['a call that cost nothing', { micros: 0, currency: 'USD' }, 0],
    ['another money: our own quote stands', { micros: 14_000, currency: 'EUR' }, undefined],
    ['not known yet', undefined, undefined],
  ] as const)('%s', (_, price, expected) => {
    expect(billed({ currency: 'USD' }, price)).toBe(expected);
  });
});
