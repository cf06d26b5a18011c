import type { InboxRoom } from '@buttdial/core';
import { and, count, eq, isNull } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { inbox } from '../schema.ts';

export function inboxRoom({ tables }: Access): InboxRoom {
  return {
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
