import { ButtdialError, type Channel, type Line, type Rental } from '@buttdial/core';
import { auditBody } from './audit.ts';
import { settlePlan } from './deprovision.ts';
import type { Deps } from './deps.ts';
import { publicUrl } from './guard.ts';
import type { Caller } from './operation.ts';
import { poolOf, poolRules } from './pool.ts';
import type { AgentScope } from './principal.ts';
import type { ProvisionInput } from './provision-input.ts';
import { giveBack, type Held, planLapsed, rentNumber } from './rentals.ts';
import { hashToken, newToken } from './tokens.ts';

type NewLine = Omit<Line, 'organizationId' | 'agentId'>;

/**
 * Makes an agent: number, mailbox, limits, token. Each step is written down before it is done, and what was rented is
 * given back when a later one fails, even when this process does not live to do it.
 */
export async function provision(
  deps: Deps,
  organizationId: string,
  request: { readonly input: ProvisionInput; readonly caller: Caller },
) {
  const { input, caller } = request;
  await deps.connections.ready?.(organizationId);
  if (input.callbackUrl !== undefined) await publicUrl(input.callbackUrl, 'callbackUrl', deps.resolveHost);
  const scope = { organizationId, agentId: input.agentId ?? deps.runtime.newId() };
  // What can be refused without paying for it comes first.
  const mail = input.capabilities.email ? [mailbox(deps, scope, input.emailDomain ?? deps.settings.emailDomain)] : [];
  const held = { ...scope, planId: await begin(deps, scope), signal: caller.signal };
  try {
    const phone = input.capabilities.phone || input.capabilities.voiceAi;
    const lines = [...(phone ? numberLines(deps, await rentNumber(deps, held, input.country)) : []), ...mail];
    const token = newToken('agent', deps.settings.tokenMode, deps.runtime);
    deps.failpoint?.('before-create');
    const created = await createAgent(deps, held, { ...request, lines, token });
    if (created !== 'created') throw created === 'lapsed' ? planLapsed() : taken();
    deps.failpoint?.('after-create');
    return {
      success: true as const,
      agentId: scope.agentId,
      displayName: input.displayName,
      agentGender: input.agentGender,
      securityToken: token,
      channels: describeLines(lines, input),
      pool: { slotsRemaining: (await poolOf(deps, organizationId)).slotsRemaining },
    };
  } catch (error) {
    await undo(deps, held);
    throw error;
  }
}

/** Takes a place of the pool and the id. Nothing is rented before. */
async function begin(deps: Deps, { organizationId, agentId }: AgentScope): Promise<string> {
  const { runtime, store } = deps;
  const planId = runtime.newId();
  const pool = poolRules(deps, await store.organizations.get(organizationId));
  const plan = { id: planId, agentId, now: runtime.now(), leaseMs: deps.settings.plans.leaseMs, pool };
  const begun = await store.plans.begin(organizationId, plan);
  deps.failpoint?.('after-begin');
  if (begun === 'begun') return planId;
  throw begun === 'full' ? poolFull(pool.max) : taken();
}

// A plan that is not there any more was taken over, or became the agent: then nothing is ours to give back.
async function undo(deps: Deps, { organizationId, planId }: Held): Promise<void> {
  const plan = (await deps.store.plans.list(organizationId)).find(each => each.id === planId);
  if (!plan) return;
  await settlePlan(deps, { organizationId, planId }, await giveBack(deps, organizationId, plan.rentals));
}

function poolFull(max: number): ButtdialError {
  return new ButtdialError('limit-exceeded', 'The agent pool is full.', {
    limit: { type: 'agent-pool', current: max, max },
    remedy: 'Deprovision an agent, or enlarge the pool with comms_expand_agent_pool.',
  });
}

function taken(): ButtdialError {
  return new ButtdialError('conflict', 'This agent id, or an address made from it, is taken.', {
    field: 'agentId',
    remedy: 'Choose another agentId, or leave it out.',
  });
}

function createAgent(
  deps: Deps,
  held: Held,
  made: {
    readonly input: ProvisionInput;
    readonly caller: Caller;
    readonly lines: readonly NewLine[];
    readonly token: string;
  },
) {
  const { input, caller, lines, token } = made;
  const now = deps.runtime.now();
  return deps.store.agents.create(held.organizationId, {
    id: held.agentId,
    displayName: input.displayName,
    createdAt: now,
    profile: {
      gender: input.agentGender,
      ...(input.greeting ? { greeting: input.greeting } : {}),
      ...(input.systemPrompt ? { systemPrompt: input.systemPrompt } : {}),
      ...(input.callbackUrl ? { callbackUrl: input.callbackUrl } : {}),
    },
    limits: deps.settings.defaultLimits,
    lines,
    planId: held.planId,
    token: {
      id: deps.runtime.newId(),
      hash: hashToken(token),
      label: `provisioned-${input.displayName}`,
      scopes: [],
      createdAt: now,
    },
    auditBody: auditBody({
      event: 'agent_provisioned',
      actor: caller.principal,
      target: held.agentId,
      details: { lines: lines.length },
    }),
  });
}

function numberLines(deps: Deps, rented: Required<Rental>): readonly NewLine[] {
  const line = (channel: Channel): NewLine => ({
    id: deps.runtime.newId(),
    channel,
    address: rented.number,
    connection: rented.connection,
    status: 'active',
    vendorId: rented.vendorId,
    createdAt: deps.runtime.now(),
  });
  return [line('sms'), line('voice')];
}

function mailbox(deps: Deps, scope: AgentScope, domain: string): NewLine {
  const connection = deps.connections.serving(scope.organizationId, 'email');
  if (!connection)
    throw new ButtdialError('unavailable', 'No provider here carries e-mail.', {
      field: 'capabilities.email',
      remedy: 'Configure Resend, or provision without email.',
    });
  return {
    id: deps.runtime.newId(),
    channel: 'email',
    address: `${scope.agentId.toLowerCase()}@${domain.toLowerCase()}`,
    connection: connection.name,
    status: 'active',
    createdAt: deps.runtime.now(),
  };
}

function describeLines(lines: readonly NewLine[], input: ProvisionInput) {
  const phone = lines.find(line => line.channel === 'sms');
  const email = lines.find(line => line.channel === 'email');
  return {
    phone: phone ? { number: phone.address, status: phone.status } : null,
    // WhatsApp senders come from a pool; an empty pool is no error.
    whatsapp: input.capabilities.whatsapp ? { number: null, senderSid: null, status: 'unavailable' } : null,
    email: email ? { address: email.address, status: email.status } : null,
    voiceAi: input.capabilities.voiceAi
      ? { status: phone ? 'active' : 'unavailable', usesPhoneNumber: phone?.address ?? null }
      : null,
  };
}
