import type { ClientSocket, Connect, SpeechChunk } from '@buttdial/core';
import { systemRuntime, telephoneAudio } from '@buttdial/core';
import { readModem, toSamples } from '@buttdial/voice/wire';
import { describe, expect, it, vi } from 'vitest';
import { all, apiKey, call, pieces, voice, world } from '../test/world.ts';
import { createElevenLabs } from './index.ts';

const request = (text: string | AsyncIterable<string>) => ({ text, voice: '', format: telephoneAudio });
const heard = (chunks: readonly SpeechChunk[]) =>
  readModem(toSamples(Buffer.concat(chunks.map(chunk => chunk.audio)), telephoneAudio));
const spelled = (chunks: readonly SpeechChunk[]) => chunks.flatMap(chunk => chunk.alignment ?? []);

/** A text of which the second half comes when it is let. */
function held(first: string, second: string) {
  const go = Promise.withResolvers<void>();
  const text = (async function* () {
    yield first;
    await go.promise;
    yield second;
  })();
  return { text, go: go.resolve };
}

describe('utterances on a socket of many contexts', () => {
  it('follow each other on one socket, also after one was cut, and nothing of that one is heard', async () => {
    const { provider, sandbox, clock } = world({ synthesisMs: 20 });
    const spoken = provider.speech.speak(request(pieces('This is never heard to its end.')), call());
    const parts = spoken[Symbol.asyncIterator]();
    const first = parts.next();
    await clock.advance(50);
    expect((await first).done).toBe(false);
    await parts.return?.();
    const next = all(provider.speech.speak(request(pieces('Yes?')), call()));
    await clock.advance(2000);
    expect(heard(await next)).toBe('Yes?');
    expect(sandbox.control.connections()).toMatchObject([{ isBusy: false }]);
    expect(sandbox.ledger().requests).toHaveLength(1);
    expect(sandbox.ledger().alerts).toEqual([]);
  });
  it('never share one at the same time', async () => {
    const { provider, sandbox, close } = world();
    const both = await Promise.all(
      ['One.', 'Two.'].map(text => all(provider.speech.speak(request(pieces(text)), call()))),
    );
    expect(both.map(heard)).toEqual(['One.', 'Two.']);
    expect(sandbox.ledger().requests).toHaveLength(2);
    expect(sandbox.control.connections()).toHaveLength(2);
    await close();
    await vi.waitFor(() => expect(sandbox.control.connections()).toEqual([]));
  });
  it('leave it standing for a minute, and not longer', async () => {
    const { provider, sandbox, clock } = world();
    await all(provider.speech.speak(request(pieces('One.')), call()));
    await clock.advance(59_000);
    expect(sandbox.control.connections()).toHaveLength(1);
    await clock.advance(2000);
    expect(sandbox.control.connections()).toEqual([]);
    expect(heard(await all(provider.speech.speak(request(pieces('Two.')), call())))).toBe('Two.');
  });
  it('are heard while their text still arrives', async () => {
    const { provider } = world();
    const { text, go } = held('For two, ', 'gladly.');
    const parts = provider.speech.speak(request(text), call())[Symbol.asyncIterator]();
    const early = await parts.next();
    expect(early.done).toBe(false);
    go();
    const late: SpeechChunk[] = early.done ? [] : [early.value];
    for (let next = await parts.next(); !next.done; next = await parts.next()) late.push(next.value);
    expect(heard(late)).toBe('For two, gladly.');
    expect(
      spelled(late)
        .map(span => span.text)
        .join(''),
    ).toBe('For two, gladly.');
    expect(spelled(late).at(-1)?.endMs).toBe('For two, gladly.'.length * 40);
  });
  it('end with what went wrong in the text, and let the vendor go', async () => {
    const { provider, open } = world();
    const broken = (async function* () {
      yield 'For two, ';
      throw new TypeError('the model fell silent');
    })();
    await expect(all(provider.speech.speak(request(broken), call()))).rejects.toThrow('the model fell silent');
    await vi.waitFor(() => expect(open()).toBe(0));
  });
  it('ask for the language only where the model takes one', async () => {
    for (const [model, language] of [
      ['eleven_flash_v2_5', 'de'],
      ['eleven_multilingual_v2', undefined],
    ] as const) {
      const { provider, runtime, sandbox } = world({ config: { model } });
      const asked: URL[] = [];
      const connect: Connect = opening => {
        asked.push(opening.url);
        return sandbox.connect(opening);
      };
      const settings = { apiKey, voice, model, baseUrl: 'http://sandbox.invalid/elevenlabs' };
      const { speech } = createElevenLabs(settings, { ...runtime, connect });
      await all(speech.speak({ ...request(pieces('Guten Tag.')), language: 'de-DE' }, call()));
      await all(speech.speak({ ...request('Guten Tag.'), language: 'de-DE' }, call()));
      expect(asked.map(url => url.searchParams.get('language_code'))).toEqual([language ?? null]);
      expect(sandbox.ledger().alerts).toEqual([]);
      expect(provider.speech.formats.length).toBe(4);
    }
  });
});

/** A vendor of one socket that says these messages once it is asked for speech. */
function scripted(messages: readonly object[]): Connect {
  return async () => {
    const ready = Promise.withResolvers<string>();
    const socket: ClientSocket = {
      send: data => {
        const { context_id } = JSON.parse(String(data)) as { context_id: string };
        ready.resolve(context_id);
      },
      close: () => undefined,
      closed: Promise.resolve({ code: 1000, reason: '' }),
      incoming: (async function* () {
        const contextId = await ready.promise;
        for (const message of messages) yield JSON.stringify({ contextId, ...message });
      })(),
    };
    return { outcome: 'open', socket };
  };
}

const speakOver = (messages: readonly object[]) => {
  const { runtime } = world();
  const { speech } = createElevenLabs({ apiKey, voice }, { ...runtime, connect: scripted(messages) });
  return all(speech.speak(request(pieces('Hi you.')), call()));
};

describe('what the vendor says', () => {
  const piece = (chars: string, startsMs: readonly number[]) => ({
    audio: Buffer.alloc(800, 1).toString('base64'),
    alignment: { chars: [...chars], charStartTimesMs: startsMs, charDurationsMs: startsMs.map(() => 25) },
  });
  const last = { isFinal: true };

  it.each([
    ['from each piece', [piece('Hi y', [0, 25, 50, 75]), piece('ou.', [0, 30, 60]), last]],
    ['from the utterance', [piece('Hi y', [0, 25, 50, 75]), piece('ou.', [100, 130, 160]), last]],
  ])('may count its times %s', async (_how, messages) => {
    const spans = spelled(await speakOver(messages));
    expect(spans.map(span => span.text).join('')).toBe('Hi you.');
    expect(spans.map(span => span.startMs)).toEqual([0, 25, 50, 75, 100, 130, 160]);
  });
  it('may time blanks that nobody asked for, or nothing at all', async () => {
    const spans = spelled(
      await speakOver([piece(' Hi y', [0, 20, 40, 60, 80]), { ...piece('ou.', [0]), alignment: null }, last]),
    );
    expect(spans.map(span => span.text).join('')).toBe('Hi y');
  });
  it.each([
    ['quota_exceeded', 'out-of-funds', 'vendor-failed'],
    ['voice_not_found', 'invalid', 'vendor-failed'],
    ['too_many_concurrent_requests', 'rate-limited', 'unavailable'],
    ['something_new', 'unavailable', 'unavailable'],
    ['constructor', 'unavailable', 'unavailable'],
  ])('may be %s', async (error, kind, code) => {
    const spoken = speakOver([piece('Hi y', [0, 25, 50, 75]), { error, message: 'canary' }]);
    await expect(spoken).rejects.toMatchObject({ code, details: { fault: { kind, vendorCode: error } } });
    await expect(spoken).rejects.not.toThrow(/canary/);
  });
  it.each([
    ['is no speech', [{ contextId: undefined, hello: 1 }]],
    ['just ends', [piece('Hi y', [0, 25, 50, 75])]],
  ])('that %s is a broken connection', async (_what, messages) => {
    await expect(speakOver(messages)).rejects.toMatchObject({ details: { fault: { kind: 'unavailable' } } });
  });
});

describe('over real sockets', () => {
  it('speaks, streams and lists voices, and knows a wrong key', async () => {
    const { sandbox } = world();
    const { url } = await sandbox.listen();
    const runtime = systemRuntime();
    const provider = createElevenLabs({ apiKey, voice, baseUrl: `${url}/elevenlabs` }, runtime);
    expect(heard(await all(provider.speech.speak(request(pieces('Hello ', 'there.')), call())))).toBe('Hello there.');
    expect(heard(await all(provider.speech.speak(request('Hello there.'), call())))).toBe('Hello there.');
    expect(await provider.check(call())).toBeUndefined();
    expect(await provider.speech.voices(call())).toContainEqual({ id: 'voice-ada', name: 'Ada', language: 'en' });
    const stranger = createElevenLabs({ apiKey: 'wrong', voice, baseUrl: `${url}/elevenlabs` }, runtime);
    expect(await stranger.check(call())).toMatchObject({ kind: 'credentials' });
    const refused = { details: { fault: { kind: 'credentials' } } };
    await expect(all(stranger.speech.speak(request(pieces('Hello.')), call()))).rejects.toMatchObject(refused);
    await expect(stranger.speech.voices(call())).rejects.toMatchObject(refused);
    await provider.close();
    await sandbox.close();
  });
});
