import type { UsageRow } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { agentScope } from '../principal.ts';
import { fromLimits, limitsShape } from './limits.ts';
import { agentId } from './messages.ts';

const period = z.enum(['today', 'week', 'month', 'all']).default('today');

/** Start of a reporting period, in UTC; a week is the last seven days. */
export function periodStart(name: z.output<typeof period>, now: Date): Date {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  if (name === 'today') return day;
  if (name === 'week') return new Date(day.getTime() - 6 * 86_400_000);
  if (name === 'month') return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  return new Date(0);
}

/** The verbs about what was used and what it cost. */
export function usageOperations(deps: Deps) {
  return {
    get: defineOperation({
      name: 'usage.get',
      summary: 'What an agent did and what it cost in a period, against its caps.',
      access: 'agent',
      readOnly: true,
      rest: { method: 'get', path: '/usage' },
      input: z.object({ agentId, period }),
      output: z.object({
        agentId: z.string(),
        period: z.string(),
        actions: z.record(z.string(), z.int()),
        totalActions: z.int(),
        costsByChannel: z.record(z.string(), z.number()),
        totalCost: z.number(),
        currentUsage: z.object({
          actionsToday: z.int(),
          actionsLimit: z.int().nullable(),
          spendToday: z.number(),
          spendDayLimit: z.number().nullable(),
          spendMonth: z.number(),
          spendMonthLimit: z.number().nullable(),
        }),
        limits: limitsShape,
      }),
      run: async (input, { principal }) => {
        const scope = await agentScope(deps.store, principal, input.agentId);
        const now = deps.runtime.now();
        const [rows, limits, use] = await Promise.all([
          deps.store.usage.summary(scope.organizationId, {
            agentId: scope.agentId,
            since: periodStart(input.period, now),
            until: new Date(now.getTime() + 3_600_000),
            by: 'total',
          }),
          deps.store.limits.get(scope.organizationId, scope.agentId),
          deps.store.limits.use(scope.organizationId, now, scope.agentId),
        ]);
        const caps = fromLimits(limits);
        return {
          agentId: scope.agentId,
          period: input.period,
          ...totals(rows),
          currentUsage: {
            actionsToday: use.actionsToday,
            actionsLimit: caps.maxActionsPerDay ?? null,
            spendToday: use.spendTodayMicros / 1_000_000,
            spendDayLimit: caps.maxSpendPerDay ?? null,
            spendMonth: use.spendThisMonthMicros / 1_000_000,
            spendMonthLimit: caps.maxSpendPerMonth ?? null,
          },
          limits: caps,
        };
      },
    }),
  };
}

function totals(rows: readonly UsageRow[]): {
  actions: Record<string, number>;
  totalActions: number;
  costsByChannel: Record<string, number>;
  totalCost: number;
} {
  const actions: Record<string, number> = {};
  const micros: Record<string, number> = {};
  for (const row of rows) {
    actions[row.channel] = (actions[row.channel] ?? 0) + row.actions;
    micros[row.channel] = (micros[row.channel] ?? 0) + row.micros;
  }
  const sum = (values: Record<string, number>) => Object.values(values).reduce((total, value) => total + value, 0);
  const costsByChannel = Object.fromEntries(
    Object.entries(micros).map(([channel, value]) => [channel, value / 1_000_000]),
  );
  return { actions, totalActions: sum(actions), costsByChannel, totalCost: sum(micros) / 1_000_000 };
}
