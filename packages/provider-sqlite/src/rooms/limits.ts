import type { LimitRoom, Limits } from '@buttdial/core';
import { and, eq } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { limitUse } from '../limits.ts';
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

export function limitRoom({ tables, write }: Access): LimitRoom {
  const subject = (organizationId: string, agentId = '') =>
    and(eq(meters.organizationId, organizationId), eq(meters.agentId, agentId));
  const find = (organizationId: string, agentId?: string): Limits | undefined =>
    tables.select(columns).from(meters).where(subject(organizationId, agentId)).get();
  return {
    get: async (organizationId, agentId) => find(organizationId, agentId) ?? {},
    set: (organizationId, change, agentId) =>
      write(() => {
        const named = Object.keys(columns).some(name => change[name as keyof Limits] !== undefined);
        if (named) tables.update(meters).set(change).where(subject(organizationId, agentId)).run();
        return find(organizationId, agentId);
      }),
    use: (organizationId, now, agentId) =>
      write(batch => {
        const meter = batch.meters.of(organizationId, agentId);
        const admissionTime = (sequence: number) => meter && batch.meters.admittedAt(meter, sequence);
        return limitUse(meter ?? unused, admissionTime, batch.time(now));
      }),
  };
}

const unused = { sequence: 0, day: 0, dayMicros: 0, month: 0, monthMicros: 0 };
