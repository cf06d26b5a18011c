import { ButtdialError, type Call, type NumberHooks, type PoolEntry, type Receipt, type Rental } from '@buttdial/core';
import { auditBody } from './audit.ts';
import type { Deps } from './deps.ts';
import { type Held, planLapsed } from './tab.ts';

/** A phone number that is rented. */
export type RentedNumber = Pick<Required<Rental>, 'connection' | 'number' | 'vendorId'> & {
  readonly monthlyMicros: number;
};

/** What a number costs a month where the vendor does not say. */
const usualMicros = 1_150_000;

/** Rents a phone number at a vendor, pointed at an agent. */
export async function rentNumber(
  deps: Deps,
  held: Held,
  wish: { readonly country: string; readonly hooks: NumberHooks },
): Promise<RentedNumber> {
  const { country, hooks } = wish;
  const connection = deps.connections.serving(held.organizationId, 'sms', held.agentId);
  const numbers = connection?.provider.numbers;
  if (!connection || !numbers)
    throw new ButtdialError('unavailable', 'No provider here rents phone numbers.', {
      field: 'capabilities.phone',
      remedy: 'Configure Twilio, or provision without phone.',
    });
  const call: Call = { signal: held.signal, idempotencyKey: deps.runtime.newId() };
  const offered = await numbers.search({ country, capabilities: ['sms', 'voice'], limit: 20 }, call);
  // Everybody is offered the same ones: whoever asks at the same time begins elsewhere.
  const first = Math.floor(deps.runtime.random() * offered.length);
  for (const { number, monthlyPrice } of [...offered.slice(first), ...offered.slice(0, first)]) {
    const rental = { connection: connection.name, number };
    await held.tab.trying(rental);
    deps.failpoint?.('before-rent');
    const receipt = await numbers.rent(number, hooks, call);
    deps.failpoint?.('after-rent');
    if (receipt.outcome === 'accepted') {
      const rented = { ...rental, vendorId: receipt.vendorId };
      await held.tab.keep(rented);
      return { ...rented, monthlyMicros: monthlyPrice?.micros ?? usualMicros };
    }
    if (receipt.outcome === 'uncertain' || receipt.fault.kind !== 'invalid') throw vendorFailed(receipt);
  }
  throw new ButtdialError('unavailable', `No phone number is available in ${country} right now.`, {
    field: 'country',
    remedy: 'Try another country, or try again later.',
  });
}

/** Takes something out of a pool, for the plan. Undefined when the pool has none. */
export async function takeFromPool(
  deps: Deps,
  held: Held,
  wish: Pick<PoolEntry, 'kind'> & { readonly country?: string },
): Promise<PoolEntry | undefined> {
  const { planId, organizationId, tab } = held;
  const leaseMs = deps.settings.plans.leaseMs;
  const entry = await deps.store.pools.take(organizationId, { ...wish, planId, now: deps.runtime.now(), leaseMs });
  if (entry === 'lapsed') throw planLapsed();
  if (entry === 'none') return undefined;
  const { kind, connection, address: number, vendorId, senderId, id: poolId } = entry;
  const named = kind === 'sender' ? senderId : vendorId;
  tab.has({ kind, connection, number, poolId, ...(named === undefined ? {} : { vendorId: named }) });
  deps.failpoint?.('after-take');
  return entry;
}

/** What to tell of something that a vendor did not do. */
export function vendorFailed(receipt: Exclude<Receipt, { outcome: 'accepted' }>): ButtdialError {
  if (receipt.outcome === 'refused')
    return new ButtdialError('vendor-failed', receipt.fault.message, {
      remedy: 'Check the vendor account, then try again.',
    });
  return new ButtdialError('vendor-failed', 'It is not known whether the vendor did it.', {
    remedy: 'Try again: whatever was rented is given back.',
  });
}

/** Where a vendor is to send what happens on an agent's number. */
export function hooksFor(deps: Deps, agentId: string): NumberHooks {
  return {
    sms: hookFor(deps, agentId, 'sms'),
    voice: hookFor(deps, agentId, 'voice'),
    // Without it nobody is told that whoever called has hung up.
    status: hookFor(deps, agentId, 'call-status'),
  };
}

/** Where a vendor is to send what happens on one channel of an agent. */
export function hookFor(
  { settings }: Deps,
  agentId: string,
  channel: 'sms' | 'voice' | 'whatsapp' | 'call-status',
): URL {
  const base = settings.publicUrl.href.replace(/\/$/, '');
  return new URL(`${base}/webhooks/${encodeURIComponent(agentId)}/${channel}`);
}

/** Gives back what nobody has; answers what could not be given back now. Doing it twice does no harm. */
export async function giveBack(
  deps: Deps,
  organizationId: string,
  rentals: readonly Rental[],
): Promise<readonly Rental[]> {
  await deps.connections.ready?.(organizationId);
  const left: Rental[] = [];
  for (const rental of rentals.toSorted((a, b) => turn(a) - turn(b))) {
    // An account takes the key to what is on it along.
    const isNeeded = rental.kind === 'account' && left.some(each => each.connection === rental.connection);
    if (isNeeded || !(await isGone(deps, organizationId, rental))) left.push(rental);
  }
  return left;
}

// A sender is given back before its number, and both before the account that they are on.
function turn({ kind = 'number' }: Rental): number {
  return ['sender', 'number', 'account'].indexOf(kind);
}

async function isGone(deps: Deps, organizationId: string, rental: Rental): Promise<boolean> {
  if (rental.poolId !== undefined) {
    await deps.store.pools.putBack(organizationId, rental.poolId, deps.runtime.now());
    return true;
  }
  if (rental.kind === 'account' && (await isInUse(deps, organizationId, rental))) return true;
  const desk = deskFor(deps, organizationId, rental);
  // What was on an account that is closed went with it.
  if (!desk) return rental.kind !== 'account' && rental.connection.includes('@');
  const signal = deps.runtime.timeout(deps.settings.courier.requestTimeoutMs);
  try {
    return await returned(deps, { desk, rental, call: { signal, idempotencyKey: deps.runtime.newId() } });
  } catch (error) {
    deps.runtime.log.warn('rental.not-given-back', {
      connection: rental.connection,
      error: error instanceof Error ? error.name : typeof error,
    });
    return false;
  }
}

/** Where a vendor takes back one kind of thing, whichever it is. */
interface Desk {
  /** Ids of those things that are rented under a number or a name. */
  listed(call: Call): Promise<readonly string[]>;
  release(vendorId: string, call: Call): Promise<Receipt>;
  /** When it is gone at the vendor. */
  forget?(): Promise<void>;
}

function deskFor(deps: Deps, organizationId: string, rental: Rental): Desk | undefined {
  if (rental.kind === 'account') return accountDesk(deps, organizationId, rental);
  const provider = deps.connections.get(organizationId, rental.connection)?.provider;
  const { numbers, senders } = provider ?? {};
  if (rental.kind === 'sender') return senders && { ...senders, listed: idsOf(senders, rental) };
  return numbers && { ...numbers, listed: idsOf(numbers, rental) };
}

function idsOf(
  vendor: { list(call: Call): Promise<readonly { readonly number: string; readonly vendorId?: string }[]> },
  { number }: Rental,
): Desk['listed'] {
  return async call => (await vendor.list(call)).flatMap(each => (each.number === number ? (each.vendorId ?? []) : []));
}

// `twilio@agent` is the account of one agent, `twilio` that of the whole organization; both are below the installation's.
function accountDesk({ connections, providers }: Deps, organizationId: string, rental: Rental): Desk | undefined {
  const parent = connections.installation?.(parentName(rental.connection));
  const subaccounts = parent?.provider.subaccounts;
  if (!subaccounts) return undefined;
  return {
    listed: async call => (await subaccounts.list(rental.number, call)).map(each => each.vendorId),
    release: (vendorId, call) => subaccounts.close(vendorId, call),
    forget: async () => void (await providers.vault.remove(organizationId, rental.connection, accountClosed(rental))),
  };
}

// What the whole organization uses from the moment on that it was sealed is nobody's to give back.
async function isInUse({ providers }: Deps, organizationId: string, rental: Rental): Promise<boolean> {
  if (rental.connection.includes('@')) return false;
  const kept = await providers.vault.open(organizationId);
  return kept.some(each => each.connection === rental.connection);
}

/** The provider whose account a connection is below. */
function parentName(connection: string): string {
  return connection.split('@')[0] ?? connection;
}

function accountClosed({ connection }: Rental): string {
  return auditBody({ event: 'account.closed', actor: 'system', target: connection });
}

async function returned(
  deps: Deps,
  { desk, rental, call }: { readonly desk: Desk; readonly rental: Rental; readonly call: Call },
): Promise<boolean> {
  // Nobody said whether it was given: the vendor's own list does.
  const known = rental.vendorId ?? (await desk.listed(call))[0];
  if (known !== undefined) {
    deps.failpoint?.('before-release');
    const receipt = await desk.release(known, call);
    deps.failpoint?.('after-release');
    // One that the vendor does not know any more was given back before.
    if (receipt.outcome !== 'accepted' && (await desk.listed(call)).includes(known)) return false;
  }
  await desk.forget?.();
  return true;
}
