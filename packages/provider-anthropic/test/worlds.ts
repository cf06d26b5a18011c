import { type Log, type Runtime, silentLog, systemRuntime } from '@buttdial/core';
import { createSandbox, type NewFault, type NewModelScript } from '@buttdial/sandbox';
import type { VendorContract } from '@buttdial/testing';
import { type AnthropicConfig, createAnthropic } from '../src/index.ts';

export const apiKey = 'sk-ant-canary-key-of-the-test';
const baseUrl = 'http://sandbox.invalid/anthropic';

/** How a simulated Anthropic is to be. */
export interface WorldOptions {
  readonly log?: Log;
  readonly replies?: NewModelScript['replies'];
  readonly fault?: NewFault;
  readonly config?: Partial<AnthropicConfig>;
  /** Holds every request against the description of Anthropic's API. */
  readonly vendor?: VendorContract;
}

/** A provider over a simulated Anthropic, in this process. */
export function anthropicWorld({ log = silentLog, replies, fault, config, vendor }: WorldOptions = {}) {
  const runtime = systemRuntime(log);
  const sandbox = createSandbox({ runtime, seed: 'anthropic', accounts: [{ name: 'ours', anthropic: { apiKey } }] });
  if (replies) sandbox.control.scriptModel('ours', { replies });
  if (fault) sandbox.control.addFault({ vendor: 'anthropic', ...fault });
  const found: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    found.push(...(await inspected(new Request(input, init), vendor)));
    return sandbox.fetch(input, init);
  };
  const ours: Runtime = { ...runtime, fetch };
  return {
    ...createAnthropic({ apiKey, baseUrl, ...config }, ours),
    sandbox,
    runtime: ours,
    open: () => sandbox.control.connections().length,
    problems: () => [...found, ...sandbox.ledger().alerts.map(alert => alert.message)],
    close: () => sandbox.close(),
  };
}

async function inspected(request: Request, vendor: VendorContract | undefined): Promise<readonly string[]> {
  if (!vendor || request.method !== 'POST') return [];
  const url = request.url.replace(baseUrl, 'https://api.anthropic.com');
  return vendor.inspect({ method: request.method, url, headers: request.headers, body: await request.clone().text() });
}
