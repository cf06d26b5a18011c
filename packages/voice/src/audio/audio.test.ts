import { type AudioFormat, telephoneAudio } from '@buttdial/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulberry32 } from '../../test/world.ts';
import { createConverter, fromSamples, toSamples } from './convert.ts';
import { createDigitDetector, synthesizeDigits } from './dtmf.ts';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.ts';
import { loudnessDb, toneShare } from './goertzel.ts';
import { modemSamples, modemSpeech, readModem } from './modem.ts';
import { createResampler } from './resample.ts';
import { createBeepDetector, synthesizeTone } from './tones.ts';
import { createVoiceDetector } from './vad.ts';

const every = Uint8Array.from({ length: 256 }, (_, code) => code);
const frames = (samples: Int16Array, size = 160) =>
  Array.from({ length: Math.ceil(samples.length / size) }, (_, at) => samples.subarray(at * size, (at + 1) * size));
const joined = (parts: readonly Int16Array[]) => Int16Array.from(parts.flatMap(part => [...part]));
const noisy = (samples: Int16Array, amplitude: number, seed = 1) => {
  const random = mulberry32(seed);
  return samples.map(sample => Math.max(-32_768, Math.min(32_767, sample + (random() * 2 - 1) * amplitude)));
};

describe('G.711', () => {
  it('has the values of the standard', () => {
    expect([...decodeMulaw(Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xd5))]).toEqual([-32_124, 32_124, 0, 0, 716]);
    expect([...decodeAlaw(Uint8Array.of(0xd5, 0x55, 0x2a, 0xaa))]).toEqual([8, -8, -32_256, 32_256]);
    expect([...encodeMulaw(Int16Array.of(0, 32_767, -32_768, -1))]).toEqual([0xff, 0x80, 0x00, 0x7f]);
    expect([...encodeAlaw(Int16Array.of(0, 32_767, -32_768, -1))]).toEqual([0xd5, 0xaa, 0x2a, 0x55]);
  });
  it('gives every code back, but for the second zero of µ-law', () => {
    expect([...encodeAlaw(decodeAlaw(every))]).toEqual([...every]);
    expect([...encodeMulaw(decodeMulaw(every))].filter((code, at) => code !== at)).toEqual([0xff]);
  });
  it('is never further off than half a step', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32_000, max: 32_000 }), sample => {
        const allowed = Math.max(16, Math.abs(sample) / 16);
        expect(Math.abs(decodeMulaw(encodeMulaw(Int16Array.of(sample)))[0]! - sample)).toBeLessThanOrEqual(allowed);
        expect(Math.abs(decodeAlaw(encodeAlaw(Int16Array.of(sample)))[0]! - sample)).toBeLessThanOrEqual(allowed);
      }),
    );
  });
});

describe('resampling', () => {
  const rates = [8000, 16_000, 24_000];
  const ways = rates.flatMap(from => rates.filter(to => to !== from).map(to => ({ from, to })));

  it.each(ways)('keeps a tone between $from and $to Hz', ({ from, to }) => {
    const tone = synthesizeTone({ frequencies: [1000], durationMs: 400 }, from);
    const out = createResampler(from, to)(tone);
    expect(out.length).toBe((tone.length * to) / from);
    const middle = out.subarray(out.length / 4, out.length / 2);
    expect(toneShare(middle, 1000, to)).toBeGreaterThan(0.999);
    expect(Math.abs(loudnessDb(middle) - loudnessDb(tone))).toBeLessThan(0.2);
  });
  it('leaves out what the lower rate cannot hold', () => {
    const tone = synthesizeTone({ frequencies: [6500], durationMs: 400 }, 16_000);
    const out = createResampler(16_000, 8000)(tone);
    expect(loudnessDb(out.subarray(400))).toBeLessThan(loudnessDb(tone) - 50);
  });
  it.each(ways)('does not depend on where the stream was cut ($from to $to Hz)', ({ from, to }) => {
    const whole = noisy(synthesizeTone({ frequencies: [440, 1700], durationMs: 100 }, from), 3000);
    const expected = createResampler(from, to)(whole);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: whole.length }), { maxLength: 12 }), cuts => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const resample = createResampler(from, to);
        const parts = at.slice(1).map((end, index) => resample(whole.subarray(at[index], end)));
        expect(joined(parts)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

describe('converting', () => {
  const wide: AudioFormat = { encoding: 'pcm16', sampleRate: 24_000, channels: 1 };

  it('carries the modem voice from the telephone to a model and back', () => {
    const text = 'Is a table free at 7 pm?';
    const audio = fromSamples(modemSamples(text), telephoneAudio);
    const there = createConverter(telephoneAudio, wide);
    const back = createConverter(wide, telephoneAudio);
    const parts = frames(toSamples(audio, telephoneAudio)).map(frame =>
      toSamples(back(there(fromSamples(frame, telephoneAudio))), telephoneAudio),
    );
    // Both filters delay: 24 samples together, and the ends of the first symbol melt.
    const read = readModem(joined(parts).subarray(24 - 1));
    expect(read.slice(0, text.length - 1)).toBe(text.slice(0, -1));
  });
  it('leaves the same format alone and refuses compressed audio', () => {
    const audio = Uint8Array.of(1, 2, 3);
    expect(createConverter(telephoneAudio, telephoneAudio)(audio)).toBe(audio);
    expect(() => createConverter(telephoneAudio, { encoding: 'opus', sampleRate: 48_000, channels: 1 })).toThrow(
      RangeError,
    );
  });
  it('reads linear audio at odd addresses', () => {
    const bytes = Uint8Array.of(9, 1, 2, 3, 4).subarray(1);
    expect([...toSamples(bytes, wide)]).toEqual([0x0201, 0x0403]);
  });
});

describe('the modem voice', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });

  it('is read back exactly through µ-law and noise', () => {
    fc.assert(
      fc.property(text, fc.integer(), (given, seed) => {
        const line = decodeMulaw(encodeMulaw(noisy(modemSamples(given), 8000, seed)));
        expect(readModem(line)).toBe(given);
      }),
      { numRuns: 200 },
    );
  });
  it('cut anywhere gives exactly the characters that were played whole', () => {
    fc.assert(
      fc.property(text, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const samples = modemSamples(given);
        const cut = Math.floor(samples.length * share);
        const spoken = [...modemSpeech(given, telephoneAudio)].flatMap(chunk => chunk.alignment ?? []);
        const played = spoken.filter(one => one.endMs * 8 <= cut).map(one => one.text);
        expect(readModem(samples.subarray(0, cut))).toBe(played.join(''));
      }),
      { numRuns: 300 },
    );
  });
});

describe('digits', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789*#ABCD'), minLength: 1, maxLength: 8 });

  it('are heard as they were pressed, through µ-law, noise and any alignment', () => {
    fc.assert(
      fc.property(digits, fc.nat(159), fc.nat(), (given, offset, seed) => {
        const samples = joined([new Int16Array(offset), synthesizeDigits(given)]);
        const line = decodeMulaw(encodeMulaw(noisy(samples, 600, seed)));
        const detect = createDigitDetector();
        expect(
          frames(line)
            .flatMap(frame => detect(frame) ?? [])
            .join(''),
        ).toBe(given);
      }),
      { numRuns: 60 },
    );
  });
  it('are not heard in noise, a dial tone or the modem voice', () => {
    const detect = createDigitDetector();
    const others = [
      noisy(new Int16Array(16_000), 12_000),
      synthesizeTone({ frequencies: [350, 440], durationMs: 500 }),
      modemSamples('hello world'),
    ];
    expect(others.flatMap(one => frames(one).flatMap(frame => detect(frame) ?? []))).toEqual([]);
  });
});

describe('the beep of a machine', () => {
  const beeps = (samples: Int16Array) => {
    const detect = createBeepDetector();
    return frames(joined([samples, new Int16Array(1600)])).filter(frame => detect(frame)).length;
  };

  it('is found at any pitch and length, through noise', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 360, max: 2490 }),
        fc.integer({ min: 170, max: 760 }),
        fc.nat(159),
        (pitch, durationMs, offset) => {
          const beep = synthesizeTone({ frequencies: [pitch], durationMs });
          expect(beeps(noisy(joined([new Int16Array(800 + offset), beep]), 500))).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });
  it('is neither speech nor a dial tone nor a click', () => {
    const tone = (frequencies: number[], durationMs: number) => synthesizeTone({ frequencies, durationMs });
    expect(
      [modemSamples('after the tone'), tone([440], 2000), tone([1000], 60), tone([697, 1209], 300)].map(beeps),
    ).toEqual([0, 0, 0, 0]);
  });
});

describe('voice detection', () => {
  it('follows a voice over silence and noise, with a little patience at its end', () => {
    const detect = createVoiceDetector();
    const heard = (samples: Int16Array) => frames(samples).map(frame => detect(frame, 20));
    expect(heard(noisy(new Int16Array(8000), 60)).some(Boolean)).toBe(false);
    expect(heard(modemSamples('hello')).every(Boolean)).toBe(true);
    const after = heard(noisy(new Int16Array(3200), 60));
    expect([after.filter(Boolean).length, after.at(-1)]).toEqual([5, false]);
  });
  it('learns the noise of a line', () => {
    const detect = createVoiceDetector();
    const noise = frames(noisy(new Int16Array(80_000), 600));
    expect(
      noise
        .map(frame => detect(frame, 20))
        .slice(100)
        .some(Boolean),
    ).toBe(false);
  });
});
