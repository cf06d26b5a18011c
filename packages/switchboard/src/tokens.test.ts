import { systemRuntime } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWellFormedToken, newToken } from './tokens.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('tokens', () => {
  const token = newToken('agent', 'live', systemRuntime());

  it('have the published shape, so that secret scanners find them', () => {
    expect(token).toMatch(/^bd_live_agent_[0-9A-Za-z]{49}$/);
    expect(newToken('orchestrator', 'test', systemRuntime())).toMatch(/^bd_test_root_/);
  });

  it('are refused after any typo of one character, before anything is looked up', () => {
    expect(isWellFormedToken(token)).toBe(true);
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...ALPHABET), (at, character) => {
        fc.pre(token[at] !== character);
        return !isWellFormedToken(token.slice(0, at) + character + token.slice(at + 1));
      }),
      { numRuns: 10_000 },
    );
  });
});
