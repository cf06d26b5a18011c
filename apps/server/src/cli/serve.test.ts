import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemRuntime } from '@buttdial/core';
import { createSandbox } from '@buttdial/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, pause } from '../../testing/children.ts';
import { buttdial } from '../../testing/command-line.ts';

describe('buttdial serve', () => {
  it('starts nothing without a key, and names every mistake at once', async () => {
    const { said, exit } = buttdial(['serve'], {
      env: {
        PORT: 'x',
        TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
        PROVIDER_EMAIL: 'no-such-provider',
      },
    });
    expect(await exit).toBe(1);
    for (const name of [
      'PORT',
      'CREDENTIALS_ENCRYPTION_KEY',
      'ORCHESTRATOR_SECURITY_TOKEN',
      'WEBHOOK_BASE_URL',
      'TWILIO_AUTH_TOKEN',
      'no-such-provider',
    ]) {
      expect(said.err).toContain(name);
    }
    expect(said.err).not.toMatch(/\n\s+at /);
  });

  it.each([['--help'], ['serve', '--help'], ['demo', '--help'], ['send', '--help']])(
    'explains itself: %s %s',
    async (...args) => {
      const { said, exit } = buttdial(args);
      expect(await exit).toBe(0);
      expect(said.out).toContain('Usage: buttdial');
    },
  );
});

describe('a production server', () => {
  const operator = 'an-operator-token-that-is-long-3141592653';
  const twilio = { accountSid: `AC${'a1'.repeat(16)}`, authToken: 'b2'.repeat(16) };
  const network = createSandbox({ runtime: systemRuntime() });
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-serve-'));
  let child: ChildProcess;
  let exit: Promise<number | null>;
  let url: string;
  let listening: Awaited<ReturnType<typeof network.listen>>;

  beforeAll(async () => {
    listening = await network.listen({ port: 0 });
    network.control.addAccount({ twilio });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const started = buttdial(['serve'], {
      env: {
        PORT: String(port),
        DATA_DIR: dataDir,
        DEMO_MODE: 'false',
        WEBHOOK_BASE_URL: url,
        CREDENTIALS_ENCRYPTION_KEY: Buffer.from(systemRuntime().randomBytes(32)).toString('hex'),
        ORCHESTRATOR_SECURITY_TOKEN: operator,
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_BASE_URL: `${listening.url}/twilio`,
        A2P_10DLC_REGISTERED: 'true',
        CONSENT_ASSUMED: 'informational',
      },
    });
    ({ child, exit } = started);
    for (let tries = 0; tries < 200; tries += 1) {
      if (child.exitCode !== null) throw new Error(started.said.err);
      if (
        await fetch(`${url}/health`).then(
          response => response.ok,
          () => false,
        )
      )
        return;
      await pause(50);
    }
    throw new Error('The server did not start.');
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    await listening.close();
    network.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const api = async (path: string, body: object, token: string) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };

  it('is the same product: the operator makes an agent, which sends', async () => {
    const made = await api(
      '/provision',
      { agentId: 'desk', displayName: 'Front desk', capabilities: ['sms'] },
      operator,
    );
    expect(made).toMatchObject({
      status: 200,
      json: { success: true, securityToken: expect.stringMatching(/^bd_live_agent_/) },
    });
    const sent = await api(
      '/send-message',
      { to: '+12125550123', body: 'Hello from production' },
      String(made.json.securityToken),
    );
    expect(sent).toMatchObject({ status: 200, json: { status: 'sent' } });
    expect(network.ledger().sends.at(-1)).toMatchObject({ text: 'Hello from production', to: '+12125550123' });
  });

  it('says whether it is ready', async () => {
    const ready = await (await fetch(`${url}/health/ready`)).json();
    expect(ready).toMatchObject({
      status: 'ready',
      providers: { database: 'ok', telephony: 'configured', email: 'not_configured' },
    });
  });

  it('finishes what is under way when it is told to stop', async () => {
    network.control.addFault({ kind: 'delayed', delayMs: 400, method: 'POST', times: 1 });
    const made = await api('/agents/desk/regenerate-token', {}, operator);
    const slow = api('/send-message', { to: '+12125550124', body: 'The last one' }, String(made.json.token));
    await pause(150);
    child.kill('SIGTERM');
    expect(await slow).toMatchObject({ status: 200, json: { status: 'sent' } });
    expect(await exit).toBe(0);
    expect(network.ledger().sends.at(-1)?.text).toBe('The last one');
  });
});
