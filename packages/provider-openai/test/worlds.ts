import { type Log, type Runtime, silentLog, systemRuntime } from '@buttdial/core';
import { createSandbox, type NewFault, type NewModelScript, type Sandbox } from '@buttdial/sandbox';
import type { VendorContract } from '@buttdial/testing';
import { createOpenai, type OpenaiConfig } from '../src/index.ts';

export const apiKey = 'sk-canary-key-of-the-test';
const baseUrl = 'http://sandbox.invalid/openai/v1';

/** How a simulated OpenAI is to be. */
export interface WorldOptions {
  readonly log?: Log;
  /** In place of this machine's clock. */
  readonly runtime?: Runtime;
  readonly replies?: NewModelScript['replies'];
  readonly fault?: NewFault;
  readonly config?: Partial<OpenaiConfig>;
  /** Holds every request against OpenAI's own description. */
  readonly vendor?: VendorContract;
}

/** A provider over a simulated OpenAI, in this process. */
export function openaiWorld({ log = silentLog, runtime = systemRuntime(log), ...options }: WorldOptions = {}) {
  const sandbox = createSandbox({ runtime, seed: 'openai', accounts: [{ name: 'ours', openai: { apiKey } }] });
  if (options.replies) sandbox.control.scriptModel('ours', { replies: options.replies });
  if (options.fault) sandbox.control.addFault({ vendor: 'openai', ...options.fault });
  const found: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    found.push(...(await inspected(new Request(input, init), options.vendor)));
    return sandbox.fetch(input, init);
  };
  const ours: Runtime = { ...runtime, log, fetch, connect: sandbox.connect };
  const provider = createOpenai({ apiKey, baseUrl, ...options.config }, ours);
  return {
    ...provider,
    sandbox,
    runtime: ours,
    open: () => sandbox.control.connections().length,
    problems: () => [...found, ...alerts(sandbox)],
    truncatedMs: () => truncations(sandbox),
    close: () => sandbox.close(),
  };
}

function alerts(sandbox: Sandbox): readonly string[] {
  return sandbox.ledger().alerts.map(alert => alert.message);
}

function truncations(sandbox: Sandbox): readonly number[] {
  const items = sandbox.control.realtimeSessions().flatMap(session => session.items);
  return items.flatMap(item => (item.truncatedAtMs === undefined ? [] : [item.truncatedAtMs]));
}

async function inspected(request: Request, vendor: VendorContract | undefined): Promise<readonly string[]> {
  if (!vendor) return [];
  const url = request.url.replace(baseUrl, 'https://api.openai.com/v1');
  return vendor.inspect({ method: request.method, url, headers: request.headers, body: await request.clone().text() });
}
