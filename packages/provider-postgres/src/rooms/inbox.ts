import type { InboxRoom } from '@buttdial/core';
import { and, count, desc, eq, isNotNull, isNull, lte, type SQL } from 'drizzle-orm';
import { type Access, appendAudit, lockOrganization, type Transaction } from '../access.ts';
import { inbox } from '../schema.ts';
import type { Announce } from '../watch.ts';

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

async function find(tables: Transaction, where: SQL | undefined, limit: number) {
  const rows = await tables
    .select(columns)
    .from(inbox)
    .where(where)
    .orderBy(desc(inbox.receivedAt), desc(inbox.position))
    .limit(limit);
  return rows.map(row => ({ ...row, sealed: row.sealed ?? new Uint8Array() }));
}

export function inboxRoom({ within }: Access, announce: Announce): InboxRoom {
  return {
    get: async (organizationId, inboxId) => {
      const mine = and(eq(inbox.id, inboxId), eq(inbox.organizationId, organizationId));
      return (await within(organizationId, tables => find(tables, mine, 1)))[0];
    },
    ofContact: (organizationId, contactKey, page) => {
      const theirs = and(
        eq(inbox.organizationId, organizationId),
        eq(inbox.contactKey, contactKey),
        page.until && lte(inbox.receivedAt, page.until),
      );
      return within(organizationId, tables => find(tables, theirs, page.limit));
    },
    repost: async (organizationId, inboxId, ...[at, auditBody]) => {
      const agentId = await within(organizationId, async tables => {
        if (!(await lockOrganization(tables, organizationId))) return undefined;
        const waits = and(
          eq(inbox.id, inboxId),
          eq(inbox.organizationId, organizationId),
          isNull(inbox.acknowledgedAt),
          isNotNull(inbox.sealed),
        );
        const change = { callbackDueAt: at.getTime(), callbackAttempt: 0, leaseUntil: null };
        const [row] = await tables.update(inbox).set(change).where(waits).returning({ agentId: inbox.agentId });
        if (row) await appendAudit(tables, { organizationId, body: auditBody, at });
        return row?.agentId;
      });
      if (agentId !== undefined) announce([{ topic: 'inbox', agentId }]);
      return agentId !== undefined;
    },
    waiting: (organizationId, agentId) =>
      within(organizationId, async tables => {
        const where = and(
          eq(inbox.agentId, agentId),
          eq(inbox.organizationId, organizationId),
          isNull(inbox.acknowledgedAt),
        );
        const rows = await tables
          .select({ channel: inbox.channel, waiting: count() })
          .from(inbox)
          .where(where)
          .groupBy(inbox.channel);
        return Object.fromEntries(rows.map(row => [row.channel, row.waiting]));
      }),
  };
}
