import { describe, expect, it } from 'vitest';
import { createQuote, defaultPrices } from './prices.ts';

describe('createQuote', () => {
  const quote = createQuote(defaultPrices);

  it('takes the longest prefix, and the catch-all for everything else', () => {
    expect(quote({ channel: 'sms', to: '+12125550123', text: 'hi' })).toBe(7_900);
    expect(quote({ channel: 'sms', to: '+442071838750', text: 'hi' })).toBe(52_000);
    expect(quote({ channel: 'sms', to: '+6721234567', text: 'hi' })).toBe(300_000);
    expect(quote({ channel: 'email', to: 'ada@example.com', text: 'x'.repeat(9_999) })).toBe(1_000);
  });

  it('reserves every part of a long text message', () => {
    expect(quote({ channel: 'sms', to: '+12125550123', text: 'a'.repeat(161) })).toBe(15_800);
  });

  it('refuses a list in which a price could be missing', () => {
    expect(() => createQuote({ ...defaultPrices, rows: [{ channel: 'sms', prefix: '+1', micros: 1 }] })).toThrow(
      /no "\*" row for sms/,
    );
  });
});
