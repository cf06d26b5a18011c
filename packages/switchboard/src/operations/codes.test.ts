import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { sixDigits } from './codes.ts';

describe('six digits', () => {
  it('are uniform, leading zeros included', () => {
    const first = new Map<string, number>();
    for (let index = 0; index < 20_000; index += 1) {
      const code = sixDigits({ randomBytes: length => randomBytes(length) });
      expect(code).toHaveLength(6);
      first.set(code.slice(0, 1), (first.get(code.slice(0, 1)) ?? 0) + 1);
    }
    expect(first.size).toBe(10);
    // Twelve standard deviations: this fails by chance once in 10^30 runs.
    for (const count of first.values()) expect(Math.abs(count - 2_000)).toBeLessThan(510);
  });

  it('draw again instead of favouring small numbers', () => {
    const draws = [Buffer.from('ffffffff', 'hex'), Buffer.from('fff13d80', 'hex'), Buffer.from('0000002a', 'hex')];
    expect(sixDigits({ randomBytes: () => draws.shift() ?? Buffer.alloc(4) })).toBe('000042');
  });
});
