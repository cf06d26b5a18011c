import type { Log, Speech } from '@buttdial/core';
import type { NewFault } from '@buttdial/sandbox';
import {
  type SpokenWorld,
  testDefinition,
  testPipeline,
  testSpeech,
  testVendorContract,
  vendorContract,
} from '@buttdial/testing';
import { readModem, toSamples } from '@buttdial/voice/wire';
import { describe } from 'vitest';
import elevenLabs from './src/index.ts';
import { apiKey, pieces, voice, world } from './test/world.ts';

const vendor = await vendorContract('elevenlabs', process.env);

testDefinition(elevenLabs, { config: { apiKey, timeoutMs: '5000' } });

interface Change {
  readonly fault?: NewFault;
  readonly apiKey?: string;
  readonly model?: string;
  readonly lift?: (speech: Speech) => Speech;
}

const same = (speech: Speech) => speech;
/** A text that is known, as if it still arrived. */
const arriving = (speech: Speech): Speech => ({
  ...speech,
  speak: (request, call) =>
    speech.speak({ ...request, text: typeof request.text === 'string' ? pieces(request.text) : request.text }, call),
});

const scenario =
  (change: Change = {}) =>
  async (log: Log): Promise<SpokenWorld> => {
    const { fault, lift = same, ...config } = change;
    const made = world({ config, log, vendor });
    if (fault) made.sandbox.control.addFault(fault);
    // What the vendor refuses on purpose is no mistake of ours.
    const problems = change.model === undefined ? made.problems : () => [];
    return { speech: lift(made.provider.speech), open: made.open, problems, close: made.close };
  };

describe.each([
  ['a text that is known', same],
  ['a text that arrives', arriving],
])('%s', (_name, lift) => {
  testSpeech({
    scenarios: {
      speaks: scenario({ lift }),
      refused: scenario({ lift, model: 'eleven_unknown' }),
      'bad-credentials': scenario({ lift, apiKey: 'xi-canary-key-wrong' }),
      'rate-limited': scenario({ lift, fault: { kind: 'rate-limited', retryAfterSeconds: 3 } }),
      unavailable: scenario({ lift, fault: { kind: 'failing', status: 503 } }),
      'broken-off': scenario({ lift, fault: { kind: 'half-answer' } }),
    },
    voice,
    read: (audio, format) => readModem(toSamples(audio, format), format.sampleRate),
    aligned: true,
    secrets: [apiKey, 'xi-canary-key-wrong'],
  });
});

testPipeline({
  open: async () => line(),
  openBroken: async () => line({ kind: 'half-answer', times: 1 }),
  voice,
  aligned: true,
});

function line(fault?: NewFault) {
  const made = world({ vendor, synthesisMs: 30 });
  if (fault) made.sandbox.control.addFault(fault);
  return { ...made, speech: made.provider.speech, advance: made.clock.advance };
}

testVendorContract(vendor);
