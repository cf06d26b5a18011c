import type { Contact, ContactFilter, ContactRoom } from '@buttdial/core';
import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { phonebook } from '../schema-tenants.ts';

const columns = {
  contactKey: phonebook.contactKey,
  address: phonebook.address,
  channel: phonebook.channel,
  firstAt: phonebook.firstAt,
  lastAt: phonebook.lastAt,
};

export function contactRoom({ within }: Access): ContactRoom {
  return {
    get: (organizationId, contactKey) => within(organizationId, tables => find(tables, organizationId, contactKey)),
    list: (organizationId, filter, page) =>
      within(organizationId, async tables => {
        const last = page.before === undefined ? undefined : await find(tables, organizationId, page.before);
        if (page.before !== undefined && !last) return [];
        const { lastAt, contactKey } = phonebook;
        const after = last && sql`(${lastAt}, ${contactKey}) < (${last.lastAt.getTime()}::bigint, ${last.contactKey})`;
        return tables
          .select(columns)
          .from(phonebook)
          .where(and(eq(phonebook.organizationId, organizationId), after, ...narrowed(filter)))
          .orderBy(desc(lastAt), desc(contactKey))
          .limit(page.limit);
      }),
    note: (organizationId, { contactKey, address, channel, lastAt }) =>
      within(organizationId, async tables => {
        await tables
          .insert(phonebook)
          .values({ organizationId, contactKey, address, channel, firstAt: lastAt, lastAt })
          .onConflictDoUpdate({
            target: [phonebook.organizationId, phonebook.contactKey],
            set: { address, lastAt: sql`greatest(${phonebook.lastAt}, excluded.last_at)` },
          });
      }),
  };
}

async function find(tables: Transaction, organizationId: string, contactKey: string): Promise<Contact | undefined> {
  const [row] = await tables
    .select(columns)
    .from(phonebook)
    .where(and(eq(phonebook.organizationId, organizationId), eq(phonebook.contactKey, contactKey)));
  return row;
}

// The newest line that says yes or no; what was said in an order that only the fold understands is the fold's to show.
const newestWish = sql`(select kind from consent c where c.organization_id = ${phonebook.organizationId}
  and c.contact_key = ${phonebook.contactKey} and kind <> 'relationship' order by c.at desc, c.position desc limit 1)`;

function narrowed({ find: part, wish }: ContactFilter): readonly (SQL | undefined)[] {
  return [
    part === undefined ? undefined : sql`strpos(${phonebook.address}, ${part}) > 0`,
    wish === 'granted' ? sql`${newestWish} = 'granted'` : undefined,
    wish === 'opted-out' ? sql`${newestWish} in ('stop', 'revoked')` : undefined,
    wish === 'none' ? sql`coalesce(${newestWish}, 'start') = 'start'` : undefined,
  ];
}
