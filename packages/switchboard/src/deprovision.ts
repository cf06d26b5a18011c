import { ButtdialError, type Line, type Rental } from '@buttdial/core';
import { auditBody } from './audit.ts';
import type { Deps } from './deps.ts';
import { agentAccount, isInboxAgent } from './names.ts';
import type { Caller } from './operation.ts';
import type { AgentScope } from './principal.ts';
import { giveBack } from './rentals.ts';

/**
 * Ends an agent and gives its numbers back. What the vendor does not take back now is kept in mind and tried again.
 * @throws `conflict` when it is not active.
 */
export async function deprovision(
  deps: Deps,
  scope: AgentScope,
  request: { readonly releaseNumber: boolean; readonly caller: Caller },
) {
  const { store, runtime } = deps;
  const { organizationId, agentId } = scope;
  if (isInboxAgent(organizationId, agentId)) throw holdsShared();
  const lines = (await store.lines.ofAgent(organizationId, agentId)).filter(line => line.status === 'active');
  const rentals = request.releaseNumber ? rentalsOf(organizationId, lines) : [];
  const audit = auditBody({ event: 'agent_deprovisioned', actor: request.caller.principal, target: agentId });
  const planId = runtime.newId();
  const plan = { id: planId, rentals, leaseMs: deps.settings.plans.leaseMs };
  const at = runtime.now();
  const ended = await (rentals.length > 0
    ? store.agents.deprovision(organizationId, agentId, at, audit, plan)
    : store.agents.deprovision(organizationId, agentId, at, audit));
  if (!ended)
    throw new ButtdialError('conflict', 'The agent is not active.', {
      field: 'agentId',
      remedy: 'Nothing is left to do: it was deprovisioned before.',
    });
  deps.failpoint?.('after-deprovision');
  const left = await giveBack(deps, organizationId, rentals);
  if (rentals.length > 0) await settlePlan(deps, { organizationId, planId }, left);
  return {
    success: true as const,
    agentId,
    status: 'deprovisioned' as const,
    numberReleased: rentals.length > 0 && left.length === 0,
    // The store has made its sender available again.
    whatsappReturned: lines.some(line => line.channel === 'whatsapp'),
    ...(left.length > 0
      ? { warnings: left.map(() => 'The vendor did not take a number back; it is tried again.') }
      : {}),
  };
}

/** Ends a plan of which nothing is left, or leaves it with what is, to be tried again after its lease. */
export async function settlePlan(
  { store, runtime, settings }: Deps,
  { organizationId, planId }: { readonly organizationId: string; readonly planId: string },
  left: readonly Rental[],
): Promise<void> {
  if (left.length === 0) await store.plans.end(organizationId, planId);
  else
    await store.plans.note(organizationId, planId, {
      rentals: left,
      now: runtime.now(),
      leaseMs: settings.plans.leaseMs,
    });
}

/** Numbers before the account that they are rented on. A WhatsApp sender goes back to its pool instead. */
function rentalsOf(organizationId: string, lines: readonly Line[]): readonly Rental[] {
  const rented = new Map<string, Rental>();
  const accounts = new Map<string, Rental>();
  for (const { vendorId, connection, address: number, channel, agentId } of lines) {
    if (vendorId === undefined || channel === 'whatsapp') continue;
    rented.set(`${connection} ${vendorId}`, { connection, number, vendorId });
    if (connection.endsWith(`@${agentId}`))
      accounts.set(connection, { kind: 'account', connection, number: agentAccount(organizationId, agentId) });
  }
  return [...rented.values(), ...accounts.values()];
}

function holdsShared(): ButtdialError {
  return new ButtdialError('conflict', 'This is the inbox of the organization: it holds the numbers that all share.', {
    field: 'agentId',
    remedy: 'Deprovision the agents that share them instead.',
  });
}
