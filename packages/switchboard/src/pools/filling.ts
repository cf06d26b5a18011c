import { ButtdialError, type Call, type PoolEntry } from '@buttdial/core';
import { auditBody } from '../audit.ts';
import { settlePlan } from '../deprovision.ts';
import type { Deps } from '../deps.ts';
import { giveBack, rentNumber, vendorFailed } from '../rentals.ts';
import { type Held, openTab, planLapsed } from '../tab.ts';

/** What to rent, under which name: of one name there is one at a time. */
export interface Filling {
  readonly name: string;
  readonly country: string;
  readonly signal: AbortSignal;
  /** Asked when nobody else can be at it any more: what was missing may be there by now. */
  readonly isNeeded: () => Promise<boolean>;
  /** Registered as a WhatsApp sender under this name. */
  readonly displayName?: string;
}

/** Rents a number into the pool. Undefined when somebody else is doing just that, or has done it. */
export async function rentIntoPool(
  deps: Deps,
  organizationId: string,
  filling: Filling,
): Promise<PoolEntry | undefined> {
  const { store, runtime, settings } = deps;
  const planId = runtime.newId();
  const agentId = `pool:${organizationId}:${filling.name}`;
  const lease = { now: runtime.now(), leaseMs: settings.plans.leaseMs, pool: { max: 0, exempt: [] } };
  if ((await store.plans.begin(organizationId, { id: planId, kind: 'pool', agentId, ...lease })) !== 'begun')
    return undefined;
  const tab = openTab(deps, { organizationId, planId });
  const held: Held = { organizationId, agentId, planId, signal: filling.signal, tab };
  try {
    if (await filling.isNeeded()) return await fill(deps, held, filling);
    await store.plans.end(organizationId, planId);
    return undefined;
  } catch (error) {
    const plan = (await store.plans.list(organizationId)).find(each => each.id === planId);
    if (plan) await settlePlan(deps, { organizationId, planId }, await giveBack(deps, organizationId, plan.rentals));
    throw error;
  }
}

async function fill(deps: Deps, held: Held, { country, displayName }: Filling): Promise<PoolEntry> {
  // Nobody is to be told of what happens on a number that is nobody's.
  const { number, vendorId, connection, monthlyMicros } = await rentNumber(deps, held, { country, hooks: {} });
  const senderId =
    displayName === undefined ? undefined : await register(deps, held, { number, connection, displayName });
  const entry = {
    id: deps.runtime.newId(),
    kind: senderId === undefined ? ('number' as const) : ('sender' as const),
    address: number,
    country,
    connection,
    vendorId,
    ...(senderId === undefined ? {} : { senderId }),
    state: senderId === undefined ? ('available' as const) : ('pending' as const),
    monthlyMicros,
    createdAt: deps.runtime.now(),
  };
  deps.failpoint?.('before-pool');
  const added = await deps.store.pools.add(held.organizationId, entry, {
    planId: held.planId,
    auditBody: auditBody({
      event: 'pool.rented',
      actor: 'system',
      target: entry.id,
      details: { kind: entry.kind, country, monthlyMicros },
    }),
  });
  deps.failpoint?.('after-pool');
  if (added === 'lapsed') throw planLapsed();
  if (added === 'taken') throw new ButtdialError('conflict', 'The number that was rented is in a pool already.');
  deps.metrics.count('buttdial_pool_rentals_total', { kind: entry.kind });
  return { ...entry, organizationId: held.organizationId, updatedAt: entry.createdAt };
}

async function register(
  deps: Deps,
  held: Held,
  sender: { readonly number: string; readonly connection: string; readonly displayName: string },
): Promise<string> {
  const { number, connection, displayName } = sender;
  const senders = deps.connections.get(held.organizationId, connection)?.provider.senders;
  if (!senders)
    throw new ButtdialError('unavailable', `${connection} registers no WhatsApp senders.`, {
      remedy: 'Use a provider that does, such as Twilio.',
    });
  const call: Call = { signal: held.signal, idempotencyKey: deps.runtime.newId() };
  const rental = { kind: 'sender', connection, number } as const;
  await held.tab.trying(rental);
  const receipt = await senders.register({ number, displayName }, call);
  if (receipt.outcome !== 'accepted') throw vendorFailed(receipt);
  await held.tab.keep({ ...rental, vendorId: receipt.vendorId });
  return receipt.vendorId;
}
