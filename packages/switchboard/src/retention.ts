import { channels, type Runtime, type Store } from '@buttdial/core';
import { readSettings } from './organization-settings.ts';

const dayMs = 86_400_000;

/**
 * Removes what is older than its organization keeps things, and kept bodies that have expired. What the whole installation
 * removes is `Store.purge`. Answers how many rows went.
 */
export async function applyRetention({
  store,
  runtime,
}: {
  readonly store: Pick<Store, 'listOrganizations' | 'privacy'>;
  readonly runtime: Pick<Runtime, 'now'>;
}): Promise<number> {
  let gone = 0;
  const now = runtime.now();
  for (const organization of await store.listOrganizations()) {
    const { retentionDays = {} } = readSettings(organization);
    for (const channel of channels) {
      const days = retentionDays[channel];
      if (days === undefined) continue;
      const before = new Date(now.getTime() - days * dayMs);
      gone += await store.privacy.purge(organization.id, { channel, before });
    }
    gone += await store.privacy.dropBodies(organization.id, now);
  }
  return gone;
}
