import {
  type ClientSocket,
  type Connect,
  isButtdialError,
  systemRuntime,
  telephoneAudio,
  type Utterance,
} from '@buttdial/core';
import { fromSamples, modemSamples, readModem, toSamples } from '@buttdial/voice/wire';
import { describe, expect, it, vi } from 'vitest';
import { all, apiKey, call, voice, world } from '../test/world.ts';
import { createDeepgram, type DeepgramConfig } from './index.ts';

const spoken = (text: string) => fromSamples(modemSamples(text), telephoneAudio);
const silence = (milliseconds: number) => new Uint8Array(milliseconds * 8).fill(0xff);

async function* frames(...audio: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.concat(audio);
  for (let at = 0; at < bytes.length; at += 160) {
    yield bytes.subarray(at, at + 160);
    await new Promise(resolve => setImmediate(resolve));
  }
}

const finals = (heard: readonly Utterance[]) => heard.filter(one => one.final && one.text !== '').map(one => one.text);

/** Where a provider asks for its socket. */
async function askedFor(config: Partial<DeepgramConfig>, language?: string): Promise<URL> {
  const { runtime, sandbox, problems } = world();
  const asked: URL[] = [];
  const connect: Connect = opening => {
    asked.push(opening.url);
    return sandbox.connect(opening);
  };
  const settings = { apiKey, voice, baseUrl: 'http://sandbox.invalid/deepgram', ...config };
  const { transcription } = createDeepgram(settings, { ...runtime, connect });
  const request = { audio: frames(silence(100)), format: telephoneAudio, ...(language !== undefined && { language }) };
  await all(transcription.listen(request, call()));
  expect(problems()).toEqual([]);
  return asked[0]!;
}

describe('what Deepgram is asked for', () => {
  it.each([
    ['en-US', 'en-US'],
    ['de-DE', 'de'],
    ['es-419', 'es-419'],
    ['he-IL', 'he'],
    ['multi', 'multi'],
    [undefined, null],
  ])('with Nova, the language of %s is %s', async (language, asked) => {
    const url = await askedFor({ endpointingMs: 250 }, language);
    expect(url.protocol).toBe('ws:');
    expect([url.pathname, url.searchParams.get('language')]).toEqual(['/deepgram/v1/listen', asked]);
    expect(url.searchParams.get('endpointing')).toBe('250');
  });
  it('with Flux, the thresholds, and the language where the model knows several', async () => {
    const multi = await askedFor({ model: 'flux-general-multi', endOfTurnThreshold: 0.8 }, 'de-DE');
    expect([multi.pathname, multi.searchParams.get('language_hint')]).toEqual(['/deepgram/v2/listen', 'de']);
    expect(multi.searchParams.get('eot_threshold')).toBe('0.8');
    expect((await askedFor({ model: 'flux-general-en' }, 'en-GB')).searchParams.has('language_hint')).toBe(false);
  });
  it('never a language that Flux English does not know, nor a format without a name', async () => {
    const { provider, sandbox } = world({ config: { model: 'flux-general-en' } });
    const listen = (change: object) =>
      all(provider.transcription.listen({ audio: frames(silence(100)), format: telephoneAudio, ...change }, call()));
    const unsupported = { code: 'vendor-failed', details: { fault: { kind: 'unsupported' } } };
    await expect(listen({ language: 'de-DE' })).rejects.toMatchObject(unsupported);
    await expect(listen({ format: { ...telephoneAudio, sampleRate: 11_025 } })).rejects.toMatchObject(unsupported);
    expect(sandbox.ledger().requests).toEqual([]);
  });
});

describe('live transcription', () => {
  it('keeps a socket open on which nothing is said for a while', async () => {
    const { provider, clock, problems } = world();
    const go = Promise.withResolvers<void>();
    const audio = (async function* () {
      yield* frames(spoken('Hello?'), silence(400));
      await go.promise;
      yield* frames(spoken('Still there?'), silence(400));
    })();
    const heard = all(provider.transcription.listen({ audio, format: telephoneAudio }, call()));
    await clock.advance(60_000);
    go.resolve();
    expect(finals(await heard)).toEqual(['Hello?', 'Still there?']);
    expect(problems()).toEqual([]);
  });
  it('hears a long story in parts, and loses no word of it', async () => {
    const { provider } = world();
    const story = Array.from({ length: 40 }, (_, at) => `word${at}`).join(' ');
    const heard = await all(
      provider.transcription.listen({ audio: frames(spoken(story), silence(1500)), format: telephoneAudio }, call()),
    );
    expect(finals(heard).length).toBeGreaterThan(2);
    expect(finals(heard).join(' ')).toBe(story);
    expect(heard.filter(one => one.endOfTurn)).toHaveLength(1);
  });
  it('with Flux, tells the turn as it grows', async () => {
    const { provider } = world({ config: { model: 'flux-general-en' } });
    const said = 'I would like a table for two.';
    const heard = await all(
      provider.transcription.listen({ audio: frames(spoken(said), silence(800)), format: telephoneAudio }, call()),
    );
    const partial = heard.filter(one => !one.final);
    expect(partial.length).toBeGreaterThan(2);
    for (const { text } of partial) expect(said.startsWith(text)).toBe(true);
    expect(heard.at(-1)).toMatchObject({ text: said, final: true, endOfTurn: true });
  });
  it('fails as its audio does, and lets the vendor go', async () => {
    const { provider, open } = world();
    const broken = (async function* () {
      yield* frames(spoken('Hello?'));
      throw new TypeError('the line is gone');
    })();
    await expect(all(provider.transcription.listen({ audio: broken, format: telephoneAudio }, call()))).rejects.toThrow(
      'the line is gone',
    );
    await vi.waitFor(() => expect(open()).toBe(0));
  });
});

/** A vendor that says these messages and closes like this. */
const scripted =
  (messages: readonly object[], end: { readonly code: number; readonly reason: string }): Connect =>
  async () => {
    const socket: ClientSocket = {
      send: () => undefined,
      close: () => undefined,
      closed: Promise.resolve(end),
      incoming: (async function* () {
        for (const message of messages) yield JSON.stringify(message);
        await new Promise(resolve => setImmediate(resolve));
      })(),
    };
    return { outcome: 'open', socket };
  };

const listenOver = (messages: readonly object[], end = { code: 1000, reason: '' }, model = 'nova-3') => {
  const { runtime } = world();
  const { transcription } = createDeepgram({ apiKey, model }, { ...runtime, connect: scripted(messages, end) });
  return all(transcription.listen({ audio: frames(silence(20)), format: telephoneAudio }, call()));
};

describe('what the vendor says', () => {
  const result = (transcript: string, is_final: boolean, more: object = {}) => ({
    type: 'Results',
    is_final,
    speech_final: is_final,
    channel: { alternatives: [{ transcript, confidence: 0.9, words: [], ...more }] },
  });

  it('is read into words, and one end for a turn', async () => {
    const end = { type: 'UtteranceEnd', last_word_end: 1 };
    const messages = [
      end,
      result('', false),
      result('Seven', false),
      result('Seven.', true, { languages: ['en'] }),
      end,
      end,
    ];
    expect(
      await listenOver([{ type: 'Metadata' }, { type: 'SpeechStarted' }, ...messages, { type: 'Unheard' }]),
    ).toEqual([
      { text: 'Seven', final: false, endOfTurn: false, confidence: 0.9 },
      { text: 'Seven.', final: true, endOfTurn: false, confidence: 0.9, language: 'en' },
      { text: '', final: true, endOfTurn: true },
    ]);
  });
  it('may be nonsense, which is no words', async () => {
    const odd = [{ type: 'Results' }, { type: 'Results', channel: { alternatives: 7 } }, { type: 7 }, {}];
    expect(await listenOver(odd)).toEqual([]);
  });
  it.each([
    ['no audio for too long', { code: 1011, reason: 'NET-0001: no audio' }, 'unavailable', 'NET-0001'],
    ['audio that it cannot decode', { code: 1008, reason: 'DATA-0000' }, 'invalid', 'DATA-0000'],
    ['a broken connection', { code: 1006, reason: '' }, 'unavailable', undefined],
  ])('may be %s', async (_what, end, kind, vendorCode) => {
    const failed: unknown = await listenOver([], end).catch(reason => reason);
    expect(isButtdialError(failed) && failed.details.fault).toMatchObject({ kind, ...(vendorCode && { vendorCode }) });
  });
  it('may be an error of Flux', async () => {
    const error = { type: 'Error', code: 'INTERNAL_SERVER_ERROR', description: 'canary' };
    const failed: unknown = await listenOver([error], undefined, 'flux-general-en').catch(reason => reason);
    expect(isButtdialError(failed) && failed.details.fault?.kind).toBe('unavailable');
    expect(JSON.stringify(failed)).not.toContain('canary');
  });
});

describe('over real sockets', () => {
  it('hears and speaks, and knows a wrong key', async () => {
    const { sandbox } = world();
    const { url } = await sandbox.listen();
    const runtime = systemRuntime();
    for (const model of ['nova-3', 'flux-general-en']) {
      const { transcription } = createDeepgram({ apiKey, model, baseUrl: `${url}/deepgram` }, runtime);
      const request = { audio: frames(spoken('A table for two.'), silence(900)), format: telephoneAudio };
      expect(finals(await all(transcription.listen(request, call())))).toEqual(['A table for two.']);
    }
    const { speech, check } = createDeepgram({ apiKey, voice, baseUrl: `${url}/deepgram` }, runtime);
    const pieces: Uint8Array[] = [];
    const long = `${'Seven. '.repeat(400)}`;
    for await (const { audio } of speech.speak({ text: long, voice: '', format: telephoneAudio }, call()))
      pieces.push(audio);
    expect(readModem(toSamples(Buffer.concat(pieces), telephoneAudio))).toBe(long);
    expect(sandbox.ledger().requests.filter(one => one.path === '/v1/speak')).toHaveLength(2);
    expect(await check(call())).toBeUndefined();
    const stranger = createDeepgram({ apiKey: 'wrong', baseUrl: `${url}/deepgram` }, runtime);
    expect(await stranger.check(call())).toMatchObject({ kind: 'credentials' });
    await sandbox.close();
  });
});
