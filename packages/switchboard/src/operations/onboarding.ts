import { ButtdialError, type Domain } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { organizationScope } from '../principal.ts';
import { provision } from '../provision.ts';
import { provisionInput } from '../provision-input.ts';
import { channelsShape } from './agents.ts';

const record = z.object({ type: z.string(), name: z.string(), value: z.string(), priority: z.int().optional() });
const output = z.object({
  success: z.literal(true),
  provisioning: z.object({
    agentId: z.string(),
    displayName: z.string(),
    securityToken: z.string(),
    channels: channelsShape,
    pool: z.object({ slotsRemaining: z.int() }),
  }),
  emailSetup: z
    .object({ domain: z.string(), verified: z.boolean(), records: z.array(record).describe('To publish in DNS.') })
    .nullable(),
  webhookUrls: z.object({
    sms: z.string(),
    whatsapp: z.string(),
    email: z.string(),
    voice: z.string(),
    voiceWs: z.string(),
  }),
  connectionInstructions: z.object({
    mcpEndpoint: z.string(),
    sseEndpoint: z.string(),
    messagesEndpoint: z.string(),
    restApiBase: z.string(),
    authHeader: z.string(),
    steps: z.array(z.string()),
  }),
});

const everything = { phone: true, whatsapp: true, email: true, voiceAi: true };

/** The verb that makes an agent for a customer, with everything that has to be told to them. */
export function onboardingOperations(deps: Deps) {
  return {
    onboard: defineOperation({
      name: 'customers.onboard',
      summary:
        'Make an agent and say what is left to do: DNS records of its mail domain, webhook addresses, how to connect. Its token is shown once.',
      access: 'organization',
      readOnly: false,
      rest: { method: 'post', path: '/onboard' },
      input: provisionInput.extend({ capabilities: provisionInput.shape.capabilities.default(everything) }),
      output,
      run: async (input, caller) => {
        const { principal } = caller;
        const scope = await organizationScope(deps.store, principal, { organizationId: input.organizationId });
        await deps.connections.ready?.(scope);
        // Before anything is rented: a domain that the vendor refuses must not leave half an agent behind.
        const email = input.capabilities.email ? await emailSetup(deps, scope, { input, caller }) : null;
        const { success: _done, agentGender: _told, ...provisioning } = await provision(deps, scope, { input, caller });
        return {
          success: true as const,
          provisioning,
          emailSetup: email,
          webhookUrls: webhookUrls(deps, provisioning.agentId),
          connectionInstructions: instructions(deps, provisioning),
        };
      },
    }),
  };
}

async function emailSetup(
  deps: Deps,
  organizationId: string,
  { input, caller }: { readonly input: z.output<typeof provisionInput>; readonly caller: Caller },
) {
  const name = (input.emailDomain ?? deps.settings.emailDomain).toLowerCase();
  const domains = deps.connections.serving(organizationId, 'email')?.provider.email?.domains;
  if (!domains) return { domain: name, verified: false, records: [] };
  const call = { signal: caller.signal, idempotencyKey: deps.runtime.newId() };
  const found = await asked(name, async () => (await domains.get(name, call)) ?? (await domains.add(name, call)));
  return { domain: found.name, verified: found.verified, records: found.records.map(entry => ({ ...entry })) };
}

async function asked(domain: string, ask: () => Promise<Domain>): Promise<Domain> {
  try {
    return await ask();
  } catch (cause) {
    throw new ButtdialError('vendor-failed', `The mail provider did not take the domain ${domain}.`, {
      field: 'emailDomain',
      remedy: 'Check the domain and the account at the mail provider, or onboard without email.',
      cause,
    });
  }
}

function webhookUrls({ settings }: Deps, agentId: string) {
  const base = `${settings.publicUrl.href.replace(/\/$/, '')}/webhooks/${encodeURIComponent(agentId)}`;
  return {
    sms: `${base}/sms`,
    whatsapp: `${base}/whatsapp`,
    email: `${base}/email`,
    voice: `${base}/voice`,
    voiceWs: `${base.replace(/^http/, 'ws')}/voice-ws`,
  };
}

function instructions({ settings }: Deps, made: { readonly agentId: string; readonly securityToken: string }) {
  const base = settings.publicUrl.href.replace(/\/$/, '');
  const authHeader = `Authorization: Bearer ${made.securityToken}`;
  return {
    mcpEndpoint: `${base}/mcp`,
    sseEndpoint: `${base}/sse?agentId=${encodeURIComponent(made.agentId)}`,
    messagesEndpoint: `${base}/messages`,
    restApiBase: `${base}/api/v1`,
    authHeader,
    steps: [
      'Keep securityToken: it is not shown again.',
      `Connect an MCP client to ${base}/mcp with the header "Authorization: Bearer <securityToken>".`,
      'Clients that know only HTTP+SSE connect to sseEndpoint with the same header.',
      'Publish the records of emailSetup in DNS; mail leaves once the provider has seen them.',
    ],
  };
}
