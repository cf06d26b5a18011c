import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monoWav, readWav, stereoWav } from './wav.ts';

const samples = fc.int16Array({ maxLength: 500 });

describe('a WAV file', () => {
  it('of one voice reads back as it was', () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(8_000, 16_000, 24_000), (given, sampleRate) => {
        expect(readWav(monoWav(given, sampleRate))).toEqual({ samples: given, sampleRate });
      }),
    );
  });

  it('of a part of a buffer holds that part', () => {
    expect(readWav(monoWav(new Int16Array([1, 2, 3, 4]).subarray(1, 3), 8_000))?.samples).toEqual(
      new Int16Array([2, 3]),
    );
  });

  it('of two voices is read as both together', () => {
    const wav = stereoWav(new Int16Array([100, 200]), new Int16Array([300, -200]), 8_000);
    expect(readWav(wav)?.samples).toEqual(new Int16Array([200, 0]));
  });

  it('may have other parts before its sound, and say nothing of its length', () => {
    const plain = monoWav(new Int16Array([7, 8]), 8_000);
    const list = Buffer.from('LIST\u0003\0\0\0abc\0', 'latin1');
    const growing = Buffer.concat([plain.subarray(0, 36), list, plain.subarray(36)]);
    growing.writeUInt32LE(0xffff_ffff, 36 + list.length + 4);
    expect(readWav(growing)?.samples).toEqual(new Int16Array([7, 8]));
  });

  it('of anything else is none, whatever it is', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), bytes => readWav(bytes) === undefined));
    fc.assert(
      fc.property(fc.nat(44), fc.nat(255), (at, value) => {
        const file = monoWav(new Int16Array([1, 2, 3]), 8_000);
        file[at] = value;
        expect(() => readWav(file)).not.toThrow();
        expect(() => readWav(file.subarray(0, at))).not.toThrow();
      }),
    );
    const compressed = monoWav(new Int16Array([1]), 8_000);
    compressed[20] = 7;
    expect(readWav(compressed)).toBeUndefined();
  });
});
