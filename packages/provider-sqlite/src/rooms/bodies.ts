import type { KeptBody, PrivacyRoom } from '@buttdial/core';
import { and, asc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { createRemoval } from '../conversations.ts';
import { keptBodies } from '../schema-pools.ts';

type Bodies = Pick<PrivacyRoom, 'keepBody' | 'keptBody' | 'dropBodies' | 'purge'> & {
  /** Oldest first. */
  of(organizationId: string, contactKey: string): readonly KeptBody[];
  /** To be run inside a transaction. */
  erase(organizationId: string, contactKey: string): number;
};

/** Bodies that organizations chose to keep, and what of theirs has passed its time. */
export function createBodies({ connection, tables, write }: Access): Bodies {
  const ofContact = (organizationId: string, contactKey: string): SQL | undefined =>
    and(eq(keptBodies.organizationId, organizationId), eq(keptBodies.contactKey, contactKey));
  const known = connection.prepare(
    `select 1 from messages where id = :id and organization_id = :organizationId and contact_key = :contactKey
     union all select 1 from inbox where id = :id and organization_id = :organizationId and contact_key = :contactKey`,
  );
  const sweep = createSweep(connection);
  return {
    of: (organizationId, contactKey) =>
      tables
        .select()
        .from(keptBodies)
        .where(ofContact(organizationId, contactKey))
        .orderBy(asc(keptBodies.at), asc(keptBodies.id))
        .all(),
    erase: (organizationId, contactKey) =>
      tables.delete(keptBodies).where(ofContact(organizationId, contactKey)).run().changes,
    keepBody: (organizationId, body) =>
      write(() => {
        if (!known.get({ id: body.id, organizationId, contactKey: body.contactKey })) return false;
        const row = { ...body, organizationId, sealed: Buffer.from(body.sealed) };
        tables.insert(keptBodies).values(row).onConflictDoNothing().run();
        return true;
      }),
    keptBody: async (organizationId, id) =>
      tables
        .select()
        .from(keptBodies)
        .where(and(eq(keptBodies.organizationId, organizationId), eq(keptBodies.id, id)))
        .get(),
    dropBodies: (organizationId, expiredBefore) =>
      write(() => {
        const expired = expiredBefore === undefined ? sql`true` : lt(keptBodies.expiresAt, expiredBefore);
        const gone = and(eq(keptBodies.organizationId, organizationId), expired);
        return tables.delete(keptBodies).where(gone).run().changes;
      }),
    purge: (organizationId, { channel, before }) =>
      write(() => sweep({ organizationId, channel, before: before.getTime() })),
  };
}

function createSweep(connection: Access['connection']) {
  const theirs = 'organization_id = :organizationId and channel = :channel';
  const inbox = connection.prepare(`delete from inbox where ${theirs} and acknowledged_at < :before`);
  const messages = createRemoval(
    connection,
    `${theirs} and updated_at < :before and lease_until is null
       and state in ('sent', 'delivered', 'failed', 'refused', 'unknown')`,
  );
  const bodies = connection.prepare(`delete from kept_bodies where ${theirs} and at < :before`);
  return (bound: { readonly organizationId: string; readonly channel: string; readonly before: number }): number =>
    inbox.run(bound).changes + messages(bound) + bodies.run(bound).changes;
}
