import { systemRuntime, telephoneAudio } from '@buttdial/core';
import { createSandbox } from '@buttdial/sandbox';
import { canConvert } from '@buttdial/voice/wire';
import { describe, expect, it } from 'vitest';
import { loadProviders } from './load-providers.ts';

const keys = { ELEVENLABS_API_KEY: 'xi-key', DEEPGRAM_API_KEY: 'dg-key' };
const runtime = systemRuntime();
const call = () => ({ signal: new AbortController().signal, idempotencyKey: 'key-1' });

describe('voices and ears, by name', () => {
  it('are the first of the usual ones whose keys are there', async () => {
    const { connections, problems } = await loadProviders(keys, {}, runtime);
    expect(problems).toEqual([]);
    expect(connections.offering?.('org', 'speech')?.name).toBe('elevenlabs');
    expect(connections.offering?.('org', 'transcription')?.name).toBe('deepgram');
  });
  it('are those that the operator names, Flite only then', async () => {
    const named = { speech: 'deepgram', transcription: 'deepgram' };
    const { connections } = await loadProviders(keys, named, runtime);
    expect(connections.offering?.('org', 'speech')?.name).toBe('deepgram');
    const none = await loadProviders({}, {}, runtime);
    expect(none.connections.offering?.('org', 'speech')).toBeUndefined();
    const free = await loadProviders({}, { speech: 'flite' }, runtime);
    expect(free.problems).toEqual([]);
    expect(free.connections.offering?.('org', 'speech')?.name).toBe('flite');
  });
  it('are refused with what is missing or cannot be', async () => {
    const missing = await loadProviders({}, { speech: 'elevenlabs', transcription: 'flite' }, runtime);
    expect(missing.problems).toEqual([
      'ELEVENLABS_API_KEY: not set, elevenlabs needs it.',
      'PROVIDER_STT: flite offers no transcription.',
    ]);
    const wrong = await loadProviders({ ...keys, DEEPGRAM_MODEL: 'whisper' }, { transcription: 'deepgram' }, runtime);
    expect(wrong.problems).toEqual(['DEEPGRAM_MODEL: A model is nova-3, flux-general-en or the like.']);
  });
  it('work over real sockets as they are loaded, and take what a telephone carries', async () => {
    const accounts = [{ name: 'ours', elevenlabs: { apiKey: 'xi-key' }, deepgram: { apiKey: 'dg-key' } }];
    const sandbox = createSandbox({ runtime, accounts });
    const { url } = await sandbox.listen();
    const environment = {
      ...keys,
      ELEVENLABS_BASE_URL: `${url}/elevenlabs`,
      ELEVENLABS_DEFAULT_VOICE: 'voice-ada',
      DEEPGRAM_BASE_URL: `${url}/deepgram`,
    };
    const { connections } = await loadProviders(environment, {}, runtime);
    for (const name of ['elevenlabs', 'deepgram'])
      expect(await connections.get('org', name)?.provider.check?.(call())).toBeUndefined();
    const speech = connections.offering?.('org', 'speech')?.provider.speech;
    const transcription = connections.offering?.('org', 'transcription')?.provider.transcription;
    const audio = speech?.speak({ text: 'A table for two.', voice: '', format: telephoneAudio }, call());
    const heard: string[] = [];
    const sound = (async function* () {
      for await (const chunk of audio ?? []) yield chunk.audio;
    })();
    for await (const { text, final } of transcription?.listen({ audio: sound, format: telephoneAudio }, call()) ?? [])
      if (final) heard.push(text);
    expect(heard).toEqual(['A table for two.']);
    for (const able of [speech, transcription])
      expect(able?.formats.some(format => canConvert(format, telephoneAudio))).toBe(true);
    await connections.get('org', 'elevenlabs')?.provider.close?.();
    await sandbox.close();
  });
});
