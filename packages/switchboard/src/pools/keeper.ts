import type { ChannelSender, Organization, PoolEntry } from '@buttdial/core';
import { auditBody } from '../audit.ts';
import { settlePlan } from '../deprovision.ts';
import type { Deps } from '../deps.ts';
import { defaultPools } from '../deps.ts';
import { type OrganizationSettings, readSettings } from '../organization-settings.ts';
import { pointSender } from '../provision-lines.ts';
import { giveBack } from '../rentals.ts';
import { suspendedAt } from '../suspension.ts';
import { createWorker, type Worker } from '../worker.ts';
import { rentIntoPool } from './filling.ts';

/**
 * Looks after the pools of every organization now and then: hears what channels say of its senders, hands approved ones
 * to the agents that wait, gives back rejected ones, and rents what is missing within what operator and organization allow.
 */
export function createPoolKeeper(deps: Deps): Worker {
  const { store, runtime } = deps;
  const { pollMs } = deps.settings.pools ?? defaultPools;
  const looked = new Map<string, number>();
  return createWorker<Organization>(deps, {
    name: 'pools',
    topic: undefined,
    pollMs,
    concurrency: 1,
    claim: async limit => {
      const now = runtime.now().getTime();
      const due = (await store.listOrganizations()).filter(each => (looked.get(each.id) ?? 0) + pollMs <= now);
      return due.slice(0, limit);
    },
    // From the end on, so that a round that takes long is not followed at once by the next one.
    handle: organization =>
      lookAfter(deps, organization).finally(() => looked.set(organization.id, runtime.now().getTime())),
  });
}

async function lookAfter(deps: Deps, organization: Organization): Promise<void> {
  const { id } = organization;
  const wanted = readSettings(organization).pools;
  const entries = await deps.store.pools.list(id);
  if (entries.length === 0 && !wanted) return;
  await deps.connections.ready?.(id);
  await hearOfSenders(deps, id, entries);
  await connectWaiting(deps, id);
  // What waits is still connected while an organization is suspended, but nothing new is rented for it.
  if (wanted && suspendedAt(organization) === undefined) await replenish(deps, id, wanted);
}

/** Asks every vendor once what its channel says of the senders there. */
async function hearOfSenders(deps: Deps, organizationId: string, entries: readonly PoolEntry[]): Promise<void> {
  const senders = entries.filter(each => each.kind === 'sender' && each.state !== 'given');
  for (const [name, ours] of Map.groupBy(senders, each => each.connection)) {
    const vendor = deps.connections.get(organizationId, name)?.provider.senders;
    if (!vendor) continue;
    const signal = deps.runtime.timeout(deps.settings.courier.requestTimeoutMs);
    const listed = await vendor.list({ signal, idempotencyKey: deps.runtime.newId() });
    for (const entry of ours) {
      const said = listed.find(each => each.vendorId === entry.senderId);
      if (said) await take(deps, entry, said);
    }
  }
}

const states = { pending: 'pending', approved: 'available', rejected: 'rejected' } as const;

async function take(deps: Deps, entry: PoolEntry, said: ChannelSender): Promise<void> {
  const { organizationId, id } = entry;
  const changed = await deps.store.pools.judge(organizationId, id, {
    state: states[said.state],
    ...(said.quality === undefined ? {} : { quality: said.quality }),
    now: deps.runtime.now(),
    auditBody: auditBody({
      event: 'pool.judged',
      actor: 'vendor',
      target: id,
      details: { state: said.state, ...(said.quality === undefined ? {} : { quality: said.quality }) },
    }),
  });
  if (!changed) return;
  deps.metrics.count('buttdial_pool_verdicts_total', { state: said.state });
  // Nobody can use it, so nobody pays for it. One that an agent has is left for people to see and replace.
  if (said.state === 'rejected' && entry.agentId === undefined)
    await removeFromPool(deps, entry, auditBody({ event: 'pool.removed', actor: 'system', target: id }));
}

/** Takes an entry out of the pool and gives back what was rented. False when somebody has it. */
export async function removeFromPool(deps: Deps, entry: PoolEntry, audit: string): Promise<boolean> {
  const { organizationId, id } = entry;
  const { store, runtime, settings } = deps;
  const planId = runtime.newId();
  const removal = { planId, leaseMs: settings.plans.leaseMs, at: runtime.now(), auditBody: audit };
  if (!(await store.pools.remove(organizationId, id, removal))) return false;
  const plan = (await store.plans.list(organizationId)).find(each => each.id === planId);
  const left = await giveBack(deps, organizationId, plan?.rentals ?? []);
  await settlePlan(deps, { organizationId, planId }, left);
  return true;
}

/** Gives approved senders to who waits, points them, and only then lets them be used. */
export async function connectWaiting(deps: Deps, organizationId: string): Promise<void> {
  const { store, runtime, settings } = deps;
  for (const line of await store.pools.fill(organizationId, runtime.now())) {
    const { agentId, connection, vendorId = '' } = line;
    const signal = runtime.timeout(settings.courier.requestTimeoutMs);
    await pointSender(deps, { organizationId, agentId }, { connection, vendorId, signal });
    await store.lines.update(organizationId, line.id, { status: 'active' });
    const body = auditBody({ event: 'whatsapp.connected', actor: 'system', target: agentId });
    await store.audit.append(organizationId, body, runtime.now());
  }
}

type Targets = NonNullable<OrganizationSettings['pools']>;

async function replenish(deps: Deps, organizationId: string, targets: Targets): Promise<void> {
  const { country, displayName } = targets;
  for (const kind of ['number', 'sender'] as const) {
    const isNeeded = async () => isMissing(deps, await deps.store.pools.list(organizationId), { kind, targets });
    while (await isNeeded()) {
      const signal = deps.runtime.timeout(deps.settings.courier.requestTimeoutMs * 2);
      const name = kind === 'number' ? 'numbers' : 'senders';
      const sender = kind === 'sender' ? { displayName: displayName ?? 'Agent' } : {};
      // Undefined: another process is renting for this pool right now.
      if (!(await rentIntoPool(deps, organizationId, { name, country, signal, isNeeded, ...sender }))) return;
    }
  }
}

/** True while something is missing and may be rented. */
function isMissing(
  deps: Deps,
  entries: readonly PoolEntry[],
  { kind, targets }: { readonly kind: PoolEntry['kind']; readonly targets: Targets },
): boolean {
  const wanted = kind === 'number' ? targets.numbers : targets.senders;
  const ready = entries.filter(each => each.kind === kind && (each.state === 'available' || each.state === 'pending'));
  if (ready.length >= wanted) return false;
  const now = deps.runtime.now();
  const since = (length: number) =>
    entries.filter(each => each.createdAt.toISOString().slice(0, length) === now.toISOString().slice(0, length)).length;
  const most = (deps.settings.pools ?? defaultPools).maxRentalsPerMonth;
  if (since('2026-01'.length) >= most || since('2026-01-01'.length) >= targets.maxRentalsPerDay) return false;
  // What became an agent's own is paid for by that agent; what waits is what the budget is for.
  const standing = entries.filter(each => each.state !== 'given').reduce((sum, each) => sum + each.monthlyMicros, 0);
  return standing + usualMicros <= targets.monthlyBudget * 1_000_000;
}

// The next one's price is not known before it is rented.
const usualMicros = 1_150_000;
