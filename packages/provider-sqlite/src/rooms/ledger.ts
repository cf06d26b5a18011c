import type { LedgerRoom } from '@buttdial/core';
import { type AnyColumn, and, count, eq, gte, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { messages } from '../schema.ts';
import { ledger } from '../schema-tenants.ts';

export function ledgerRoom({ tables }: Access): LedgerRoom {
  const { hour, agentId: agent, channel, kind } = ledger;
  const summed = (column: AnyColumn) => sql<number>`sum(${column})`.mapWith(Number);
  return {
    vouchers: async (organizationId, { agentId, since, until, by }) => {
      const where = and(
        eq(ledger.organizationId, organizationId),
        gte(hour, since),
        lt(hour, until),
        agentId === undefined ? undefined : eq(agent, agentId),
      );
      if (by === 'hour') {
        const { count: lines, reservedMicros, spentMicros } = ledger;
        const columns = { agentId: agent, channel, kind, hour, count: lines, reservedMicros, spentMicros };
        return tables.select(columns).from(ledger).where(where).orderBy(hour, agent, channel, kind).all();
      }
      return tables
        .select({
          agentId: agent,
          channel,
          kind,
          count: summed(ledger.count),
          reservedMicros: summed(ledger.reservedMicros),
          spentMicros: summed(ledger.spentMicros),
        })
        .from(ledger)
        .where(where)
        .groupBy(agent, channel, kind)
        .orderBy(agent, channel, kind)
        .all();
    },
    open: async (organizationId, agentId) => {
      const where = and(
        eq(messages.organizationId, organizationId),
        inArray(messages.state, ['queued', 'deferred', 'sending', 'unknown']),
        isNull(messages.usageHour),
        agentId === undefined ? undefined : eq(messages.agentId, agentId),
      );
      const reserved = sql<number>`coalesce(sum(${messages.reservedMicros}), 0)`.mapWith(Number);
      const row = tables.select({ count: count(), reservedMicros: reserved }).from(messages).where(where).get();
      return row ?? { count: 0, reservedMicros: 0 };
    },
  };
}
