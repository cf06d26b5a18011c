import type { LimitRoom, Limits, LimitUse } from '@buttdial/core';
import { and, eq } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { kept } from '../errors.ts';
import type { Clock } from '../outbox.ts';
import { meters } from '../schema.ts';

const columns = {
  maxActionsPerMinute: meters.maxActionsPerMinute,
  maxActionsPerHour: meters.maxActionsPerHour,
  maxActionsPerDay: meters.maxActionsPerDay,
  maxActionsPerMonth: meters.maxActionsPerMonth,
  maxSpendMicrosPerDay: meters.maxSpendMicrosPerDay,
  maxSpendMicrosPerMonth: meters.maxSpendMicrosPerMonth,
  maxCallsPerDaySameNumber: meters.maxCallsPerDaySameNumber,
};

export function limitRoom({ connection, within }: Access, clock: Clock): LimitRoom {
  const subject = (organizationId: string, agentId = '') =>
    and(eq(meters.organizationId, organizationId), eq(meters.agentId, agentId));
  const find = async (tables: Transaction, organizationId: string, agentId?: string): Promise<Limits | undefined> =>
    (await tables.select(columns).from(meters).where(subject(organizationId, agentId))).at(0);
  return {
    get: async (organizationId, agentId) =>
      (await within(organizationId, tables => find(tables, organizationId, agentId))) ?? {},
    set: (organizationId, change, agentId) =>
      within(organizationId, async tables => {
        const named = Object.keys(columns).some(name => change[name as keyof Limits] !== undefined);
        if (named) await tables.update(meters).set(change).where(subject(organizationId, agentId));
        return find(tables, organizationId, agentId);
      }),
    use: async (organizationId, now, agentId = '') => {
      const rows = await kept(
        connection<{ use: LimitUse }[]>`select store_use(${organizationId}, ${agentId}, ${clock(now)}) as use`,
      );
      return rows[0]!.use;
    },
  };
}
