import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGaps } from './gaps.ts';
import type { CallEvent } from './state.ts';

const speaking = (who: 'agent' | 'caller', on: boolean): CallEvent => ({ kind: `${who}-speaking`, on });
const heard = (final: boolean): CallEvent => ({ kind: 'heard', text: 'Hello?', final });

describe('the floor', () => {
  it('is held by whoever is heard, by both, or by nobody', () => {
    const gaps = createGaps();
    const held = (event: CallEvent) => {
      gaps.note(event, 0);
      return gaps.holder;
    };
    expect(gaps.holder).toBe('nobody');
    expect(held(speaking('caller', true))).toBe('caller');
    expect(held(speaking('agent', true))).toBe('both');
    expect(held(speaking('caller', false))).toBe('agent');
    expect(held(speaking('agent', false))).toBe('nobody');
    // A carrier that does not tell when somebody speaks sends words.
    expect(held(heard(false))).toBe('caller');
    expect(held(heard(true))).toBe('nobody');
    gaps.note(speaking('agent', true), 0);
    expect(held({ kind: 'line-lost' })).toBe('nobody');
  });
});

describe('a turn', () => {
  it('is told from the end of their words to the first sound of ours, in two parts, with how much was heard', () => {
    const gaps = createGaps();
    gaps.note(speaking('caller', true), 0);
    gaps.note(speaking('caller', false), 1_000);
    gaps.note(heard(true), 1_300);
    expect(gaps.lastTurn).toBeUndefined();
    gaps.note(speaking('agent', true), 1_700);
    expect(gaps.lastTurn).toEqual({ gapMs: 700, endpointMs: 300, answerMs: 400 });
    gaps.line({ who: 'caller', text: 'Wait.' });
    gaps.line({ who: 'agent', text: 'A table', generated: 'A table for two', isInterrupted: true });
    expect(gaps.lastTurn).toMatchObject({ isInterrupted: true, heardRatio: 7 / 15 });
    gaps.line({ who: 'agent', text: 'Something else.' });
    expect(gaps.lastTurn?.heardRatio).toBe(7 / 15);
    expect(gaps.gapsMs).toEqual([700]);
  });

  it('has parts that make up the whole, whatever happens in whatever order', () => {
    const event = fc.constantFrom(
      speaking('agent', true),
      speaking('agent', false),
      speaking('caller', true),
      speaking('caller', false),
      heard(false),
      heard(true),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(5_000))), happenings => {
        const gaps = createGaps();
        let atMs = 0;
        for (const [happening, afterMs] of happenings) {
          atMs += afterMs;
          gaps.note(happening, atMs);
          const { gapMs = 0, endpointMs = 0, answerMs = 0 } = gaps.lastTurn ?? {};
          expect(Math.min(gapMs, endpointMs, answerMs)).toBeGreaterThanOrEqual(0);
          expect(endpointMs + answerMs).toBe(gapMs);
        }
        expect(gaps.gapsMs.at(-1)).toBe(gaps.lastTurn?.gapMs);
      }),
    );
  });
});
