import { ButtdialError, type Runtime, type Store } from '@buttdial/core';
import type { Sealer } from '@buttdial/switchboard';

/** At most `max` tries in a window that begins with the first one. */
export interface Budget {
  readonly max: number;
  readonly spanMs: number;
}

/** What is guessed at, and from where. */
export interface Attempt {
  /** The verb: budgets of different verbs do not mix. */
  readonly what: string;
  /** The account, however it is named; its budget is small. */
  readonly account?: { readonly name: string; readonly budget: Budget };
  /** The peer's address; its budget holds over all accounts. */
  readonly peer?: { readonly address: string; readonly budget: Budget };
}

/**
 * Slows guessing down, for all processes together. Every try is counted before it is made, so guesses that come at once
 * are counted too. Only sign-ins are counted: tokens and sessions that are valid never wait.
 */
export interface Throttle {
  /** @throws `limit-exceeded`. */
  spend(attempt: Attempt): Promise<void>;
  /** What was tried turned out well: the account starts anew, the address does not, or one good account would pay for guessing at others. */
  forgive(attempt: Attempt): Promise<void>;
}

export const minute = 60_000;
export const hour = 60 * minute;

/** Counts in the store, under keyed hashes: neither accounts nor addresses can be read from it. */
export function createThrottle(parts: {
  readonly store: Pick<Store, 'countTry' | 'forgetTries'>;
  readonly sealer: Pick<Sealer, 'fingerprint'>;
  readonly runtime: Pick<Runtime, 'now'>;
}): Throttle {
  const { store, sealer, runtime } = parts;
  const accountKey = ({ what, account }: Attempt) =>
    account && sealer.fingerprint(`tries\n${what}\naccount\n${account.name}`);
  const peerKey = ({ what, peer }: Attempt) =>
    peer && sealer.fingerprint(`tries\n${what}\npeer\n${networkOf(peer.address)}`);
  async function count(key: string | undefined, budget: Budget | undefined): Promise<void> {
    if (key === undefined || budget === undefined) return;
    const now = runtime.now();
    const { count: made, resetsAt } = await store.countTry(key, budget.spanMs, now);
    if (made > budget.max) throw tooMany(resetsAt, now);
  }
  return {
    async spend(attempt) {
      await count(peerKey(attempt), attempt.peer?.budget);
      await count(accountKey(attempt), attempt.account?.budget);
    },
    async forgive(attempt) {
      const key = accountKey(attempt);
      if (key !== undefined) await store.forgetTries([key]);
    },
  };
}

/** Who has one IPv6 address has 2^64 of them: they count as one. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  return [...first, ...zeros, ...last]
    .slice(0, 4)
    .map(group => group.replace(/^0+(?=.)/, ''))
    .join(':');
}

function tooMany(resetsAt: Date, now: Date): ButtdialError {
  return new ButtdialError('limit-exceeded', 'Too many tries.', {
    retryAfterMs: Math.max(1_000, resetsAt.getTime() - now.getTime()),
    remedy: 'Wait a while. Whoever is signed in stays signed in, and tokens go on working.',
  });
}
