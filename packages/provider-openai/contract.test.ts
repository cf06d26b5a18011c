import type { AudioFormat } from '@buttdial/core';
import {
  type FailingLaw,
  type PeerWorld,
  type Scenario,
  testDefinition,
  testLanguage,
  testRealtime,
  testSpeech,
  testTranscription,
  testVendorContract,
  vendorContract,
} from '@buttdial/testing';
import { fromSamples, modemSamples, readModem, toSamples } from '@buttdial/voice/wire';
import openai from './src/index.ts';
import { apiKey, openaiWorld, type WorldOptions } from './test/worlds.ts';

const vendor = await vendorContract('openai', process.env);
const said = 'Certainly, a table for two. What name may I write down?';
const tool = { name: 'take_note', arguments: { text: 'A table for two, "by the window".' } };
const wrongKey = 'sk-wrong-canary-key';
const secrets = [apiKey, wrongKey];

const world =
  (options: WorldOptions = {}) =>
  async (log: NonNullable<WorldOptions['log']>) =>
    openaiWorld({ ...options, log, vendor });
type World = ReturnType<typeof openaiWorld>;

/** The circumstances that are the same for requests and sockets. */
function failing(brokenOff: WorldOptions): Record<FailingLaw, Scenario<World & PeerWorld>> {
  return {
    'bad-credentials': world({ config: { apiKey: wrongKey } }),
    'rate-limited': world({ fault: { kind: 'rate-limited', retryAfterSeconds: 7 } }),
    unavailable: world({ fault: { kind: 'failing', status: 503 } }),
    'broken-off': world(brokenOff),
  };
}

const speak = (text: string, format: AudioFormat) => fromSamples(modemSamples(text, format.sampleRate), format);
const read = (audio: Uint8Array, format: AudioFormat) => readModem(toSamples(audio, format), format.sampleRate);

testDefinition(openai, { config: { apiKey: 'sk-test' } });

testLanguage({
  said,
  tool,
  secrets,
  scenarios: {
    talks: world({ replies: [{ text: said }] }),
    'calls-tools': world({ replies: [{ tools: [tool] }, { text: said }] }),
    'cut-short': world({ replies: [{ text: said, ends: 'length' }] }),
    refused: world({ replies: [{ text: '', ends: 'refused' }] }),
    ...failing({ replies: [{ text: said, cutAfterWords: 4 }] }),
  },
});

testSpeech({
  voice: 'alloy',
  read,
  secrets,
  // OpenAI says nothing about which word is spoken when.
  aligned: false,
  scenarios: {
    speaks: world(),
    refused: world({ config: { speechVoice: 'nobody' }, fault: { kind: 'failing', status: 400 } }),
    ...failing({ fault: { kind: 'half-answer' } }),
  },
});

testTranscription({
  speak,
  hearsFiles: true,
  secrets,
  tellsEndOfTurn: true,
  scenarios: { hears: world(), ...failing({ fault: { kind: 'half-answer', messages: 4 } }) },
});

testRealtime({
  voice: 'marin',
  said,
  tool,
  secrets,
  speak,
  read,
  scenarios: {
    talks: world({ replies: Array.from({ length: 6 }, () => ({ text: said })) }),
    'calls-tools': world({ replies: [{ tools: [tool] }, { text: said }] }),
    refused: world({ fault: { kind: 'failing', status: 400 } }),
    ...failing({ replies: [{ text: said, cutAfterWords: 3 }] }),
  },
});

testVendorContract(vendor);
