import { createFlite } from '@buttdial/provider-flite';
import { compare, nearest, trimmed, utterancesIn } from '@buttdial/testing';
import { createClauseCutter } from '@buttdial/voice';
import { createConverter, decodeMulaw, encodeMulaw } from '@buttdial/voice/wire';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RecordedCall, recordCall } from './recording.ts';
import { demoDialogue } from './recording-dialogue.ts';

const { speech } = createFlite();
const format = speech.formats[0]!;
const voice = 'rms';

/** What the voice says in the clauses that a call gives it, as a telephone would get it without any network: the reference. */
async function spoken(text: string, by = voice): Promise<Int16Array> {
  const cutter = createClauseCutter();
  const clauses = [...cutter.push(text), cutter.end()];
  const convert = createConverter(format, { encoding: 'pcm16', sampleRate: 8000, channels: 1 });
  const call = { signal: new AbortController().signal, idempotencyKey: 'key-1' };
  const pieces: Uint8Array[] = [];
  for (const clause of clauses)
    for await (const { audio } of speech.speak({ text: clause, voice: by, format }, call))
      pieces.push(convert(audio).slice());
  const bytes = Buffer.concat(pieces);
  return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function channel(wav: Uint8Array, side: 0 | 1): Int16Array {
  const samples = new Int16Array(wav.buffer.slice(44));
  return samples.filter((_, at) => at % 2 === side);
}

// Who calls is heard by who is called: behind the codec, the pacer and both sockets.
const said = [...demoDialogue.caller.answers, demoDialogue.caller.lastWords];
// Alike on purpose: the same beginnings, the same ends, one word changed.
const decoys = [
  'For ten at half past seven, please.',
  'For two at half past eleven, please.',
  'For two and a half at seven, please.',
  'Four, too, at half past seven, peace.',
  'Of two and half past seven, please.',
  'The widow would be lovely, thank you.',
  'The window could be lonely, thank you.',
  'The window would be lovely, tank it.',
  'A window will be lovely, thank him.',
  'The winter would be lovely, thank you.',
  'Ada Example, and he will be there at half past seven.',
  'Ada Example, and she will bear that at half past seven.',
  'Ida Example, and she was there at half past seven.',
  'Ada Sample, and she will be there at ten past seven.',
  'Ada Example, and she will be near at half past eleven.',
  'Wonderful, thank you and good night.',
  'Wonderful, thank her and goodbye.',
  'Wonder full, think you and good boy.',
  'Thank you, wonderful and goodbye.',
  'Wonderful, thank you and good buy for two.',
] as const;

let call: RecordedCall;
let heard: readonly Int16Array[];

beforeAll(async () => {
  call = await recordCall({ caller: voice, callee: 'slt' });
  heard = utterancesIn(channel(call.wav, 0), 600);
}, 60_000);

describe('a recorded call', () => {
  it('goes from the first to the last word, and each side heard all of it', () => {
    const lines = call.transcript.map(({ who, text, isInterrupted }) => ({ who, text, isInterrupted }));
    expect(lines.filter(line => line.isInterrupted)).toEqual([]);
    expect(
      lines
        .filter(line => line.who === 'agent')
        .map(line => line.text)
        .slice(1, -1),
    ).toEqual(demoDialogue.callee.answers);
    expect(
      lines
        .filter(line => line.who === 'caller')
        .map(line => line.text)
        .slice(1),
    ).toEqual(said);
  });
  it('has who calls on the left and who is called on the right, one after the other', () => {
    const [left, right] = [channel(call.wav, 0), channel(call.wav, 1)];
    const isLoud = (samples: Int16Array, at: number) =>
      samples.subarray(at, at + 800).some(sample => Math.abs(sample) > 1000);
    const tenths = Array.from({ length: Math.floor(left.length / 800) }, (_, at) => at * 800);
    const [speaks, answers] = [tenths.filter(at => isLoud(left, at)), tenths.filter(at => isLoud(right, at))];
    expect(Math.min(speaks.length, answers.length)).toBeGreaterThan(80);
    expect(speaks.filter(at => answers.includes(at)).length).toBeLessThan(10);
  });
});

describe('real speech over codec, pacer and two media sockets', () => {
  it('is told apart from twenty sentences that sound alike, from itself backwards, and from another voice', async () => {
    const sentences = [...said, ...decoys];
    const originals = await Promise.all(sentences.map(async text => trimmed(await spoken(text))));
    const wrong: string[] = [];
    expect(heard).toHaveLength(said.length + 1);
    for (const [at, copy] of heard.slice(1).entries()) {
      const backwards = originals[at]!.toReversed();
      const otherVoice = trimmed(await spoken(decoys[at]!, 'awb'));
      const { index } = nearest(copy, [...originals, backwards, otherVoice]);
      if (index !== at) wrong.push(`${said[at]} was taken for ${sentences[index] ?? 'a decoy'}`);
    }
    expect(wrong).toEqual([]);
  });
  it('has no gaps, and sounds as it was spoken', async () => {
    for (const [at, copy] of heard.slice(1).entries()) {
      const original = trimmed(await spoken(said[at]!));
      const { gaps, spectralDistanceDb } = compare(original, copy);
      expect(gaps).toBe(0);
      expect(spectralDistanceDb).toBeLessThan(0.3);
      expect(Math.abs(copy.length - original.length)).toBeLessThan(400);
    }
  });
  it('would be noticed if it did not: lost frames, hiss, a wrong pace, a swapped sentence', async () => {
    const original = trimmed(await spoken(said[0]!));
    const lossy = original.map((sample, at) => (Math.floor(at / 160) % 20 === 7 ? 0 : sample));
    let seed = 1;
    const hissing = original.map(sample => {
      seed = (seed * 48_271) % 2_147_483_647;
      return sample + (seed % 4000) - 2000;
    });
    const fast = original.filter((_, at) => at % 10 !== 0);
    const other = trimmed(await spoken(said[1]!));
    expect(compare(original, lossy).gaps).toBeGreaterThan(3);
    expect(compare(original, hissing).spectralDistanceDb).toBeGreaterThan(1);
    expect(compare(original, fast).spectralDistanceDb).toBeGreaterThan(4);
    expect(compare(original, other).spectralDistanceDb).toBeGreaterThan(4);
    const clean = compare(original, decodeMulaw(encodeMulaw(original)));
    expect([clean.gaps, clean.spectralDistanceDb < 0.3]).toEqual([0, true]);
  });
});
