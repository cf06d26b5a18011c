import type { UsageRoom } from '@buttdial/core';
import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { usage } from '../schema.ts';

export function usageRoom({ within }: Access): UsageRoom {
  const sums = {
    agentId: usage.agentId,
    channel: usage.channel,
    actions: sql<number>`sum(${usage.actions})`.mapWith(Number),
    micros: sql<number>`sum(${usage.micros})`.mapWith(Number),
  };
  return {
    summary: (organizationId, { agentId, since, until, by }) =>
      within(organizationId, tables => {
        const where = and(
          eq(usage.organizationId, organizationId),
          gte(usage.hour, since),
          lt(usage.hour, until),
          agentId === undefined ? undefined : eq(usage.agentId, agentId),
        );
        if (by === 'hour') {
          const { agentId: agent, channel, hour, actions, micros } = usage;
          return tables
            .select({ agentId: agent, channel, hour, actions, micros })
            .from(usage)
            .where(where)
            .orderBy(hour, agent, channel);
        }
        return tables
          .select(sums)
          .from(usage)
          .where(where)
          .groupBy(usage.agentId, usage.channel)
          .orderBy(usage.agentId, usage.channel);
      }),
  };
}
