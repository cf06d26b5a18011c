import type { UsageRow } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { subjectScope } from '../principal.ts';
import { agentId, organizationId } from './fields.ts';
import { fromLimits, limitsShape } from './limits.ts';

const period = z.enum(['today', 'week', 'month', 'all']).default('today');

/** Start of a reporting period, in UTC; a week is the last seven days. */
export function periodStart(name: z.output<typeof period>, now: Date): Date {
  const day = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  if (name === 'today') return day;
  if (name === 'week') return new Date(day.getTime() - 6 * 86_400_000);
  if (name === 'month') return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  return new Date(0);
}

const totalsShape = {
  actions: z.record(z.string(), z.int()),
  totalActions: z.int(),
  costsByChannel: z.record(z.string(), z.number()),
  totalCost: z.number(),
};
const dashboard = z.object({
  agentId: z.string().optional(),
  organizationId: z.string().optional().describe('Absent when it is about the whole installation.'),
  period: z.string(),
  ...totalsShape,
  currentUsage: z.object({
    actionsToday: z.int(),
    actionsLimit: z.int().nullable(),
    spendToday: z.number(),
    spendDayLimit: z.number().nullable(),
    spendMonth: z.number(),
    spendMonthLimit: z.number().nullable(),
  }),
  limits: limitsShape,
  globalTotals: z.object({ totalActions: z.int(), totalCost: z.number() }).optional(),
  agents: z.array(z.object({ agentId: z.string(), organizationId: z.string(), ...totalsShape })).optional(),
});
type Dashboard = z.output<typeof dashboard>;

/** The verbs about what was used and what it cost. */
export function usageOperations(deps: Deps) {
  return { get: getUsage(deps) };
}

function getUsage(deps: Deps) {
  return defineOperation({
    name: 'usage.get',
    summary:
      'What an agent did and what it cost in a period, against its caps. An organization that names no agent sees all of its own, the orchestrator all there are.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/usage' },
    input: z.object({ agentId, organizationId, period }),
    output: dashboard,
    run: async (input, { principal }) => {
      const named = input.agentId !== undefined || input.organizationId !== undefined;
      if (principal.kind === 'orchestrator' && !named) return installationUsage(deps, input.period);
      const scope = await subjectScope(deps.store, principal, input);
      return scopeUsage(deps, scope, input.period);
    },
  });
}

/** An agent, or an organization with all of its agents. */
async function scopeUsage(
  { store, runtime }: Deps,
  scope: { readonly organizationId: string; readonly agentId: string | undefined },
  name: z.output<typeof period>,
): Promise<Dashboard> {
  const { organizationId, agentId } = scope;
  const now = runtime.now();
  const [rows, limits, use] = await Promise.all([
    store.usage.summary(organizationId, {
      ...(agentId === undefined ? {} : { agentId }),
      since: periodStart(name, now),
      until: new Date(now.getTime() + 3_600_000),
      by: 'total',
    }),
    store.limits.get(organizationId, agentId),
    store.limits.use(organizationId, now, agentId),
  ]);
  const caps = fromLimits(limits);
  return {
    ...(agentId === undefined ? allOf(organizationId, rows) : { agentId }),
    organizationId,
    period: name,
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
}

function allOf(organizationId: string, rows: readonly UsageRow[]): Pick<Dashboard, 'globalTotals' | 'agents'> {
  const { totalActions, totalCost } = totals(rows);
  const agents = Map.groupBy(rows, row => row.agentId);
  return {
    globalTotals: { totalActions, totalCost },
    agents: [...agents].map(([agentId, theirs]) => ({ agentId, organizationId, ...totals(theirs) })),
  };
}

/** Every organization together. No caps are above those of organizations. */
async function installationUsage(deps: Deps, name: z.output<typeof period>): Promise<Dashboard> {
  const organizations = await deps.store.listOrganizations();
  const scopes = organizations.map(({ id }) => ({ organizationId: id, agentId: undefined }));
  const parts = await Promise.all(scopes.map(scope => scopeUsage(deps, scope, name)));
  const sum = (pick: (part: Dashboard) => number) => parts.reduce((total, part) => total + pick(part), 0);
  const whole = { totalActions: sum(part => part.totalActions), totalCost: sum(part => part.totalCost) };
  const byChannel = (pick: (part: Dashboard) => Record<string, number>) => {
    const channels = new Set(parts.flatMap(part => Object.keys(pick(part))));
    return Object.fromEntries([...channels].map(channel => [channel, sum(part => pick(part)[channel] ?? 0)]));
  };
  return {
    period: name,
    actions: byChannel(part => part.actions),
    costsByChannel: byChannel(part => part.costsByChannel),
    ...whole,
    currentUsage: {
      actionsToday: sum(part => part.currentUsage.actionsToday),
      actionsLimit: null,
      spendToday: sum(part => part.currentUsage.spendToday),
      spendDayLimit: null,
      spendMonth: sum(part => part.currentUsage.spendMonth),
      spendMonthLimit: null,
    },
    limits: fromLimits({}),
    globalTotals: whole,
    agents: parts.flatMap(part => part.agents ?? []),
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
