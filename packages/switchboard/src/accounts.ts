import { ButtdialError, type Call, type Rental, type Subaccount, type Subaccounts } from '@buttdial/core';
import { auditBody } from './audit.ts';
import type { Connection, Deps } from './deps.ts';
import { agentAccount, organizationAccount } from './names.ts';
import { giveBack, vendorFailed } from './rentals.ts';
import { type Held, openTab, planLapsed } from './tab.ts';

/** The vendor account under the operator's own that subaccounts are opened below, and what opens them. */
interface Parent {
  readonly connection: Connection;
  readonly subaccounts: Subaccounts;
}

/**
 * Opens the agent's own account below the operator's, where the operator wants one for each. It is part of the agent's
 * plan: when the agent does not come to be, it is closed again.
 */
export async function openAgentAccount(deps: Deps, held: Held): Promise<void> {
  const { organizationId, agentId, tab } = held;
  const parent = parentOf(deps, organizationId);
  // An organization that brought an account of its own is apart from the others already.
  if (deps.settings.isolationMode !== 'per-agent-subaccount' || !parent) return;
  const connection = `${parent.connection.name}@${agentId}`;
  const rental = { kind: 'account', connection, number: agentAccount(organizationId, agentId) } as const;
  await tab.trying(rental);
  const opened = await open(deps, parent, { rental, signal: held.signal });
  await tab.keep({ ...rental, vendorId: opened.vendorId });
  await seal(deps, organizationId, { connection, opened });
}

/** Makes sure that the organization has its own account, where the operator wants one for each. */
export async function openOrganizationAccount(deps: Deps, organizationId: string, signal: AbortSignal): Promise<void> {
  if (deps.settings.isolationMode !== 'per-customer-subaccount') return;
  const giveUpAt = deps.runtime.now().getTime() + deps.settings.courier.requestTimeoutMs;
  for (;;) {
    await deps.connections.ready?.(organizationId);
    const parent = parentOf(deps, organizationId);
    if (!parent) return;
    if (await openOnce(deps, { organizationId, parent, signal })) return;
    // Somebody else is at it: one name has one plan.
    if (deps.runtime.now().getTime() > giveUpAt)
      throw new ButtdialError('unavailable', 'The account of this organization is being opened.', {
        retryAfterMs: 5_000,
        remedy: 'Try again in a few seconds.',
      });
    await deps.runtime.sleep(200, signal);
  }
}

// Undefined where subaccounts make no sense: the organization uses an account of its own.
function parentOf({ connections }: Deps, organizationId: string): Parent | undefined {
  const serving = connections.serving(organizationId, 'sms');
  const connection = serving && connections.installation?.(serving.name);
  if (!connection || connection !== serving) return undefined;
  const { subaccounts } = connection.provider;
  if (!subaccounts)
    throw new ButtdialError('unavailable', `${connection.name} opens no accounts below its own.`, {
      remedy: 'Ask the operator to set ISOLATION_MODE to single-account, or bring an account of your own.',
    });
  return { connection, subaccounts };
}

/** False when somebody else is opening it. */
async function openOnce(
  deps: Deps,
  work: { readonly organizationId: string; readonly parent: Parent; readonly signal: AbortSignal },
): Promise<boolean> {
  const { organizationId, parent, signal } = work;
  const { store, runtime, settings } = deps;
  const plan = { id: runtime.newId(), kind: 'account' as const, agentId: `account:${organizationId}` };
  const lease = { now: runtime.now(), leaseMs: settings.plans.leaseMs };
  const begun = await store.plans.begin(organizationId, { ...plan, ...lease, pool: { max: 0, exempt: [] } });
  if (begun !== 'begun') return false;
  const tab = openTab(deps, { organizationId, planId: plan.id });
  const connection = parent.connection.name;
  const rental = { kind: 'account', connection, number: organizationAccount(organizationId) } as const;
  try {
    await tab.trying(rental);
    const opened = await open(deps, parent, { rental, signal });
    await tab.keep({ ...rental, vendorId: opened.vendorId });
    await seal(deps, organizationId, { connection, opened });
  } catch (error) {
    const listed = (await store.plans.list(organizationId)).find(each => each.id === plan.id);
    const left = await giveBack(deps, organizationId, listed?.rentals ?? []);
    if (left.length === 0) await store.plans.end(organizationId, plan.id);
    throw error;
  }
  // Whoever took it over has given the account back: what was sealed opens nothing.
  if (await store.plans.end(organizationId, plan.id)) return true;
  await deps.providers.vault.remove(organizationId, connection, accountEvent('account.closed', connection));
  throw planLapsed();
}

async function open(
  deps: Deps,
  { subaccounts }: Parent,
  { rental, signal }: { readonly rental: Rental; readonly signal: AbortSignal },
): Promise<Subaccount> {
  const call: Call = { signal, idempotencyKey: deps.runtime.newId() };
  deps.failpoint?.('before-open');
  const receipt = await subaccounts.open(rental.number, call);
  deps.failpoint?.('after-open');
  if (receipt.outcome !== 'accepted') throw vendorFailed(receipt);
  const opened = (await subaccounts.list(rental.number, call)).find(each => each.vendorId === receipt.vendorId);
  if (!opened) throw new ButtdialError('vendor-failed', 'The vendor opened an account and does not list it.');
  return opened;
}

async function seal(
  deps: Deps,
  organizationId: string,
  { connection, opened }: { readonly connection: string; readonly opened: Subaccount },
): Promise<void> {
  const entry = { connection, fields: opened.credentials };
  await deps.providers.vault.put(organizationId, entry, accountEvent('account.opened', connection));
  await deps.connections.ready?.(organizationId);
}

function accountEvent(event: 'account.opened' | 'account.closed', connection: string): string {
  return auditBody({ event, actor: 'system', target: connection });
}
