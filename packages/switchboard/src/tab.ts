import { ButtdialError, type Rental } from '@buttdial/core';
import type { Deps } from './deps.ts';
import type { AgentScope } from './principal.ts';

/** A plan to make an agent, as the one who carries it out holds it. */
export interface Held extends AgentScope {
  readonly planId: string;
  readonly signal: AbortSignal;
  readonly tab: Tab;
}

/**
 * What a plan has rented so far. It is written down before a vendor is asked and when it has answered, so that whoever
 * finds the plan after a crash can look what became of it.
 */
export interface Tab {
  /** Something that is about to be asked for. Another one takes its place unless it is kept. @throws when the plan lapsed. */
  trying(rental: Rental): Promise<void>;
  /** Something that was given. @throws when the plan lapsed. */
  keep(rental: Rental): Promise<void>;
  /** Something that the store has written down already. */
  has(rental: Rental): void;
}

/** The tab of a plan that was just begun. */
export function openTab(
  { store, runtime, settings }: Deps,
  { organizationId, planId }: { readonly organizationId: string; readonly planId: string },
): Tab {
  const kept: Rental[] = [];
  async function note(rentals: readonly Rental[]): Promise<void> {
    const progress = { rentals, now: runtime.now(), leaseMs: settings.plans.leaseMs };
    if (!(await store.plans.note(organizationId, planId, progress))) throw planLapsed();
  }
  return {
    trying: rental => note([...kept, rental]),
    keep: rental => {
      kept.push(rental);
      return note(kept);
    },
    has: rental => void kept.push(rental),
  };
}

/** What a caller is told whose plan took so long that it was given up. */
export function planLapsed(): ButtdialError {
  return new ButtdialError('timed-out', 'It took too long at the vendor and was given up; nothing is left of it.', {
    remedy: 'Ask for it again.',
  });
}
