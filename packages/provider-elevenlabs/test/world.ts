import { type Log, type SpeechChunk, silentLog, systemRuntime } from '@buttdial/core';
import { createSandbox, createVirtualClock } from '@buttdial/sandbox';
import type { VendorContract } from '@buttdial/testing';
import { createElevenLabs, type ElevenLabsConfig } from '../src/index.ts';

export const apiKey = 'xi-canary-key-5521';
export const voice = 'voice-ada';

/** What a world is to be like. */
export interface WorldOptions {
  readonly config?: Partial<ElevenLabsConfig>;
  /** How long the vendor works on each piece of speech. */
  readonly synthesisMs?: number;
  readonly log?: Log;
  /** Holds requests over HTTP against the vendor's own description. */
  readonly vendor?: VendorContract;
}

/** The simulated ElevenLabs and a provider on it, in this process, under a clock that is moved by hand. */
export function world({ config = {}, synthesisMs = 0, log = silentLog, vendor }: WorldOptions = {}) {
  const found: string[] = [];
  const clock = createVirtualClock(new Date('2026-03-02T15:00:00Z'));
  const base = { ...systemRuntime(log), now: clock.now, sleep: clock.sleep, timeout: clock.timeout };
  const sandbox = createSandbox({
    runtime: base,
    clock,
    seed: 'voices',
    accounts: [{ name: 'ours', elevenlabs: { apiKey } }],
    behaviour: { synthesisMs },
  });
  const inspected: typeof globalThis.fetch = async (input, init) => {
    const { method, headers, url, body } = new Request(input, init);
    // The description knows the same route without its twin that tells the timing.
    const described = url
      .replace('http://sandbox.invalid/elevenlabs', 'https://api.elevenlabs.io')
      .replace('/with-timestamps', '');
    const text = body ? await new Response(body).text() : '';
    found.push(...(vendor?.inspect({ method, headers, url: described, body: text }) ?? []));
    return sandbox.fetch(input, init);
  };
  const runtime = { ...base, fetch: inspected, connect: sandbox.connect };
  const settings = { apiKey, voice, baseUrl: 'http://sandbox.invalid/elevenlabs', ...config };
  const provider = createElevenLabs(settings, runtime);
  const open = () => sandbox.control.connections().filter(connection => connection.isBusy).length;
  const problems = () => [...found, ...sandbox.ledger().alerts.map(alert => alert.message)];
  const close = async () => {
    await provider.close();
    await sandbox.close();
  };
  return { sandbox, clock, runtime, provider, open, problems, close };
}

export const call = (signal = new AbortController().signal) => ({ signal, idempotencyKey: 'key-1' });

export async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts;
}

export async function all(chunks: AsyncIterable<SpeechChunk>): Promise<SpeechChunk[]> {
  const found: SpeechChunk[] = [];
  for await (const chunk of chunks) found.push(chunk);
  return found;
}
