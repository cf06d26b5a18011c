import { type MessageFilter, type MessageRecord, normalizeAddress, type Page } from '@buttdial/core';
import { contactKey } from './contacts.ts';
import type { Deps } from './deps.ts';

// More contacts than this fit no search that anybody would read.
const mostContacts = 200;

interface Wanted {
  readonly find: string;
  readonly filter: MessageFilter;
  readonly page: Page;
}

/** Messages by their own id, by the vendor's, or by the address they went to, whole or in part; newest first. */
export async function findMessages(
  { store, sealer }: Pick<Deps, 'store' | 'sealer'>,
  organizationId: string,
  { find, filter, page }: Wanted,
): Promise<readonly MessageRecord[]> {
  for (const channel of ['email', 'line', 'sms'] as const) {
    const address = normalizeAddress(channel, find);
    if (address === undefined) continue;
    const key = contactKey(sealer, organizationId, { channel, address });
    if (await store.contacts.get(organizationId, key))
      return store.messages.list(organizationId, { ...filter, contactKey: key }, page);
  }
  const own = await store.messages.get(organizationId, find);
  if (own) return page.before === undefined && (filter.agentId ?? own.agentId) === own.agentId ? [own] : [];
  const vendors = await store.messages.list(organizationId, { ...filter, vendorId: find }, page);
  if (vendors.length > 0) return vendors;
  const contacts = await store.contacts.list(organizationId, { find: find.toLowerCase() }, { limit: mostContacts });
  if (contacts.length === 0) return [];
  const contactKeys = contacts.map(contact => contact.contactKey);
  return store.messages.list(organizationId, { ...filter, contactKeys }, page);
}
