import type { Provider, Receipt } from '@buttdial/core';
import type { Deps } from './deps.ts';

/** Failures in a row after which a vendor counts as down. */
const patience = 5;
/** The longest that a vendor which is down is left alone. */
export const longestPauseMs = 60_000;
const latelyMs = 3_600_000;
/** How soon to look again whether the one that asks was answered. */
const probeLookMs = 1_000;
/**
 * Repeats may be a tenth of the traffic, and one a second where there is little of it. What may be repeated is saved in
 * thousandths: a send saves a hundred, a millisecond one.
 */
const oneRepeat = 1_000;
const savedPerSend = 100;
const mostSaved = 100 * oneRepeat;

/**
 * What this process has seen of each vendor lately, so that a vendor in trouble is not asked by every waiting message: while
 * it is down one message at a time finds out whether it is back, and repeats stay a small part of the traffic.
 */
export interface VendorHealth {
  /** Undefined: ask now. Otherwise when to try again. */
  holdBack(provider: Provider, isRepeat: boolean): Date | undefined;
  /** It was down within the last hour: waiting used up attempts of messages that were never asked about. */
  wasDownLately(provider: Provider): boolean;
  /** What the vendor answered to a message that was not held back. */
  heard(connection: { readonly name: string; readonly provider: Provider }, receipt: Receipt): void;
}

interface Seen {
  failuresInRow: number;
  /** How often in a row it was found down. */
  pauses: number;
  closedUntil: number;
  /** Until then somebody is finding out. */
  probedUntil: number;
  saved: number;
  countedAt: number;
}

export function createVendorHealth(deps: Pick<Deps, 'runtime' | 'settings' | 'metrics'>): VendorHealth {
  const { runtime, settings, metrics } = deps;
  const all = new WeakMap<Provider, Seen>();
  function of(provider: Provider): Seen {
    const known = all.get(provider);
    if (known) return known;
    const seen = {
      failuresInRow: 0,
      pauses: 0,
      closedUntil: 0,
      probedUntil: 0,
      saved: 10 * oneRepeat,
      countedAt: runtime.now().getTime(),
    };
    all.set(provider, seen);
    return seen;
  }
  return {
    holdBack(provider, isRepeat) {
      const seen = of(provider);
      const now = runtime.now().getTime();
      if (seen.closedUntil > now) return new Date(seen.closedUntil);
      if (seen.probedUntil > now) return new Date(Math.min(seen.probedUntil, now + probeLookMs));
      const affordableAt = isRepeat ? spendRepeat(seen, now) : saveRepeat(seen);
      if (affordableAt > now) return new Date(affordableAt);
      if (seen.failuresInRow >= patience) seen.probedUntil = now + settings.courier.requestTimeoutMs;
      return undefined;
    },
    wasDownLately: provider => of(provider).closedUntil > runtime.now().getTime() - latelyMs,
    heard({ name, provider }, receipt) {
      const seen = of(provider);
      seen.probedUntil = 0;
      if (!isTrouble(receipt)) {
        if (seen.pauses > 0) runtime.log.info('vendor.recovered', { connection: name });
        seen.failuresInRow = seen.pauses = 0;
        return;
      }
      seen.failuresInRow += 1;
      const now = runtime.now().getTime();
      // What was already under way when it went down says nothing new.
      if (seen.failuresInRow < patience || seen.closedUntil > now) return;
      const pauseMs = Math.min(longestPauseMs, settings.courier.retryBaseMs * 2 ** seen.pauses);
      seen.pauses += 1;
      seen.closedUntil = now + Math.max(pauseMs, retryAfterOf(receipt));
      metrics.count('buttdial_vendor_pauses_total', { connection: name });
      runtime.log.warn('vendor.down', { connection: name, pauseMs });
    },
  };
}

/** Takes one repeat from what is saved; otherwise when one will have been saved. */
function spendRepeat(seen: Seen, now: number): number {
  seen.saved = Math.min(mostSaved, seen.saved + Math.max(0, now - seen.countedAt));
  seen.countedAt = now;
  if (seen.saved < oneRepeat) return now + oneRepeat - seen.saved;
  seen.saved -= oneRepeat;
  return now;
}

function saveRepeat(seen: Seen): number {
  seen.saved = Math.min(mostSaved, seen.saved + savedPerSend);
  return 0;
}

/** The vendor, not the message, is what is wrong. */
function isTrouble(receipt: Receipt): boolean {
  if (receipt.outcome !== 'refused') return receipt.outcome === 'uncertain';
  return receipt.fault.kind === 'unavailable' || receipt.fault.kind === 'rate-limited';
}

function retryAfterOf(receipt: Receipt): number {
  return receipt.outcome === 'refused' ? Math.min(receipt.fault.retryAfterMs ?? 0, longestPauseMs) : 0;
}
