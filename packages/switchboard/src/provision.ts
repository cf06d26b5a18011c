import { type AgentProfile, ButtdialError, type Line } from '@buttdial/core';
import { openOrganizationAccount } from './accounts.ts';
import { auditBody } from './audit.ts';
import { settlePlan } from './deprovision.ts';
import type { Deps } from './deps.ts';
import { publicUrl } from './guard.ts';
import { sharesNumber } from './identity.ts';
import { isInboxAgent } from './names.ts';
import type { Caller } from './operation.ts';
import { poolOf, poolRules } from './pool.ts';
import { ensureSharedNumber } from './pools/sharing.ts';
import type { AgentScope } from './principal.ts';
import type { ProvisionInput } from './provision-input.ts';
import { mailboxLine, type NewLine, numberLines, whatsappLine } from './provision-lines.ts';
import { giveBack } from './rentals.ts';
import { checkedRouteDuplication } from './route-duplication.ts';
import { type Held, openTab, planLapsed } from './tab.ts';
import { hashToken, newToken } from './tokens.ts';

/** What was asked for, and by whom. */
interface Request {
  readonly input: ProvisionInput;
  readonly caller: Caller;
}

/**
 * Makes an agent: number, mailbox, WhatsApp sender, limits, token. Each step is written down before it is done, and what
 * was rented is given back when a later one fails, even when this process does not live to do it.
 */
export async function provision(deps: Deps, organizationId: string, request: Request) {
  const { input, caller } = request;
  const scope = { organizationId, agentId: input.agentId ?? deps.runtime.newId() };
  const { mail, shared } = await prepare(deps, scope, request);
  const planId = await begin(deps, scope);
  const held: Held = { ...scope, planId, signal: caller.signal, tab: openTab(deps, { organizationId, planId }) };
  try {
    const lines = [...(await rentedLines(deps, held, { input, shared })), ...mail];
    const token = newToken('agent', deps.settings.tokenMode, deps.runtime);
    deps.failpoint?.('before-create');
    const created = await createAgent(deps, held, { ...request, lines, token, shares: shared !== undefined });
    if (created !== 'created') throw created === 'lapsed' ? planLapsed() : taken();
    deps.failpoint?.('after-create');
    return {
      success: true as const,
      agentId: scope.agentId,
      displayName: input.displayName,
      agentGender: input.agentGender,
      securityToken: token,
      channels: describeLines(lines, input, shared),
      pool: { slotsRemaining: (await poolOf(deps, organizationId)).slotsRemaining },
    };
  } catch (error) {
    await undo(deps, held);
    throw error;
  }
}

/** What can be refused without paying for it, and what belongs to the whole organization, comes first. */
async function prepare(deps: Deps, scope: AgentScope, { input, caller }: Request) {
  const { organizationId } = scope;
  await deps.connections.ready?.(organizationId);
  if (isInboxAgent(organizationId, scope.agentId)) throw taken();
  if (input.callbackUrl !== undefined) await publicUrl(input.callbackUrl, 'callbackUrl', deps.resolveHost);
  if (input.routeDuplication) await checkedRouteDuplication(deps, input.routeDuplication);
  const mail = input.capabilities.email
    ? [mailboxLine(deps, scope, input.emailDomain ?? deps.settings.emailDomain)]
    : [];
  const { phone, voiceAi, whatsapp } = input.capabilities;
  const number = phone || voiceAi;
  if (number || whatsapp) await openOrganizationAccount(deps, organizationId, caller.signal);
  const shares = number && sharesNumber(deps, await deps.store.organizations.get(organizationId), input);
  const shared = shares
    ? await ensureSharedNumber(deps, organizationId, { country: input.country, caller })
    : undefined;
  return { mail, shared };
}

async function rentedLines(
  deps: Deps,
  held: Held,
  { input, shared }: { readonly input: ProvisionInput; readonly shared: Line | undefined },
): Promise<readonly NewLine[]> {
  const { phone, voiceAi, whatsapp } = input.capabilities;
  // The sender first: it may be refused without anything being rented.
  const sender = whatsapp ? [await whatsappLine(deps, held, input)] : [];
  const number = (phone || voiceAi) && !shared ? await numberLines(deps, held, input.country) : [];
  return [...number, ...sender];
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
  made: Request & { readonly lines: readonly NewLine[]; readonly token: string; readonly shares: boolean },
) {
  const { input, caller, lines, token } = made;
  const now = deps.runtime.now();
  return deps.store.agents.create(held.organizationId, {
    id: held.agentId,
    displayName: input.displayName,
    createdAt: now,
    profile: profileOf(input, made.shares),
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

function profileOf(input: ProvisionInput, shares: boolean): AgentProfile {
  const { greeting, systemPrompt, callbackUrl, routeDuplication } = input;
  return {
    gender: input.agentGender,
    ...(greeting ? { greeting } : {}),
    ...(systemPrompt ? { systemPrompt } : {}),
    ...(callbackUrl ? { callbackUrl } : {}),
    ...(routeDuplication ? { routeDuplication } : {}),
    ...(shares ? { sharesNumber: true } : {}),
  };
}

function describeLines(lines: readonly NewLine[], { capabilities }: ProvisionInput, shared: Line | undefined) {
  const own = lines.find(line => line.channel === 'sms');
  const email = lines.find(line => line.channel === 'email');
  const sender = lines.find(line => line.channel === 'whatsapp');
  const waits = sender?.status === 'pending';
  const phone = shared
    ? { number: shared.address, status: 'shared' }
    : own && { number: own.address, status: own.status };
  return {
    phone: phone ?? null,
    whatsapp: sender
      ? {
          number: waits ? null : sender.address,
          senderSid: waits ? null : (sender.vendorId ?? null),
          status: waits ? 'queued' : sender.status,
        }
      : null,
    email: email ? { address: email.address, status: email.status } : null,
    voiceAi: capabilities.voiceAi
      ? { status: phone ? 'active' : 'unavailable', usesPhoneNumber: phone?.number ?? null }
      : null,
  };
}
