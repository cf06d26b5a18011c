import { telephoneAudio } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMulaw } from '../audio/g711.ts';
import { createTape, type RecordedPiece } from './tape.ts';

const perMs = 8;
const tone = (milliseconds: number, level: number) => encodeMulaw(new Int16Array(milliseconds * perMs).fill(level));
const samplesOf = (sound: Uint8Array) => new Int16Array(sound.slice().buffer);
const joined = (parts: readonly Uint8Array[]) => Buffer.concat(parts);

/** What happens on a line: voices in frames or bursts, words that are thrown away, and time that passes. */
const happening = fc.oneof(
  fc.record({ who: fc.constantFrom('caller' as const), forMs: fc.constant(20), level: fc.constantFrom(1_000, 9_000) }),
  fc.record({
    who: fc.constantFrom('agent' as const),
    forMs: fc.integer({ min: 1, max: 400 }),
    level: fc.constant(-5_000),
  }),
  fc.record({ who: fc.constant('clear' as const) }),
  fc.record({ who: fc.constant('nobody' as const), forMs: fc.integer({ min: 1, max: 300 }) }),
);

function piecesOf(happenings: readonly (typeof happening extends fc.Arbitrary<infer One> ? One : never)[]) {
  let atMs = 0;
  return happenings.flatMap((one): RecordedPiece[] => {
    if (one.who === 'nobody') atMs += one.forMs;
    if (one.who === 'clear') return [{ who: 'clear', atMs }];
    if (one.who === 'agent') return [{ who: 'agent', audio: tone(one.forMs, one.level), atMs }];
    if (one.who === 'nobody') return [];
    atMs += one.forMs;
    return [{ who: 'caller', audio: tone(one.forMs, one.level), atMs }];
  });
}

describe('a tape', () => {
  it.each(['both', 'caller'] as const)('holds the same, however often what is settled was taken away: %s', sides => {
    const property = fc.property(
      fc.array(happening, { maxLength: 120 }),
      fc.integer({ min: 1, max: 20 }),
      (happenings, every) => {
        const pieces = piecesOf(happenings);
        const [whole, wound] = [createTape(telephoneAudio, sides), createTape(telephoneAudio, sides)];
        const parts: Uint8Array[] = [];
        for (const [at, piece] of pieces.entries()) {
          whole.take(piece);
          wound.take(piece);
          if (at % every === 0) parts.push(wound.wind(piece.atMs - 50));
        }
        expect(joined([...parts, wound.wind()]).equals(joined([whole.wind()]))).toBe(true);
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it('puts both voices where they were heard, and what was cut nowhere', () => {
    const tape = createTape(telephoneAudio, 'both');
    tape.take({ who: 'agent', audio: tone(400, 5_000), atMs: 0 });
    tape.take({ who: 'clear', atMs: 100 });
    tape.take({ who: 'caller', audio: tone(20, 9_000), atMs: 220 });
    const both = samplesOf(tape.wind());
    const [caller, agent] = [0, 1].map(side => both.filter((_, at) => at % 2 === side));
    const heard = (samples: Int16Array | undefined) => [samples?.findIndex(Boolean), samples?.findLastIndex(Boolean)];
    expect(heard(caller)).toEqual([200 * perMs, 220 * perMs - 1]);
    expect(heard(agent)).toEqual([0, 100 * perMs - 1]);
  });

  it('takes back what the caller said, as far as it is still there', () => {
    const tape = createTape(telephoneAudio, 'caller');
    for (let atMs = 20; atMs <= 1_000; atMs += 20) tape.take({ who: 'caller', audio: tone(20, 9_000), atMs });
    const before = samplesOf(tape.wind(300));
    tape.silenceCaller(500);
    const rest = samplesOf(tape.wind());
    expect([before.every(Boolean), before.length, rest.length]).toEqual([true, 300 * perMs, 700 * perMs]);
    expect(rest.indexOf(0)).toBe(200 * perMs);
    expect(rest.subarray(200 * perMs).some(Boolean)).toBe(false);
    expect(tape.wind()).toHaveLength(0);
  });
});
