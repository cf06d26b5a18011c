import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { createSandbox, type Sandbox } from '@buttdial/sandbox';
import type { Failpoint } from '@buttdial/switchboard';
import { type DemoState, demoAgents, demoState } from '../src/demo/demo-state.ts';
import { demoLines } from '../src/demo/seed.ts';

export interface ChildSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly networkUrl: string;
  readonly databaseUrl?: string;
  /** Where callbacks go when several servers share one address in the world. */
  readonly publicUrl?: string;
  readonly failpoint?: { readonly label: Failpoint; readonly hit: number };
  /** More variables of the server. */
  readonly env?: Readonly<Record<string, string>>;
  /** More accounts at vendors, as an operator would name them. */
  readonly vendors?: Readonly<Record<string, string>>;
  /** Nobody is killed here, so a slow machine gets the time it needs. */
  readonly patient?: boolean;
}

export interface Child {
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves when the process is gone, however. */
  readonly gone: Promise<unknown>;
  kill(): void;
  stop(): Promise<void>;
}

/** A network that outlives the servers on it, and a folder for their database. */
export interface Ground {
  readonly network: Sandbox;
  readonly networkUrl: string;
  readonly dataDir: string;
  readonly state: DemoState;
  /** Points the agents' hooks at a server address. */
  point(url: string): void;
  close(): Promise<void>;
}

export async function breakGround(): Promise<Ground> {
  const runtime = systemRuntime();
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-proof-'));
  const state = demoState(dataDir, runtime);
  const network = createSandbox({ runtime, behaviour: { messageSentMs: 5, messageDeliveredMs: 20 } });
  const listening = await network.listen({ port: 0 });
  network.control.addAccount({ twilio: state.twilio, resend: state.resend });
  for (const agentId of demoAgents)
    network.control.addNumber({ number: demoLines[agentId].number, accountSid: state.twilio.accountSid });
  network.control.addDomain({
    domain: 'agents.example.com',
    apiKey: state.resend.apiKey,
    webhookUrl: 'http://127.0.0.1:9/',
    webhookSecret: state.resend.webhookSecret,
  });
  return {
    network,
    networkUrl: listening.url.replace(/\/$/, ''),
    dataDir,
    state,
    point(url) {
      for (const agentId of demoAgents)
        network.control.updateNumber(demoLines[agentId].number, {
          smsUrl: `${url}/webhooks/${agentId}/sms`,
          voiceUrl: `${url}/webhooks/${agentId}/voice`,
          statusCallback: `${url}/webhooks/${agentId}/call-status`,
        });
    },
    async close() {
      await listening.close();
      network.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Starts a server in a process of its own and waits until it listens, or is gone. */
export async function startChild(settings: ChildSettings): Promise<Child> {
  const child = fork(join(import.meta.dirname, 'child-server.ts'), [], {
    execArgv: ['--conditions=@buttdial/source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, CHILD_SETTINGS: JSON.stringify(settings) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const said = await Promise.race([once(child, 'message'), gone.then(() => undefined)]);
  return {
    url: `http://127.0.0.1:${settings.port}`,
    process: child,
    gone,
    kill: () => void child.kill('SIGKILL'),
    async stop() {
      if (said) child.kill('SIGTERM');
      await gone;
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** A POST that is repeated, key and all, until some server answers it. Connection failures and 503 are what a crash looks like from outside. */
export async function persist(
  url: () => string,
  token: string,
  request: { readonly body: object; readonly key: string },
): Promise<{ status: number; json: Record<string, unknown> }> {
  for (;;) {
    try {
      const response = await fetch(`${url()}/api/v1/send-message`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': request.key,
        },
        body: JSON.stringify(request.body),
        signal: AbortSignal.timeout(10_000),
      });
      if (response.status !== 503)
        return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
    await pause(20);
  }
}

export const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));
