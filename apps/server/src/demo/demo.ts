import type { Runtime } from '@buttdial/core';
import { createSandbox, type Sandbox } from '@buttdial/sandbox';
import { hashToken } from '@buttdial/switchboard';
import type { Config } from '../config.ts';
import { loadProviders } from '../load-providers.ts';
import { type Parts, type Running, startServer } from '../server.ts';
import { createSetupDesk } from '../setup/desk.ts';
import type { SetupDesk } from '../setup/shapes.ts';
import { type DemoState, demoAgents, demoState } from './demo-state.ts';
import { scriptedTalk } from './scripted-talk.ts';
import { demoLines, seedDemo } from './seed.ts';

/** A demo: the server, and the simulated network that its real adapters talk to. */
export interface Demo extends Running {
  readonly state: DemoState;
  readonly sandboxUrl: URL;
  readonly network: Sandbox;
}

/** What a demo is started with. */
export interface DemoOptions {
  readonly runtime: Runtime;
  readonly sandboxPort: number;
  readonly parts?: Partial<Parts>;
  /** Whether the simulated OpenAI thinks, hears and speaks in calls. */
  readonly simulatedModels?: boolean;
}

/** Starts the simulated network and the server on it. The adapters, SDKs, signatures, limits and law are the real ones. */
export async function startDemo(config: Config, options: DemoOptions): Promise<Demo> {
  const { runtime } = options;
  const state = demoState(config.dataDir, runtime);
  const sandbox = createSandbox({ runtime });
  const network = await sandbox.listen({ port: options.sandboxPort, host: '127.0.0.1' });
  const base = network.url.replace(/\/$/, '');
  const [models, voice] = options.simulatedModels
    ? [modelEnvironment(state, base), {}]
    : [earsEnvironment(state, base), { speech: 'flite' }];
  const loaded = await loadProviders({ ...vendorEnvironment(state, base), ...models }, voice, runtime);
  const keyed = {
    ...config,
    demo: true,
    encryptionKey: Buffer.from(state.encryptionKey, 'hex'),
    orchestratorTokenHash: hashToken(state.orchestratorToken),
  };
  const running = await startServer(keyed, {
    scripted: scriptedTalk,
    ...options.parts,
    ...loaded,
    runtime,
    admin: {
      network: sandbox.control,
      demoToken: state.organizationToken,
      setup: practiceDesk(config, { state, base, runtime }),
    },
    async prepare(store, publicUrl) {
      await seedDemo(store, runtime, { state, emailDomain: config.emailDomain, limits: config.defaultLimits });
      connectNetwork(sandbox, { state, publicUrl, emailDomain: config.emailDomain });
    },
  });
  return {
    ...running,
    state,
    sandboxUrl: new URL(base),
    network: sandbox,
    async close() {
      await running.close();
      await network.close();
      sandbox.close();
    },
  };
}

// The wizard can be walked through here: its vendors are the simulated ones, and it writes nothing.
function practiceDesk(
  config: Config,
  { state, base, runtime }: { readonly state: DemoState; readonly base: string; readonly runtime: Runtime },
): SetupDesk {
  const { TWILIO_BASE_URL = '', RESEND_BASE_URL = '' } = vendorEnvironment(state, base);
  return createSetupDesk({
    runtime,
    environment: {
      TWILIO_BASE_URL,
      RESEND_BASE_URL,
      CREDENTIALS_ENCRYPTION_KEY: state.encryptionKey,
      ORCHESTRATOR_SECURITY_TOKEN: state.orchestratorToken,
    },
    envFile: '.env',
    dataDir: config.dataDir,
    port: config.port,
    practice: { samples: { twilio: state.twilio, resend: state.resend } },
  });
}

// The adapters are configured as an operator would, with addresses of the simulated network.
function vendorEnvironment({ twilio, resend }: DemoState, base: string): Record<string, string> {
  return {
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_BASE_URL: `${base}/twilio`,
    TWILIO_VERIFY_SERVICE_SID: `VA${'0'.repeat(32)}`,
    RESEND_API_KEY: resend.apiKey,
    RESEND_WEBHOOK_SECRET: resend.webhookSecret,
    RESEND_BASE_URL: `${base}/resend`,
  };
}

// Not kept with the other secrets, so that a demo of an earlier version goes on.
const modelKey = ({ twilio }: DemoState) => `sk-${twilio.accountSid.slice(2)}`;

function modelEnvironment(state: DemoState, base: string): Record<string, string> {
  return { OPENAI_API_KEY: modelKey(state), OPENAI_BASE_URL: `${base}/openai/v1` };
}

// A voice that runs on this machine, and ears that understand what is typed on the phones: calls can be heard.
function earsEnvironment(state: DemoState, base: string): Record<string, string> {
  return { DEEPGRAM_API_KEY: modelKey(state), DEEPGRAM_BASE_URL: `${base}/deepgram` };
}

/** Gives the demo's account its numbers and its domain, with hooks that point at the server. */
function connectNetwork(
  sandbox: Sandbox,
  demo: { readonly state: DemoState; readonly publicUrl: URL; readonly emailDomain: string },
): void {
  const hook = (agentId: string, channel: string) =>
    `${demo.publicUrl.href.replace(/\/$/, '')}/webhooks/${agentId}/${channel}`;
  const { twilio, resend } = demo.state;
  sandbox.control.addAccount({
    twilio,
    resend,
    openai: { apiKey: modelKey(demo.state) },
    deepgram: { apiKey: modelKey(demo.state) },
  });
  for (const agentId of demoAgents) {
    sandbox.control.addNumber({
      number: demoLines[agentId].number,
      accountSid: demo.state.twilio.accountSid,
      smsUrl: hook(agentId, 'sms'),
      whatsappUrl: hook(agentId, 'whatsapp'),
      voiceUrl: hook(agentId, 'voice'),
      statusCallback: hook(agentId, 'call-status'),
      optOut: 'default',
    });
  }
  // Somebody to write to. Every other fictional number becomes a phone when it is first written to.
  sandbox.control.addPhone({ number: '+15559876543', name: 'Ada' });
  sandbox.control.addDomain({
    domain: demo.emailDomain,
    apiKey: demo.state.resend.apiKey,
    webhookUrl: hook(demoAgents[0], 'email'),
    webhookSecret: demo.state.resend.webhookSecret,
  });
}
