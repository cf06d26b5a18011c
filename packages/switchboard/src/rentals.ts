import { ButtdialError, type Call, type NumberHooks, type Receipt, type Rental } from '@buttdial/core';
import type { Connection, Deps } from './deps.ts';
import type { AgentScope } from './principal.ts';

/** A plan to make an agent, as the one who carries it out holds it. */
export interface Held extends AgentScope {
  readonly planId: string;
  readonly signal: AbortSignal;
}

/**
 * Rents a phone number. Before the vendor is asked it is written down what for, so that whoever finds the plan after a
 * crash can look whether it was rented.
 */
export async function rentNumber(deps: Deps, held: Held, country: string): Promise<Required<Rental>> {
  const connection = deps.connections.serving(held.organizationId, 'sms');
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
  for (const { number } of [...offered.slice(first), ...offered.slice(0, first)]) {
    const rental = { connection: connection.name, number };
    await note(deps, held, [rental]);
    deps.failpoint?.('before-rent');
    const receipt = await numbers.rent(number, hooksFor(deps, held.agentId), call);
    deps.failpoint?.('after-rent');
    if (receipt.outcome === 'accepted') {
      const rented = { ...rental, vendorId: receipt.vendorId };
      await note(deps, held, [rented]);
      return rented;
    }
    if (receipt.outcome === 'uncertain' || receipt.fault.kind !== 'invalid') throw rentFailed(receipt);
  }
  throw new ButtdialError('unavailable', `No phone number is available in ${country} right now.`, {
    field: 'country',
    remedy: 'Try another country, or try again later.',
  });
}

async function note(deps: Deps, { organizationId, planId }: Held, rentals: readonly Rental[]): Promise<void> {
  const progress = { rentals, now: deps.runtime.now(), leaseMs: deps.settings.plans.leaseMs };
  if (!(await deps.store.plans.note(organizationId, planId, progress))) throw planLapsed();
}

/** What a caller is told whose plan took so long that it was given up. */
export function planLapsed(): ButtdialError {
  return new ButtdialError('timed-out', 'Making the agent took too long and was given up; nothing is left of it.', {
    remedy: 'Provision it again.',
  });
}

function rentFailed(receipt: Exclude<Receipt, { outcome: 'accepted' }>): ButtdialError {
  if (receipt.outcome === 'refused')
    return new ButtdialError('vendor-failed', receipt.fault.message, {
      remedy: 'Check the vendor account, then provision again.',
    });
  return new ButtdialError('vendor-failed', 'It is not known whether the vendor rented the number.', {
    remedy: 'Provision again: should it have been rented, it is given back.',
  });
}

function hooksFor(deps: Deps, agentId: string): NumberHooks {
  const base = `${deps.settings.publicUrl.href.replace(/\/$/, '')}/webhooks/${encodeURIComponent(agentId)}`;
  return { sms: new URL(`${base}/sms`), voice: new URL(`${base}/voice`) };
}

/** Gives back what nobody has; answers what could not be given back now. Doing it twice does no harm. */
export async function giveBack(
  deps: Deps,
  organizationId: string,
  rentals: readonly Rental[],
): Promise<readonly Rental[]> {
  await deps.connections.ready?.(organizationId);
  const left: Rental[] = [];
  for (const rental of rentals) {
    const connection = deps.connections.get(organizationId, rental.connection);
    if (!connection || !(await isGone(deps, connection, rental))) left.push(rental);
  }
  return left;
}

async function isGone(deps: Deps, { name, provider }: Connection, rental: Rental): Promise<boolean> {
  const { numbers } = provider;
  if (!numbers) return false;
  const signal = AbortSignal.timeout(deps.settings.courier.requestTimeoutMs);
  try {
    const call = { signal, idempotencyKey: deps.runtime.newId() };
    // Nobody said whether it was rented: the vendor's own list does.
    const known = rental.vendorId ?? (await numbers.list(call)).find(each => each.number === rental.number)?.vendorId;
    if (known === undefined) return true;
    deps.failpoint?.('before-release');
    const receipt = await numbers.release(known, call);
    deps.failpoint?.('after-release');
    if (receipt.outcome === 'accepted') return true;
    // One that the vendor does not know any more was given back before.
    return (await numbers.list(call)).every(each => each.vendorId !== known);
  } catch (error) {
    deps.runtime.log.warn('rental.not-given-back', {
      connection: name,
      error: error instanceof Error ? error.name : typeof error,
    });
    return false;
  }
}
