import type { Runtime } from '@buttdial/core';
import { createSandbox, type Sandbox } from '@buttdial/sandbox';
import { hashToken } from '@buttdial/switchboard';
import type { Config } from '../config.ts';
import { loadProviders } from '../load-providers.ts';
import { type Parts, type Running, startServer } from '../server.ts';
import { type DemoState, demoAgents, demoState } from './demo-state.ts';
import { demoLines, seedDemo } from './seed.ts';

/** A demo: the server, and the simulated network that its real adapters talk to. */
export interface Demo extends Running {
  readonly state: DemoState;
  readonly sandboxUrl: URL;
  readonly network: Sandbox;
}

/** Starts the simulated network and the server on it. The adapters, SDKs, signatures, limits and law are the real ones. */
export async function startDemo(
  config: Config,
  options: { readonly runtime: Runtime; readonly sandboxPort: number; readonly parts?: Partial<Parts> },
): Promise<Demo> {
  const { runtime } = options;
  const state = demoState(config.dataDir, runtime);
  const sandbox = createSandbox({ runtime });
  const network = await sandbox.listen({ port: options.sandboxPort, host: '127.0.0.1' });
  const base = network.url.replace(/\/$/, '');
  const { connections, offer } = await loadProviders(vendorEnvironment(state, base), {}, runtime);
  const keyed = {
    ...config,
    demo: true,
    encryptionKey: Buffer.from(state.encryptionKey, 'hex'),
    orchestratorTokenHash: hashToken(state.orchestratorToken),
  };
  const running = await startServer(keyed, {
    ...options.parts,
    runtime,
    connections,
    offer,
    admin: { network: sandbox.control, demoToken: state.organizationToken },
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

// The adapters are configured as an operator would, with addresses of the simulated network.
function vendorEnvironment({ twilio, resend }: DemoState, base: string): Record<string, string> {
  return {
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_BASE_URL: `${base}/twilio`,
    RESEND_API_KEY: resend.apiKey,
    RESEND_WEBHOOK_SECRET: resend.webhookSecret,
    RESEND_BASE_URL: `${base}/resend`,
  };
}

/** Gives the demo's account its numbers and its domain, with hooks that point at the server. */
function connectNetwork(
  sandbox: Sandbox,
  demo: { readonly state: DemoState; readonly publicUrl: URL; readonly emailDomain: string },
): void {
  const hook = (agentId: string, channel: string) =>
    `${demo.publicUrl.href.replace(/\/$/, '')}/webhooks/${agentId}/${channel}`;
  sandbox.control.addAccount({ twilio: demo.state.twilio, resend: demo.state.resend });
  for (const agentId of demoAgents) {
    sandbox.control.addNumber({
      number: demoLines[agentId].number,
      accountSid: demo.state.twilio.accountSid,
      smsUrl: hook(agentId, 'sms'),
      whatsappUrl: hook(agentId, 'whatsapp'),
      voiceUrl: hook(agentId, 'voice'),
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
