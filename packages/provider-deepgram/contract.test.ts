import type { Log } from '@buttdial/core';
import type { NewFault } from '@buttdial/sandbox';
import {
  type HearingWorld,
  type SpokenWorld,
  testDefinition,
  testPipeline,
  testSpeech,
  testTranscription,
  testVendorContract,
  vendorContract,
} from '@buttdial/testing';
import { fromSamples, modemSamples, readModem, toSamples } from '@buttdial/voice/wire';
import { describe } from 'vitest';
import deepgram from './src/index.ts';
import { apiKey, voice, world } from './test/world.ts';

const vendor = await vendorContract('deepgram', process.env);
const secrets = [apiKey, 'dg-canary-key-wrong'];

testDefinition(deepgram, { config: { apiKey, timeoutMs: '5000', endOfTurnThreshold: '0.8' } });

interface Change {
  readonly fault?: NewFault;
  readonly apiKey?: string;
  readonly model?: string;
  readonly voice?: string;
}

const scenario =
  (change: Change = {}) =>
  async (log: Log): Promise<SpokenWorld & HearingWorld> => {
    const { fault, ...config } = change;
    const made = world({ config, log, vendor });
    if (fault) made.sandbox.control.addFault(fault);
    const { speech, transcription } = made.provider;
    return { speech, transcription, open: made.open, problems: made.problems, close: made.close };
  };

const failing = (given: Pick<Change, 'model'> = {}) => ({
  'bad-credentials': scenario({ ...given, apiKey: 'dg-canary-key-wrong' }),
  'rate-limited': scenario({ ...given, fault: { kind: 'rate-limited', retryAfterSeconds: 3 } }),
  unavailable: scenario({ ...given, fault: { kind: 'failing', status: 503 } }),
  'broken-off': scenario({ ...given, fault: { kind: 'half-answer' } }),
});

testSpeech({
  scenarios: {
    speaks: scenario(),
    refused: scenario({ fault: { kind: 'failing', status: 400 } }),
    ...failing(),
  },
  voice,
  read: (audio, format) => readModem(toSamples(audio, format), format.sampleRate),
  aligned: false,
  secrets,
});

describe.each(['nova-3', 'flux-general-en', 'flux-general-multi'])('%s', model => {
  testTranscription({
    scenarios: { hears: scenario({ model }), ...failing({ model }) },
    speak: (text, format) => fromSamples(modemSamples(text, format.sampleRate), format),
    tellsEndOfTurn: true,
    hearsFiles: true,
    secrets,
  });
});

testVendorContract(vendor);

describe.each(['nova-3', 'flux-general-en'])('%s and Aura', model => {
  const line = (fault?: NewFault) => {
    const made = world({ config: { model }, vendor, synthesisMs: 30 });
    if (fault) made.sandbox.control.addFault(fault);
    const { speech, transcription } = made.provider;
    return { ...made, speech, transcription, advance: made.clock.advance };
  };
  testPipeline({
    open: async () => line(),
    openBroken: async () => line({ kind: 'half-answer', times: 2 }),
    voice,
    aligned: false,
  });
});
