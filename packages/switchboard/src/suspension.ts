import { ButtdialError, type Organization, type Runtime, type Store } from '@buttdial/core';
import { fresh } from './fresh.ts';

/** Whether an organization is suspended; believed for half a second, so that it holds everywhere within one. */
export type IsSuspended = (organizationId: string) => boolean | Promise<boolean>;

export function createIsSuspended({
  store,
  runtime,
}: {
  readonly store: Store;
  readonly runtime: Runtime;
}): IsSuspended {
  return fresh(runtime, {
    ttlMs: 500,
    maxEntries: 10_000,
    load: async organizationId => suspendedAt(await store.organizations.get(organizationId)) !== undefined,
  });
}

/** When the operator suspended it. Kept in the organization's settings, which only the operator writes. */
export function suspendedAt(organization: Organization | undefined): string | undefined {
  const at = organization?.settings.suspendedAt;
  return typeof at === 'string' ? at : undefined;
}

/** What every door tells the tokens of a suspended organization. */
export function suspended(): ButtdialError {
  return new ButtdialError('forbidden', 'This organization is suspended.', {
    remedy: 'Ask the operator of this server to resume it. Nothing was lost: what waits goes on from there.',
  });
}
