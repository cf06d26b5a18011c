import { describe, expect, it } from 'vitest';
import { countSegments } from './segments.ts';

describe('countSegments', () => {
  it.each([
    ['an empty text', '', 1],
    ['160 basic characters', 'a'.repeat(160), 1],
    ['161 basic characters', 'a'.repeat(161), 2],
    ['306 basic characters', 'a'.repeat(306), 2],
    ['307 basic characters', 'a'.repeat(307), 3],
    ['80 extension characters', '€'.repeat(80), 1],
    ['81 extension characters', '€'.repeat(81), 2],
    ['an extension character at the seam', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['70 UTF-16 units', 'ж'.repeat(70), 1],
    ['71 UTF-16 units', 'ж'.repeat(71), 2],
    ['one emoji in a short text', 'ok 👍', 1],
    ['36 emoji', '👍'.repeat(36), 2],
  ])('counts %s', (_name, text, parts) => expect(countSegments(text)).toBe(parts));
});
