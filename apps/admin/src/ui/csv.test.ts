import { describe, expect, it } from 'vitest';
import { toCsv } from './csv.ts';

describe('a CSV file', () => {
  it('names its columns and quotes what needs quotes', () => {
    expect(
      toCsv([
        { a: 'x', b: 'one, two' },
        { a: 'say "hi"', b: null },
      ]),
    ).toBe('a,b\r\nx,"one, two"\r\n"say ""hi""",\r\n');
  });

  it.each(['=1+1', '@SUM(A1)', '-2+3', '+cmd|x', '\tx', '\r=x'])('holds no formula: %j', text => {
    expect(
      toCsv([{ a: text }])
        .split('\r\n')[1]
        ?.replace(/^"/, ''),
    ).toMatch(/^'/);
  });

  it('leaves phone numbers and numbers alone', () => {
    expect(toCsv([{ a: '+12125550101', b: -3.5 }])).toBe('a,b\r\n+12125550101,-3.5\r\n');
  });
});
