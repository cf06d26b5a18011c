import type { InboxItem, InboxRoom } from '@buttdial/core';
import { and, count, desc, eq, isNotNull, isNull, lte, type SQL } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { inbox } from '../schema.ts';

const columns = {
  id: inbox.id,
  organizationId: inbox.organizationId,
  agentId: inbox.agentId,
  channel: inbox.channel,
  from: inbox.from,
  to: inbox.to,
  vendorId: inbox.vendorId,
  sealed: inbox.sealed,
  receivedAt: inbox.receivedAt,
  deliveries: inbox.deliveries,
  callbackAttempt: inbox.callbackAttempt,
};

export function inboxRoom({ tables, write }: Access): InboxRoom {
  const find = (where: SQL | undefined, limit: number): readonly InboxItem[] =>
    tables
      .select(columns)
      .from(inbox)
      .where(where)
      .orderBy(desc(inbox.receivedAt), desc(inbox.position))
      .limit(limit)
      .all()
      .map(row => ({ ...row, sealed: row.sealed ?? new Uint8Array() }));
  return {
    get: async (organizationId, inboxId) =>
      find(and(eq(inbox.id, inboxId), eq(inbox.organizationId, organizationId)), 1)[0],
    ofContact: async (organizationId, contactKey, page) =>
      find(
        and(
          eq(inbox.organizationId, organizationId),
          eq(inbox.contactKey, contactKey),
          page.until && lte(inbox.receivedAt, page.until),
        ),
        page.limit,
      ),
    repost: (organizationId, inboxId, ...[at, auditBody]) =>
      write(batch => {
        const organization = batch.meters.of(organizationId);
        const waits = and(
          eq(inbox.id, inboxId),
          eq(inbox.organizationId, organizationId),
          isNull(inbox.acknowledgedAt),
          isNotNull(inbox.sealed),
        );
        if (!organization) return false;
        const change = { callbackDueAt: at.getTime(), callbackAttempt: 0, leaseUntil: null };
        const [row] = tables.update(inbox).set(change).where(waits).returning({ agentId: inbox.agentId }).all();
        if (!row) return false;
        batch.audit(organization, auditBody, at);
        batch.wake({ topic: 'inbox', agentId: row.agentId });
        return true;
      }),
    waiting: async (organizationId, agentId) => {
      const where = and(
        eq(inbox.agentId, agentId),
        eq(inbox.organizationId, organizationId),
        isNull(inbox.acknowledgedAt),
      );
      const rows = tables
        .select({ channel: inbox.channel, waiting: count() })
        .from(inbox)
        .where(where)
        .groupBy(inbox.channel)
        .all();
      return Object.fromEntries(rows.map(row => [row.channel, row.waiting]));
    },
  };
}
