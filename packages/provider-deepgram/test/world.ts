import { type Log, silentLog, systemRuntime, type Utterance } from '@buttdial/core';
import { createSandbox, createVirtualClock } from '@buttdial/sandbox';
import type { VendorContract } from '@buttdial/testing';
import { createDeepgram, type DeepgramConfig } from '../src/index.ts';

export const apiKey = 'dg-canary-key-7719';
export const voice = 'aura-2-thalia-en';

/** What a world is to be like. */
export interface WorldOptions {
  readonly config?: Partial<DeepgramConfig>;
  readonly synthesisMs?: number;
  readonly log?: Log;
  /** Holds requests over HTTP against the vendor's own description. */
  readonly vendor?: VendorContract;
}

/** The simulated Deepgram and a provider on it, in this process, under a clock that is moved by hand. */
export function world({ config = {}, synthesisMs = 0, log = silentLog, vendor }: WorldOptions = {}) {
  const found: string[] = [];
  const clock = createVirtualClock(new Date('2026-03-02T15:00:00Z'));
  const base = { ...systemRuntime(log), now: clock.now, sleep: clock.sleep, timeout: clock.timeout };
  const sandbox = createSandbox({
    runtime: base,
    clock,
    seed: 'ears',
    accounts: [{ name: 'ours', deepgram: { apiKey } }],
    behaviour: { synthesisMs },
  });
  const inspected: typeof globalThis.fetch = async (input, init) => {
    const { method, headers, url, body } = new Request(input, init);
    const asked = { method, headers, url: url.replace('http://sandbox.invalid/deepgram', 'https://api.deepgram.com') };
    found.push(...(vendor?.inspect({ ...asked, body: body ? await new Response(body).text() : '' }) ?? []));
    return sandbox.fetch(input, init);
  };
  const runtime = { ...base, fetch: inspected, connect: sandbox.connect };
  const provider = createDeepgram({ apiKey, voice, baseUrl: 'http://sandbox.invalid/deepgram', ...config }, runtime);
  const open = () => sandbox.control.connections().filter(connection => connection.isBusy).length;
  const problems = () => [...found, ...sandbox.ledger().alerts.map(alert => alert.message)];
  return { sandbox, clock, runtime, provider, open, problems, close: () => sandbox.close() };
}

export const call = (signal = new AbortController().signal) => ({ signal, idempotencyKey: 'key-1' });

export async function all(heard: AsyncIterable<Utterance>): Promise<Utterance[]> {
  const found: Utterance[] = [];
  for await (const utterance of heard) found.push(utterance);
  return found;
}
