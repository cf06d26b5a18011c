import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runtime, systemRuntime } from '@buttdial/core';
import { readConfig } from '../src/config.ts';
import { type Demo, startDemo } from '../src/demo/demo.ts';
import type { Parts } from '../src/server.ts';

/** A whole installation on loopback, on a database of its own: the server, its workers, and the simulated network. */
export interface Installation {
  readonly demo: Demo;
  readonly url: string;
  tokens: { readonly one: string; readonly two: string; readonly organization: string; readonly orchestrator: string };
  api(
    method: string,
    path: string,
    options?: {
      readonly token?: string;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
      readonly raw?: string;
    },
  ): Promise<{ readonly status: number; readonly json: Record<string, unknown>; readonly headers: Headers }>;
  /** Asks again and again until the condition holds; fails after ten seconds with what was seen last. */
  until<Value>(ask: () => Value | Promise<Value>, holds: (value: Value) => boolean): Promise<Value>;
  close(): Promise<void>;
}

export async function install(
  options: {
    readonly env?: Record<string, string>;
    readonly parts?: Partial<Parts>;
    readonly runtime?: Runtime;
    /** Kept afterwards, for an installation that is started again. */
    readonly dataDir?: string;
    /** The demo assumes that the people of its network agreed to informational messages. */
    readonly assumeConsent?: boolean;
    /** The simulated OpenAI thinks, hears and speaks in calls; without it they follow the demo's script. */
    readonly simulatedModels?: boolean;
  } = {},
): Promise<Installation> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'buttdial-test-'));
  const generous = {
    DEFAULT_MAX_ACTIONS_PER_MINUTE: '10000',
    DEFAULT_MAX_ACTIONS_PER_HOUR: '10000',
    DEFAULT_MAX_ACTIONS_PER_DAY: '10000',
    DEFAULT_MAX_SPEND_PER_DAY: '1000',
    DEFAULT_MAX_SPEND_PER_MONTH: '1000',
  };
  const { config, problems } = readConfig(
    { ...generous, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...options.env },
    { demo: true },
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const compliance = { ...config.compliance, consentAssumed: options.assumeConsent ?? true };
  const demo = await startDemo(
    { ...config, compliance },
    {
      runtime: options.runtime ?? systemRuntime(),
      sandboxPort: 0,
      simulatedModels: options.simulatedModels ?? false,
      ...(options.parts ? { parts: options.parts } : {}),
    },
  );
  const { state } = demo;
  const url = demo.url.href.replace(/\/$/, '');
  const tokens = {
    one: state.agentTokens['test-agent-001'] ?? '',
    two: state.agentTokens['test-agent-002'] ?? '',
    organization: state.organizationToken,
    orchestrator: state.orchestratorToken,
  };
  return {
    demo,
    url,
    tokens,
    async api(method, path, { token = tokens.one, body, headers = {}, raw } = {}) {
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          'content-type': 'application/json',
          ...headers,
        },
        ...(payload === undefined ? {} : { body: payload }),
      });
      return {
        status: response.status,
        json: (await response.json()) as Record<string, unknown>,
        headers: response.headers,
      };
    },
    async until(ask, holds) {
      const giveUp = Date.now() + 10_000;
      for (;;) {
        const value = await ask();
        if (holds(value)) return value;
        if (Date.now() > giveUp) throw new Error(`Still not so after ten seconds: ${JSON.stringify(value)}`);
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    },
    async close() {
      await demo.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
