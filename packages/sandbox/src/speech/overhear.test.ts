import { type Speech, type SpeechChunk, telephoneAudio, type Utterance } from '@buttdial/core';
import { encodeMulaw, modemSamples } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import { overhear } from './overhear.ts';

const call = { signal: new AbortController().signal, idempotencyKey: 'key-1' };
const silence = (milliseconds: number) => new Uint8Array(milliseconds * 8).fill(0xff);

/** A voice in which every letter has a sound of its own, and each time another one: 600 bytes of noise. */
function noisyVoice(): Speech {
  let seed = 1;
  return {
    formats: [telephoneAudio],
    async *speak({ text }): AsyncGenerator<SpeechChunk> {
      for await (const piece of typeof text === 'string' ? [text] : text)
        for (const _ of piece) {
          seed = (seed * 48_271) % 2_147_483_647;
          let state = seed;
          const noise = Uint8Array.from({ length: 600 }, () => {
            state = (state * 48_271) % 2_147_483_647;
            return state & 0xff;
          });
          yield { audio: noise };
        }
    },
  };
}

async function* frames(audio: Uint8Array, size = 160): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < audio.length; at += size) yield audio.subarray(at, at + size);
}

async function say(speech: Speech, ...texts: string[]): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  const text = (async function* () {
    yield* texts;
  })();
  for await (const { audio } of speech.speak({ text, voice: 'v', format: telephoneAudio }, call)) pieces.push(audio);
  return Buffer.concat(pieces);
}

async function hear(voice: ReturnType<typeof overhear>, audio: AsyncIterable<Uint8Array>): Promise<Utterance[]> {
  const heard: Utterance[] = [];
  for await (const one of voice.transcription.listen({ audio, format: telephoneAudio }, call)) heard.push(one);
  return heard;
}

const finals = (heard: readonly Utterance[]) => heard.filter(one => one.final && one.text !== '').map(one => one.text);

describe('ears that know a voice', () => {
  it('hear what it said, in order, with its pauses, and when a turn is over', async () => {
    const voice = overhear(noisyVoice());
    const [one, two] = [await say(voice.speech, 'A table for two, ', 'please.'), await say(voice.speech, 'At seven.')];
    const heard = await hear(voice, frames(Buffer.concat([silence(105), one, silence(900), two, silence(900)])));
    expect(finals(heard)).toEqual(['A table for two, please.', 'At seven.']);
    expect(heard.filter(one => one.endOfTurn)).toHaveLength(2);
    const partial = heard.filter(one => !one.final).map(one => one.text);
    expect(partial.length).toBeGreaterThan(3);
    for (const text of partial.slice(0, 3)) expect('A table for two, please.').toContain(text);
  });
  it('hear only the words that were played before a cut', async () => {
    const voice = overhear(noisyVoice());
    const audio = await say(voice.speech, 'The kitchen closes at eleven.');
    const heard = await hear(voice, frames(Buffer.concat([audio.subarray(0, audio.length * 0.6), silence(900)])));
    expect(finals(heard)).toEqual(['The kitchen']);
  });
  it('hear two utterances without a pause between them', async () => {
    const voice = overhear(noisyVoice());
    const audio = Buffer.concat([await say(voice.speech, 'Hello. '), await say(voice.speech, 'Who is there?')]);
    expect(finals(await hear(voice, frames(Buffer.concat([audio, silence(700)]), 333)))).toEqual([
      'Hello.',
      'Who is there?',
    ]);
  });
  it('hear a phone of the simulated network too, before and after the voice', async () => {
    const voice = overhear(noisyVoice());
    const audio = await say(voice.speech, 'A table for two.');
    const phone = (text: string) => encodeMulaw(modemSamples(text));
    const line = [phone('Hello there?'), silence(800), audio, silence(800), phone('At seven.'), silence(800)];
    const heard = await hear(voice, frames(Buffer.concat(line)));
    expect(finals(heard)).toEqual(['Hello there?', 'A table for two.', 'At seven.']);
    expect(heard.filter(one => one.endOfTurn)).toHaveLength(3);
  });
  it('understand nobody else', async () => {
    const voice = overhear(noisyVoice());
    await say(voice.speech, 'Hello.');
    const stranger = (await say(noisyVoice(), 'Hello.')).toReversed();
    expect(await hear(voice, frames(Buffer.concat([stranger, silence(900)])))).toEqual([]);
  });
});
