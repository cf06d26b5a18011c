import { ButtdialError, type Line, type PoolEntry } from '@buttdial/core';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { inboxAgentId } from '../names.ts';
import type { Caller } from '../operation.ts';
import { expectDone } from '../provision-lines.ts';
import { hooksFor } from '../rentals.ts';
import { rentIntoPool } from './filling.ts';

/** Who asks for a shared number, and where it is to be from. */
interface Sharing {
  readonly country: string;
  readonly caller: Caller;
}

/** A number that all agents of the organization may send from; the first one is made when it is first needed. */
export async function ensureSharedNumber(deps: Deps, organizationId: string, sharing: Sharing): Promise<Line> {
  const find = async () => (await deps.store.lines.shared(organizationId)).find(line => line.channel === 'sms');
  return (await find()) ?? shareNumber(deps, organizationId, { ...sharing, unless: find });
}

/**
 * Makes one more number of the organization shared: one of its pool, else a new one. What is written to it and is meant
 * for nobody in particular goes to the organization's inbox, which is made on the way.
 */
export async function shareNumber(
  deps: Deps,
  organizationId: string,
  sharing: Sharing & {
    /** Made by somebody else meanwhile: that will do. */ readonly unless?: () => Promise<Line | undefined>;
  },
): Promise<Line> {
  const { country, caller, unless } = sharing;
  const agentId = inboxAgentId(organizationId);
  await makeInbox(deps, { organizationId, agentId }, caller);
  const giveUpAt = deps.runtime.now().getTime() + deps.settings.courier.requestTimeoutMs;
  for (;;) {
    const there = await unless?.();
    if (there) return there;
    const free = () => freeNumber(deps, organizationId, country);
    const isNeeded = async () => !((await unless?.()) ?? (await free()));
    const filling = { name: 'shared', country, signal: caller.signal, isNeeded };
    const entry = (await free()) ?? (await rentIntoPool(deps, organizationId, filling));
    const shared = entry && (await share(deps, { organizationId, agentId, entry, caller }));
    if (shared) return shared;
    if (deps.runtime.now().getTime() > giveUpAt)
      throw new ButtdialError('unavailable', 'A shared number is being made by somebody else.', {
        retryAfterMs: 5_000,
        remedy: 'Try again in a few seconds.',
      });
    await deps.runtime.sleep(200, caller.signal);
  }
}

async function freeNumber(deps: Deps, organizationId: string, country: string): Promise<PoolEntry | undefined> {
  const entries = await deps.store.pools.list(organizationId);
  return entries.find(each => each.kind === 'number' && each.state === 'available' && each.country === country);
}

async function share(
  deps: Deps,
  work: {
    readonly organizationId: string;
    readonly agentId: string;
    readonly entry: PoolEntry;
    readonly caller: Caller;
  },
): Promise<Line | undefined> {
  const { organizationId, agentId, entry, caller } = work;
  const numbers = deps.connections.get(organizationId, entry.connection)?.provider.numbers;
  if (!numbers || entry.vendorId === undefined) return undefined;
  const call = { signal: caller.signal, idempotencyKey: deps.runtime.newId() };
  // Before it is anybody's line: should this process die in between, it is still in the pool.
  expectDone(await numbers.point(entry.vendorId, hooksFor(deps, agentId), call));
  const shared = await deps.store.pools.share(organizationId, entry.id, {
    agentId,
    smsLineId: deps.runtime.newId(),
    voiceLineId: deps.runtime.newId(),
    at: deps.runtime.now(),
    auditBody: auditBody({ event: 'number.shared', actor: caller.principal, target: entry.id }),
  });
  if (!shared) return undefined;
  const lines = await deps.store.lines.shared(organizationId);
  return lines.find(line => line.channel === 'sms' && line.address === entry.address);
}

// Whoever comes second finds it there.
async function makeInbox(
  { store, runtime, settings }: Deps,
  { organizationId, agentId }: { readonly organizationId: string; readonly agentId: string },
  { principal }: Caller,
): Promise<void> {
  if (await store.agents.get(organizationId, agentId)) return;
  await store.agents.create(organizationId, {
    id: agentId,
    displayName: 'Inbox',
    profile: { gender: 'neutral', sharesNumber: true },
    createdAt: runtime.now(),
    limits: settings.defaultLimits,
    lines: [],
    auditBody: auditBody({ event: 'inbox.made', actor: principal, target: agentId }),
  });
}
