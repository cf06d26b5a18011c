import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Runtime, systemRuntime } from '@buttdial/core';
import {
  createSandbox,
  createTelnyxCarrier,
  createVonageCarrier,
  type NewModelScript,
  type SimulatedCarrier,
} from '@buttdial/sandbox';
import { hashToken } from '@buttdial/switchboard';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { demoState } from '../demo/demo-state.ts';
import { demoLines, seedDemo } from '../demo/seed.ts';
import { loadProviders } from '../load-providers.ts';
import { startServer } from '../server.ts';

const phone = '+15559876543';
const ours = demoLines['test-agent-001'].number;

interface Carried {
  readonly carrier: SimulatedCarrier;
  /** As an operator would set it. */
  readonly environment: Record<string, string>;
}

const carriers: Readonly<Record<string, (runtime: Runtime) => Carried>> = {
  vonage(runtime) {
    const keys = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const account = {
      apiKey: 'a1b2c3d4',
      applicationId: 'aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab',
      publicKey: keys.publicKey,
      signatureSecret: 'a-signature-secret-of-the-test',
    };
    return {
      carrier: createVonageCarrier({ runtime }, account),
      environment: {
        VONAGE_API_KEY: account.apiKey,
        VONAGE_API_SECRET: 'secret',
        VONAGE_APPLICATION_ID: account.applicationId,
        VONAGE_PRIVATE_KEY: keys.privateKey.replaceAll('\n', '\\n'),
        VONAGE_SIGNATURE_SECRET: account.signatureSecret,
      },
    };
  },
  telnyx(runtime) {
    const account = {
      apiKey: 'KEY0of0the0test',
      accountSid: '61bf923e-5e4d-4595-a110-56190ea18a1b',
      texmlApplicationId: '1773070540731319841',
    };
    const carrier = createTelnyxCarrier({ runtime }, { ...account, signingSeed: new Uint8Array(32).fill(7) });
    return {
      carrier,
      environment: {
        TELNYX_API_KEY: account.apiKey,
        TELNYX_PUBLIC_KEY: carrier.publicKey,
        TELNYX_ACCOUNT_SID: account.accountSid,
        TELNYX_TEXML_APPLICATION_ID: account.texmlApplicationId,
      },
    };
  },
};

/** A server whose calls go over the simulated carrier, and are thought, heard and spoken by the simulated OpenAI. */
async function installation(name: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'buttdial-carriers-'));
  const runtime = systemRuntime();
  const { carrier, environment } = carriers[name]!(runtime);
  const { callbackFetch, openSocket } = carrier;
  const sandbox = createSandbox({ runtime, callbackFetch, openSocket });
  const network = await sandbox.listen();
  carrier.attach(sandbox);
  sandbox.control.addAccount({ name: 'models', openai: { apiKey: 'sk-of-the-test' } });
  const models = { OPENAI_API_KEY: 'sk-of-the-test', OPENAI_BASE_URL: `${network.url}/openai/v1` };
  // Whatever is asked of the vendor reaches the simulated one; the rest is on this machine.
  const fetch: typeof globalThis.fetch = (input, init) =>
    /^api\.(nexmo|telnyx)\.com$/.test(new URL(String(input)).host)
      ? carrier.fetch(input, init)
      : runtime.fetch(input, init);
  const loaded = await loadProviders({ ...environment, ...models }, { telephony: name }, { ...runtime, fetch });
  const { config, problems } = readConfig({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' }, { demo: true });
  expect([...problems, ...loaded.problems]).toEqual([]);
  const state = demoState(dataDir, runtime);
  const seed = { state, emailDomain: config.emailDomain, limits: config.defaultLimits, carrier: name };
  const server = await startServer(
    {
      ...config,
      compliance: { ...config.compliance, consentAssumed: true },
      encryptionKey: Buffer.from(state.encryptionKey, 'hex'),
      orchestratorTokenHash: hashToken(state.orchestratorToken),
    },
    { ...loaded, runtime, prepare: store => seedDemo(store, runtime, seed) },
  );
  const url = server.url.href.replace(/\/$/, '');
  carrier.rent(ours, `${url}/webhooks/test-agent-001/voice`);
  const api = async (method: string, path: string, body?: object) => {
    const headers = {
      authorization: `Bearer ${state.agentTokens['test-agent-001']}`,
      'content-type': 'application/json',
    };
    const answer = await runtime.fetch(`${url}/api/v1${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as Record<string, unknown>;
  };
  return {
    sandbox,
    api,
    async [Symbol.asyncDispose]() {
      await server.close();
      await network.close();
      await sandbox.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type House = Awaited<ReturnType<typeof installation>>;

/** Follows a call until it is over. @returns it, and what was said. */
async function followed({ api }: House, callId: string) {
  const said: string[] = [];
  for (let after = 0; ; ) {
    const call = await api('GET', `/calls/${callId}?afterSequence=${after}&waitSeconds=20`);
    for (const event of call.events as { kind: string; who?: string; text?: string }[])
      if (event.kind === 'line' && event.text) said.push(`${event.who}: ${event.text}`);
    after = call.lastSequence as number;
    if (call.state === 'ended') return { call, said };
  }
}

const conversation: NewModelScript['replies'] = [
  { when: 'hello', text: 'A table for two, please.' },
  { when: 'seven', text: 'Gladly.' },
  { when: 'bye', tools: [{ name: 'hang_up', arguments: { last_words: 'Thank you.' } }] },
];

// They last as long as people talk, so they are held at the same time.
describe.concurrent('a call through the product', () => {
  it.each([
    { name: 'vonage', transport: 'media' },
    { name: 'telnyx', transport: 'relay' },
    { name: 'telnyx', transport: 'media' },
  ])(
    'goes from the first word to the outcome over $name ($transport)',
    async ({ name, transport }) => {
      await using house = await installation(name);
      const { control } = house.sandbox;
      control.setCharacter(phone, {
        kind: 'human',
        lines: ['Hello?', 'At seven.', 'Bye.'],
        hangsUp: false,
        answerMs: 50,
      });
      control.scriptModel('models', { replies: conversation });
      const asked = await house.api('POST', '/make-call', {
        to: phone,
        mission: 'book a table',
        brain: 'llm',
        transport,
      });
      expect(asked.error).toBeUndefined();
      const { call, said } = await followed(house, asked.callId as string);
      expect(call).toMatchObject({ status: 'completed', transport, endedReason: { by: 'agent', why: 'goodbye' } });
      expect(said.slice(0, 2)).toEqual([
        'caller: Hello?',
        'agent: Hello, this is an AI assistant calling for Test Agent.',
      ]);
      expect(said.slice(said.indexOf('caller: At seven.'))).toEqual([
        'caller: At seven.',
        'agent: Gladly.',
        'caller: Bye.',
        'agent: Thank you.',
      ]);
      // The phone talked and listened all the time, and it was the one to be hung up on.
      const [{ status, transcript } = { status: undefined, transcript: [] }] = control.calls();
      expect(status).toBe('completed');
      expect(transcript.filter(({ by }) => by === 'phone').map(({ text }) => text)).toEqual([
        'Hello?',
        'At seven.',
        'Bye.',
      ]);
      expect(transcript.filter(({ by }) => by === 'account').length).toBeGreaterThanOrEqual(3);
      expect(house.sandbox.ledger().alerts).toEqual([]);
    },
    60_000,
  );
});
