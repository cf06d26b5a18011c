import type { Line, Runtime } from '@buttdial/core';
import { createSandbox, type Sandbox } from '@buttdial/sandbox';
import type { Connection } from '@buttdial/switchboard';
import { loadProviders } from '../load-providers.ts';

/** Whatever is on the simulated network carries this in its name, so that nothing of it is ever taken for the real one. */
export const simulatedPrefix = 'simulated-';

/** The vendors that organizations in their sandbox have. They are real adapters; what they talk to is in this process. */
export interface SimulatedNetwork {
  /** Made when it is first asked for. */
  connections(): Promise<readonly Connection[]>;
  /** Tells the network of lines that were rented on it before this process began, or in another one. */
  know(lines: readonly Line[]): void;
  close(): Promise<void>;
}

/** How the network is reached, and how it reaches the server. */
export interface NetworkParts {
  readonly runtime: Runtime;
  readonly publicUrl: URL;
  readonly emailDomain: string;
  /** The server's own door, for webhooks: nothing leaves the process. */
  readonly answer: (request: Request) => Response | Promise<Response>;
}

/** A simulated vendor network inside the server. */
export function createSimulatedNetwork(parts: NetworkParts): SimulatedNetwork {
  const { runtime } = parts;
  const hex = (bytes: number) => Buffer.from(runtime.randomBytes(bytes)).toString('hex');
  const twilio = { accountSid: `AC${hex(16)}`, authToken: hex(16) };
  const webhookSecret = `whsec_${Buffer.from(runtime.randomBytes(24)).toString('base64')}`;
  const resend = { apiKey: `re_${hex(16)}`, webhookSecret };
  let opened: Promise<{ readonly sandbox: Sandbox; readonly connections: readonly Connection[] }> | undefined;
  const known = new Set<string>();
  let sandboxNow: Sandbox | undefined;

  async function open() {
    const sandbox = createSandbox({ runtime, callbackFetch: callback(parts) });
    sandbox.control.addAccount({ twilio, resend });
    const { emailDomain: domain } = parts;
    const webhookUrl = new URL('/webhooks/nobody/email', parts.publicUrl).href;
    sandbox.control.addDomain({ domain, apiKey: resend.apiKey, webhookUrl, webhookSecret });
    sandboxNow = sandbox;
    return { sandbox, connections: await adapters(sandbox, { runtime, twilio, resend }) };
  }

  return {
    async connections() {
      opened ??= open();
      return (await opened).connections;
    },
    know(lines) {
      for (const line of lines) {
        if (!sandboxNow || known.has(line.id) || line.channel === 'email' || line.status === 'released') continue;
        known.add(line.id);
        tell(sandboxNow, line, { accountSid: twilio.accountSid, publicUrl: parts.publicUrl });
      }
    },
    async close() {
      await (await opened)?.sandbox.close();
    },
  };
}

function callback({ answer }: NetworkParts): typeof globalThis.fetch {
  return async (input, init) => answer(new Request(input, init));
}

async function adapters(
  sandbox: Sandbox,
  world: {
    readonly runtime: Runtime;
    readonly twilio: { readonly accountSid: string; readonly authToken: string };
    readonly resend: { readonly apiKey: string; readonly webhookSecret: string };
  },
): Promise<readonly Connection[]> {
  const { runtime, twilio, resend } = world;
  const base = 'http://sandbox.invalid';
  const environment = {
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_BASE_URL: `${base}/twilio`,
    RESEND_API_KEY: resend.apiKey,
    RESEND_WEBHOOK_SECRET: resend.webhookSecret,
    RESEND_BASE_URL: `${base}/resend`,
  };
  const { connections } = await loadProviders(environment, {}, { ...runtime, fetch: sandbox.fetch });
  return ['twilio', 'resend'].flatMap(name => {
    const found = connections.get('', name);
    return found ? [{ name: `${simulatedPrefix}${name}`, provider: found.provider }] : [];
  });
}

function tell(
  sandbox: Sandbox,
  line: Line,
  { accountSid, publicUrl }: { readonly accountSid: string; readonly publicUrl: URL },
): void {
  const hook = (channel: string) => new URL(`/webhooks/${line.agentId}/${channel}`, publicUrl).href;
  if (sandbox.control.numbers().some(each => each.number === line.address)) return;
  sandbox.control.addNumber({
    number: line.address,
    accountSid,
    smsUrl: hook('sms'),
    whatsappUrl: hook('whatsapp'),
    voiceUrl: hook('voice'),
    statusCallback: hook('call-status'),
    optOut: 'default',
  });
}
