import { isButtdialError, type SpeechChunk } from '@buttdial/core';
import { describe, expect, it } from 'vitest';
import { createFlite } from './index.ts';
import { sentencesOf } from './text.ts';

const { speech } = createFlite();
const format = speech.formats[0]!;
const call = (signal = new AbortController().signal) => ({ signal, idempotencyKey: 'key-1' });

async function all(chunks: AsyncIterable<SpeechChunk>): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  for await (const { audio } of chunks) found.push(audio);
  return Buffer.concat(found);
}

const seconds = (audio: Uint8Array) => audio.length / 2 / format.sampleRate;

/** The root mean square of 16-bit samples. */
function loudness(audio: Uint8Array): number {
  const samples = new Int16Array(audio.buffer.slice(audio.byteOffset, audio.byteOffset + audio.byteLength));
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

describe('speech of Flite', () => {
  it('speaks with every voice, at the pace of people', async () => {
    for (const { id } of await speech.voices(call())) {
      const audio = await all(
        speech.speak({ text: 'A table for two at half past seven, please.', voice: id, format }, call()),
      );
      expect(seconds(audio)).toBeGreaterThan(2);
      expect(seconds(audio)).toBeLessThan(6);
      expect(loudness(audio)).toBeGreaterThan(500);
    }
  });
  it('says the same thing the same way, and something else otherwise', async () => {
    const say = (text: string, voice = '') => all(speech.speak({ text, voice, format }, call()));
    const [once, again, other, slt] = await Promise.all([say('One.'), say('One.'), say('Two.'), say('One.', 'slt')]);
    expect(once).toEqual(again);
    expect(once).toEqual(slt);
    expect(once).not.toEqual(other);
  });
  it('speaks a text that still arrives, and nothing for nothing', async () => {
    async function* text() {
      yield 'Good morning. ';
      yield 'How are you?';
    }
    const arrived = await all(speech.speak({ text: text(), voice: 'kal16', format }, call()));
    const known = await all(speech.speak({ text: 'Good morning. How are you?', voice: 'kal16', format }, call()));
    expect(arrived).toEqual(known);
    expect(await all(speech.speak({ text: ' … ✓ ', voice: '', format }, call()))).toHaveLength(0);
  });
  it('stops when it is told to', async () => {
    const [reason, stop] = [new Error('enough'), new AbortController()];
    await expect(all(speech.speak({ text: 'One.', voice: '', format }, call(AbortSignal.abort(reason))))).rejects.toBe(
      reason,
    );
    const parts = speech
      .speak({ text: 'One. Two. Three.', voice: 'kal16', format }, call(stop.signal))
      [Symbol.asyncIterator]();
    await parts.next();
    stop.abort(reason);
    await expect(parts.next()).rejects.toBe(reason);
  });
  it.each([
    ['another language', { language: 'de-DE' }, 'unsupported'],
    ['another format', { format: { encoding: 'mulaw', sampleRate: 8000, channels: 1 } as const }, 'unsupported'],
    ['an unknown voice', { voice: 'ada' }, 'invalid'],
  ])('refuses %s', async (_what, change, kind) => {
    const spoken = all(speech.speak({ text: 'Hello.', voice: 'slt', format, ...change }, call()));
    const failed: unknown = await spoken.catch(reason => reason);
    expect(isButtdialError(failed) && [failed.code, failed.details.fault?.kind]).toEqual(['vendor-failed', kind]);
  });
});

describe('what Flite is given to read', () => {
  it.each([
    ['One. Two? Three!', ['One.', 'Two?', 'Three!']],
    ['It costs 3.50 at https://x.example/a.', ['It costs 3.50 at https://x.example/a.']],
    ['Café — “déjà vu”…', ['Cafe , "deja vu".']],
    ['-o /etc/passwd', ['-o /etc/passwd']],
    [' \n ', []],
    ['שלום', []],
  ])('%j', (text, sentences) => {
    expect(sentencesOf(text)).toEqual(sentences);
  });
  it('cuts what is too long for one breath, and loses no word', () => {
    const text = Array.from({ length: 200 }, (_, at) => `word${at}`).join(' ');
    expect(Math.max(...sentencesOf(text).map(one => one.length))).toBeLessThanOrEqual(300);
    expect(sentencesOf(text).join(' ')).toBe(text);
  });
});
