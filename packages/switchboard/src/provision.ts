import { ButtdialError, type Call, type Channel, type Line, type NumberHooks, type Receipt } from '@buttdial/core';
import { auditBody } from './audit.ts';
import type { Connection, Deps } from './deps.ts';
import { publicUrl } from './guard.ts';
import type { Caller } from './operation.ts';
import { poolOf, poolRules } from './pool.ts';
import type { AgentScope } from './principal.ts';
import type { ProvisionInput } from './provision-input.ts';
import { hashToken, newToken } from './tokens.ts';

type NewLine = Omit<Line, 'organizationId' | 'agentId'>;

/** Makes an agent: number, mailbox, limits, token. What was rented is given back when a later step fails. */
export async function provision(
  deps: Deps,
  organizationId: string,
  request: { readonly input: ProvisionInput; readonly caller: Caller },
) {
  const { input, caller } = request;
  await deps.connections.ready?.(organizationId);
  const pool = await poolOf(deps, organizationId);
  if (pool.slotsRemaining < 1) throw poolFull(pool.maxAgents);
  const agentId = input.agentId ?? deps.runtime.newId();
  if (await deps.store.findAgent(agentId)) throw taken();
  if (input.callbackUrl !== undefined) await publicUrl(input.callbackUrl, 'callbackUrl', deps.resolveHost);
  const scope = { organizationId, agentId };
  // What can be refused without paying for it comes first.
  const lines: NewLine[] = input.capabilities.email
    ? [mailbox(deps, scope, input.emailDomain ?? deps.settings.emailDomain)]
    : [];
  if (input.capabilities.phone || input.capabilities.voiceAi)
    lines.unshift(...(await rentNumber(deps, scope, { country: input.country, signal: caller.signal })));
  const token = newToken('agent', deps.settings.tokenMode, deps.runtime);
  const created = await createAgent(deps, scope, { ...request, lines, token }).catch(async error => {
    await giveBack(deps, lines, { organizationId, signal: caller.signal });
    throw error;
  });
  if (created !== 'created') {
    await giveBack(deps, lines, { organizationId, signal: caller.signal });
    throw created === 'full' ? poolFull(pool.maxAgents) : taken();
  }
  return {
    success: true as const,
    agentId,
    displayName: input.displayName,
    agentGender: input.agentGender,
    securityToken: token,
    channels: describeLines(lines, input),
    pool: { slotsRemaining: pool.slotsRemaining - 1 },
  };
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

async function createAgent(
  deps: Deps,
  scope: AgentScope,
  made: {
    readonly input: ProvisionInput;
    readonly caller: Caller;
    readonly lines: readonly NewLine[];
    readonly token: string;
  },
) {
  const { input, caller, lines, token } = made;
  const now = deps.runtime.now();
  const pool = poolRules(deps, await deps.store.organizations.get(scope.organizationId));
  return deps.store.agents.create(scope.organizationId, {
    id: scope.agentId,
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
    pool,
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
      target: scope.agentId,
      details: { lines: lines.length },
    }),
  });
}

async function rentNumber(
  deps: Deps,
  scope: AgentScope,
  { country, signal }: { readonly country: string; readonly signal: AbortSignal },
): Promise<readonly NewLine[]> {
  const connection = deps.connections.serving(scope.organizationId, 'sms');
  const numbers = connection?.provider.numbers;
  if (!connection || !numbers)
    throw new ButtdialError('unavailable', 'No provider here rents phone numbers.', {
      field: 'capabilities.phone',
      remedy: 'Configure Twilio, or provision without phone.',
    });
  const call: Call = { signal, idempotencyKey: deps.runtime.newId() };
  const offered = await numbers.search({ country, capabilities: ['sms', 'voice'], limit: 20 }, call);
  // Everybody is offered the same ones: whoever asks at the same time begins elsewhere.
  const first = Math.floor(deps.runtime.random() * offered.length);
  for (const candidate of [...offered.slice(first), ...offered.slice(0, first)]) {
    const receipt = await numbers.rent(candidate.number, hooksFor(deps, scope.agentId), call);
    if (receipt.outcome === 'accepted')
      return numberLines(deps, connection, { number: candidate.number, vendorId: receipt.vendorId });
    if (receipt.outcome === 'uncertain' || receipt.fault.kind !== 'invalid') throw rentFailed(receipt);
  }
  throw new ButtdialError('unavailable', `No phone number is available in ${country} right now.`, {
    field: 'country',
    remedy: 'Try another country, or try again later.',
  });
}

function rentFailed(receipt: Exclude<Receipt, { outcome: 'accepted' }>): ButtdialError {
  if (receipt.outcome === 'refused')
    return new ButtdialError('vendor-failed', receipt.fault.message, {
      remedy: 'Check the vendor account, then provision again.',
    });
  return new ButtdialError('vendor-failed', 'It is not known whether the vendor rented the number.', {
    remedy: "Look at the numbers in the vendor's console before you provision again.",
  });
}

function hooksFor(deps: Deps, agentId: string): NumberHooks {
  const base = `${deps.settings.publicUrl.href.replace(/\/$/, '')}/webhooks/${encodeURIComponent(agentId)}`;
  return { sms: new URL(`${base}/sms`), voice: new URL(`${base}/voice`) };
}

function numberLines(
  deps: Deps,
  connection: Connection,
  rented: { readonly number: string; readonly vendorId: string },
): readonly NewLine[] {
  const line = (channel: Channel): NewLine => ({
    id: deps.runtime.newId(),
    channel,
    address: rented.number,
    connection: connection.name,
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

/** Releases rented numbers at the vendor; answers what could not be given back, one sentence each. */
async function giveBack(
  deps: Deps,
  lines: readonly NewLine[],
  { organizationId, signal }: { readonly organizationId: string; readonly signal: AbortSignal },
): Promise<readonly string[]> {
  const rented = new Map(lines.filter(line => line.vendorId !== undefined).map(line => [line.vendorId, line]));
  const warnings: string[] = [];
  for (const [vendorId, line] of rented) {
    const numbers = deps.connections.get(organizationId, line.connection)?.provider.numbers;
    if (!numbers || vendorId === undefined) continue;
    const receipt = await numbers.release(vendorId, { signal, idempotencyKey: vendorId });
    if (receipt.outcome !== 'accepted')
      warnings.push(`The number of line ${line.id} could not be given back; release it in the vendor's console.`);
  }
  return warnings;
}

/** Ends an agent and gives its numbers back. @throws `conflict` when it is not active. */
export async function deprovision(
  deps: Deps,
  scope: AgentScope,
  request: { readonly releaseNumber: boolean; readonly caller: Caller },
) {
  const lines = (await deps.store.lines.ofAgent(scope.organizationId, scope.agentId)).filter(
    line => line.status === 'active',
  );
  const ended = await deps.store.agents.deprovision(
    scope.organizationId,
    scope.agentId,
    deps.runtime.now(),
    auditBody({ event: 'agent_deprovisioned', actor: request.caller.principal, target: scope.agentId }),
  );
  if (!ended)
    throw new ButtdialError('conflict', 'The agent is not active.', {
      field: 'agentId',
      remedy: 'Nothing is left to do: it was deprovisioned before.',
    });
  await deps.connections.ready?.(scope.organizationId);
  const warnings = request.releaseNumber
    ? await giveBack(deps, lines, { organizationId: scope.organizationId, signal: request.caller.signal })
    : [];
  return {
    success: true as const,
    agentId: scope.agentId,
    status: 'deprovisioned' as const,
    numberReleased: request.releaseNumber && warnings.length === 0 && lines.some(line => line.vendorId !== undefined),
    whatsappReturned: lines.some(line => line.channel === 'whatsapp'),
    ...(warnings.length > 0 ? { warnings: [...warnings] } : {}),
  };
}
