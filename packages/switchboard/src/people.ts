import { ButtdialError, type Membership, type Runtime, type Store } from '@buttdial/core';
import { fresh } from './fresh.ts';
import type { Principal } from './principal.ts';
import { createIsSuspended, suspended } from './suspension.ts';

/** Somebody who is signed in, and the organization that they want to speak for; the one they joined first when left out. */
export interface SignedIn {
  readonly personId: string;
  readonly sessionId: string;
  readonly organizationId?: string;
}

/**
 * Turns a person who is signed in into a caller. Where they belong, and as what, is believed for half a second, so a role
 * that was taken away is gone everywhere within one.
 */
export function createAdmitPerson(store: Store, runtime: Runtime): (who: SignedIn) => Promise<Principal> {
  const memberships = fresh(runtime, {
    ttlMs: 500,
    maxEntries: 10_000,
    load: (personId: string): Promise<readonly Membership[]> => store.findMemberships(personId),
  });
  const isSuspended = createIsSuspended({ store, runtime });
  return async ({ personId, sessionId, organizationId: wanted }) => {
    const all = await memberships(personId);
    const membership = all.find(each => each.organizationId === wanted) ?? all[0];
    if (!membership)
      throw new ButtdialError('forbidden', 'You belong to no organization.', {
        remedy: 'Ask an owner to invite you.',
      });
    const { organizationId, role } = membership;
    if (await isSuspended(organizationId)) throw suspended();
    return { kind: 'organization', organizationId, tokenId: sessionId, person: { id: personId, role } };
  };
}
