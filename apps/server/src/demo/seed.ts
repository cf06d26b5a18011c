import type { Channel, Limits, Runtime, Store } from '@buttdial/core';
import { hashToken } from '@buttdial/switchboard';
import { type DemoState, demoAgents } from './demo-state.ts';

/** Where the demo's agents live on the simulated network. Numbers are from the range kept for fiction. */
export const demoLines = {
  'test-agent-001': { name: 'Test Agent', number: '+12125550101' },
  'test-agent-002': { name: 'Second Agent', number: '+12125550102' },
} as const satisfies Record<(typeof demoAgents)[number], { name: string; number: string }>;

/** One organization and two agents, each with a number and a mailbox. Does nothing for what is already there. */
export async function seedDemo(
  store: Store,
  runtime: Runtime,
  options: { readonly state: DemoState; readonly emailDomain: string; readonly limits: Limits },
): Promise<void> {
  const { state } = options;
  const now = runtime.now();
  const token = (kind: 'organization' | 'agent', secret: string, label: string) => ({
    id: runtime.newId(),
    kind,
    organizationId: 'default',
    hash: hashToken(secret),
    label,
    scopes: [],
    createdAt: now,
  });
  await store.createOrganization(
    {
      id: 'default',
      name: 'Default',
      slug: 'default',
      mode: 'sandbox',
      settings: { seededAgents: [...demoAgents] },
      createdAt: now,
    },
    token('organization', state.organizationToken, 'demo'),
    JSON.stringify({ event: 'organization.created', actor: 'system', target: 'default', details: {} }),
  );
  for (const agentId of demoAgents) {
    if (await store.findAgent(agentId)) continue;
    const { name, number } = demoLines[agentId];
    const line = (channel: Channel, address: string, connection: string) => ({
      id: runtime.newId(),
      channel,
      address,
      connection,
      status: 'active' as const,
      createdAt: now,
    });
    const {
      kind: _kind,
      organizationId: _organization,
      ...agentToken
    } = token('agent', state.agentTokens[agentId] ?? '', 'demo');
    await store.agents.create('default', {
      id: agentId,
      displayName: name,
      createdAt: now,
      profile: { greeting: `Hello, this is ${name}.`, language: 'en-US', gender: 'neutral' },
      limits: options.limits,
      lines: [
        line('sms', number, 'twilio'),
        line('whatsapp', number, 'twilio'),
        line('voice', number, 'twilio'),
        line('email', `${agentId}@${options.emailDomain}`, 'resend'),
      ],
      token: agentToken,
      auditBody: JSON.stringify({ event: 'agent_provisioned', actor: 'system', target: agentId, details: {} }),
    });
  }
}
