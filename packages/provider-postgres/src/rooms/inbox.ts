import type { InboxRoom } from '@buttdial/core';
import { and, count, eq, isNull } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { inbox } from '../schema.ts';

export function inboxRoom({ within }: Access): InboxRoom {
  return {
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
