import type { KeptBody, PrivacyRoom } from '@buttdial/core';
import { and, asc, eq, lt, type SQL, sql } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { keptBodies } from '../schema-pools.ts';

type Bodies = Pick<PrivacyRoom, 'keepBody' | 'keptBody' | 'dropBodies' | 'purge'>;

const ofContact = (organizationId: string, contactKey: string): SQL | undefined =>
  and(eq(keptBodies.organizationId, organizationId), eq(keptBodies.contactKey, contactKey));

/** Bodies that organizations chose to keep, and what of theirs has passed its time. */
export function bodyRoom({ within }: Access): Bodies {
  return {
    keepBody: (organizationId, body) =>
      within(organizationId, async tables => {
        const of = sql`id = ${body.id} and organization_id = ${organizationId} and contact_key = ${body.contactKey}`;
        // Locked, so that an erasure comes before or after it and not in between.
        const messages = await tables.execute(sql`select id from messages where ${of} for share`);
        const inbox = messages.length > 0 ? [] : await tables.execute(sql`select id from inbox where ${of} for share`);
        if (messages.length + inbox.length === 0) return false;
        await tables
          .insert(keptBodies)
          .values({ ...body, organizationId })
          .onConflictDoNothing();
        return true;
      }),
    keptBody: (organizationId, id) =>
      within(organizationId, async tables =>
        (
          await tables
            .select()
            .from(keptBodies)
            .where(and(eq(keptBodies.organizationId, organizationId), eq(keptBodies.id, id)))
        ).at(0),
      ),
    dropBodies: (organizationId, expiredBefore) =>
      within(organizationId, async tables => {
        const expired = expiredBefore === undefined ? sql`true` : lt(keptBodies.expiresAt, expiredBefore);
        const gone = and(eq(keptBodies.organizationId, organizationId), expired);
        return (await tables.delete(keptBodies).where(gone).returning({ id: keptBodies.id })).length;
      }),
    purge: (organizationId, { channel, before }) =>
      within(organizationId, async tables => {
        const where = sql`organization_id = ${organizationId} and channel = ${channel}`;
        const at = sql`${before.getTime()}::bigint`;
        const settled = sql`state in ('sent', 'delivered', 'failed', 'refused', 'unknown')`;
        const gone = [
          await tables.execute(sql`delete from inbox where ${where} and acknowledged_at < ${at}`),
          await tables.execute(
            sql`delete from messages where ${where} and updated_at < ${at} and lease_until is null and ${settled}`,
          ),
          await tables.execute(sql`delete from kept_bodies where ${where} and at < ${at}`),
        ];
        return gone.reduce((sum, result) => sum + result.count, 0);
      }),
  };
}

/** Oldest first. */
export function bodiesOf(tables: Transaction, organizationId: string, contactKey: string): Promise<KeptBody[]> {
  return tables
    .select()
    .from(keptBodies)
    .where(ofContact(organizationId, contactKey))
    .orderBy(asc(keptBodies.at), asc(keptBodies.id));
}

/** Answers how many there were. */
export async function eraseBodies(tables: Transaction, organizationId: string, contactKey: string): Promise<number> {
  const gone = await tables
    .delete(keptBodies)
    .where(ofContact(organizationId, contactKey))
    .returning({ id: keptBodies.id });
  return gone.length;
}
