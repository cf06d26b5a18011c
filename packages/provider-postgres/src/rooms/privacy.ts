import type { ContactErasure, PrivacyRoom } from '@buttdial/core';
import { and, desc, eq, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { type ConsentRow, type InboxRow, present, toConsent, toInboxItem } from '../rows.ts';
import { contacts, messages } from '../schema.ts';
import { bodiesOf, bodyRoom, eraseBodies } from './bodies.ts';
import { messageColumns } from './messages.ts';

export function privacyRoom(access: Access): PrivacyRoom {
  const { within } = access;
  return {
    ...bodyRoom(access),
    exportContact: (organizationId, contactKey) =>
      within(organizationId, async tables => {
        const whose = sql`organization_id = ${organizationId} and contact_key = ${contactKey}`;
        const sent = await tables
          .select(messageColumns)
          .from(messages)
          .where(and(eq(messages.organizationId, organizationId), eq(messages.contactKey, contactKey)))
          .orderBy(desc(messages.createdAt), desc(messages.id));
        const inbox = await tables.execute<InboxRow & Record<string, unknown>>(
          sql`select * from inbox where ${whose} order by received_at, position`,
        );
        const ledger = await tables.execute<ConsentRow & Record<string, unknown>>(
          sql`select * from consent where ${whose} order by at, position`,
        );
        const heard = await tables
          .select({ channel: contacts.channel, at: contacts.lastInboundAt })
          .from(contacts)
          .where(and(eq(contacts.organizationId, organizationId), eq(contacts.contactKey, contactKey)));
        return {
          messages: sent.map(present),
          inbox: inbox.map(row => ({ ...toInboxItem(row), sealed: row.sealed ?? new Uint8Array() })),
          ledger: ledger.map(toConsent),
          bodies: await bodiesOf(tables, organizationId, contactKey),
          lastInboundAt: Object.fromEntries(heard.map(({ channel, at }) => [channel, at])),
        };
      }),
    eraseContact: (organizationId, contactKey, ...[at, auditBody]) =>
      within(organizationId, async tables => {
        const [row] = await tables.execute<{ erased: Omit<ContactErasure, 'bodies'> }>(
          sql`select store_erase(${organizationId}, ${contactKey}, ${at.getTime()}::bigint, ${auditBody}) as erased`,
        );
        // After the function, which locks the organization as every writer does first.
        return { ...row!.erased, bodies: await eraseBodies(tables, organizationId, contactKey) };
      }),
  };
}
