import type { Contact, ContactFilter, ContactPage, ContactRoom } from '@buttdial/core';
import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { CatchUp } from '../phonebook.ts';
import { phonebook } from '../schema-tenants.ts';

const columns = {
  contactKey: phonebook.contactKey,
  address: phonebook.address,
  channel: phonebook.channel,
  firstAt: phonebook.firstAt,
  lastAt: phonebook.lastAt,
};

export function contactRoom(access: Access, catchUp: CatchUp): ContactRoom {
  const { tables, write } = access;
  const get = (organizationId: string, contactKey: string): Contact | undefined =>
    tables
      .select(columns)
      .from(phonebook)
      .where(and(eq(phonebook.organizationId, organizationId), eq(phonebook.contactKey, contactKey)))
      .get();
  const list = (organizationId: string, filter: ContactFilter, page: ContactPage): readonly Contact[] => {
    const last = page.before === undefined ? undefined : get(organizationId, page.before);
    if (page.before !== undefined && !last) return [];
    const { lastAt, contactKey } = phonebook;

    const after = last && sql`(${lastAt}, ${contactKey}) < (${last.lastAt.getTime()}, ${last.contactKey})`;
    return tables
      .select(columns)
      .from(phonebook)
      .where(and(eq(phonebook.organizationId, organizationId), after, ...narrowed(filter)))
      .orderBy(desc(lastAt), desc(contactKey))
      .limit(page.limit)
      .all();
  };
  return {
    async get(organizationId, contactKey) {
      await catchUp();
      return get(organizationId, contactKey);
    },
    async list(organizationId, filter, page) {
      await catchUp();
      return list(organizationId, filter, page);
    },
    note: (organizationId, { contactKey, address, channel, lastAt }) =>
      write(() => {
        tables
          .insert(phonebook)
          .values({ organizationId, contactKey, address, channel, firstAt: lastAt, lastAt })
          .onConflictDoUpdate({
            target: [phonebook.organizationId, phonebook.contactKey],
            set: { address, lastAt: sql`max(${phonebook.lastAt}, excluded.last_at)` },
          })
          .run();
      }),
  };
}

// The newest line that says yes or no; what was said in an order that only the fold understands is the fold's to show.
const newestWish = sql`(select kind from consent c where c.organization_id = ${phonebook.organizationId}
  and c.contact_key = ${phonebook.contactKey} and kind <> 'relationship' order by c.at desc, c.position desc limit 1)`;

function narrowed({ find, wish }: ContactFilter): readonly (SQL | undefined)[] {
  return [
    find === undefined ? undefined : sql`instr(${phonebook.address}, ${find}) > 0`,
    wish === 'granted' ? sql`${newestWish} = 'granted'` : undefined,
    wish === 'opted-out' ? sql`${newestWish} in ('stop', 'revoked')` : undefined,
    wish === 'none' ? sql`coalesce(${newestWish}, 'start') = 'start'` : undefined,
  ];
}
