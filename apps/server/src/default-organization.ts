import type { Runtime, Store } from '@buttdial/core';

/** A new installation starts with one organization, `default`, that the operator's token can fill. */
export async function prepareOrganization(store: Store, runtime: Runtime): Promise<void> {
  await store.createOrganization(
    { id: 'default', name: 'Default', slug: 'default', mode: 'production', settings: {}, createdAt: runtime.now() },
    undefined,
    JSON.stringify({ event: 'organization.created', actor: 'system', target: 'default', details: {} }),
  );
}
