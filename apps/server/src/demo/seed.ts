import type { Channel, Limits, NewAgent, Runtime, Store } from '@buttdial/core';
import { hashToken } from '@buttdial/switchboard';
import { type DemoState, demoAgents } from './demo-state.ts';

/** Where the demo's agents live on the simulated network. Numbers are from the range kept for fiction. */
export const demoLines = {
  'test-agent-001': { name: 'Test Agent', number: '+12125550101' },
  'test-agent-002': { name: 'Second Agent', number: '+12125550102' },
} as const satisfies Record<(typeof demoAgents)[number], { name: string; number: string }>;

interface Seed {
  readonly state: DemoState;
  readonly emailDomain: string;
  readonly limits: Limits;
  /** Who carries the numbers; Twilio unless told. */
  readonly carrier?: string;
}

/** One organization and two agents, each with a number and a mailbox. Does nothing for what is already there. */
export async function seedDemo(store: Store, runtime: Runtime, seed: Seed): Promise<void> {
  await store.createOrganization(
    {
      id: 'default',
      name: 'Default',
      slug: 'default',
      mode: 'sandbox',
      settings: { seededAgents: [...demoAgents] },
      createdAt: runtime.now(),
    },
    { ...demoToken(runtime, seed.state.organizationToken), kind: 'organization', organizationId: 'default' },
    JSON.stringify({ event: 'organization.created', actor: 'system', target: 'default', details: {} }),
  );
  for (const agentId of demoAgents) {
    if (!(await store.findAgent(agentId))) await store.agents.create('default', demoAgent(runtime, agentId, seed));
  }
}

function demoToken(runtime: Runtime, secret: string) {
  return { id: runtime.newId(), hash: hashToken(secret), label: 'demo', scopes: [], createdAt: runtime.now() };
}

function demoAgent(
  runtime: Runtime,
  agentId: (typeof demoAgents)[number],
  { state, emailDomain, limits, carrier = 'twilio' }: Seed,
): NewAgent {
  const { name, number } = demoLines[agentId];
  const createdAt = runtime.now();
  const line = (channel: Channel, address: string, connection: string) => ({
    id: runtime.newId(),
    channel,
    address,
    connection,
    status: 'active' as const,
    createdAt,
  });
  return {
    id: agentId,
    displayName: name,
    createdAt,
    profile: { greeting: `Hello, this is ${name}.`, language: 'en-US', gender: 'neutral' },
    limits,
    lines: [
      line('sms', number, carrier),
      line('whatsapp', number, carrier),
      line('voice', number, carrier),
      line('email', `${agentId}@${emailDomain}`, 'resend'),
    ],
    token: demoToken(runtime, state.agentTokens[agentId] ?? ''),
    auditBody: JSON.stringify({ event: 'agent_provisioned', actor: 'system', target: agentId, details: {} }),
  };
}
