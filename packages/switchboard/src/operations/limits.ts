import type { Limits, LimitUse } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { subjectScope, unknownAgent, unknownOrganization } from '../principal.ts';
import { agentId, organizationId } from './fields.ts';

const cap = (of: string) => z.int().positive().nullable().optional().describe(`${of}; null lifts the cap.`);
const spend = (of: string) =>
  z.number().nonnegative().max(1e9).nullable().optional().describe(`${of}, in USD; null lifts the cap.`);
const limitFields = {
  maxActionsPerMinute: cap('Actions in any 60 seconds'),
  maxActionsPerHour: cap('Actions in any 60 minutes'),
  maxActionsPerDay: cap('Actions in a UTC day'),
  maxActionsPerMonth: cap('Actions in a UTC month'),
  maxSpendPerDay: spend('Spend in a UTC day'),
  maxSpendPerMonth: spend('Spend in a UTC month'),
  maxCallsPerDaySameNumber: cap('Calls to one number in a UTC day'),
};
export const limitsShape = z.object(limitFields);
type LimitsView = z.output<typeof limitsShape>;

/** Dollars at the door, micros inside. Undefined stays undefined, so a change touches only what it names. */
function toLimits(view: LimitsView): Limits {
  const { maxSpendPerDay, maxSpendPerMonth, ...actions } = view;
  const micros = (dollars: number | null) => (dollars === null ? null : Math.round(dollars * 1_000_000));
  const named = Object.fromEntries(Object.entries(actions).filter(([, value]) => value !== undefined));
  return {
    ...named,
    ...(maxSpendPerDay === undefined ? {} : { maxSpendMicrosPerDay: micros(maxSpendPerDay) }),
    ...(maxSpendPerMonth === undefined ? {} : { maxSpendMicrosPerMonth: micros(maxSpendPerMonth) }),
  };
}

/** The inverse of `toLimits`, with every cap named. */
export function fromLimits(limits: Limits): LimitsView {
  const dollars = (micros: number | null | undefined) =>
    micros === null || micros === undefined ? null : micros / 1_000_000;
  return {
    maxActionsPerMinute: limits.maxActionsPerMinute ?? null,
    maxActionsPerHour: limits.maxActionsPerHour ?? null,
    maxActionsPerDay: limits.maxActionsPerDay ?? null,
    maxActionsPerMonth: limits.maxActionsPerMonth ?? null,
    maxSpendPerDay: dollars(limits.maxSpendMicrosPerDay),
    maxSpendPerMonth: dollars(limits.maxSpendMicrosPerMonth),
    maxCallsPerDaySameNumber: limits.maxCallsPerDaySameNumber ?? null,
  };
}

/** What is used up right now. */
export const useShape = z.object({
  actionsLastMinute: z.int(),
  actionsLastHour: z.int(),
  actionsToday: z.int(),
  actionsThisMonth: z.int(),
  spendToday: z.number(),
  spendThisMonth: z.number(),
});

/** What is used up, in dollars. */
export function viewUse(use: LimitUse): z.output<typeof useShape> {
  const { spendTodayMicros, spendThisMonthMicros, ...actions } = use;
  return { ...actions, spendToday: spendTodayMicros / 1_000_000, spendThisMonth: spendThisMonthMicros / 1_000_000 };
}

const subject = {
  agentId: z.string().optional().describe('Absent when the caps are those of the whole organization.'),
  organizationId: z.string(),
};

/** The verbs about caps. */
export function limitOperations(deps: Deps) {
  return { get: getLimits(deps), set: setLimits(deps) };
}

function getLimits({ store, runtime }: Deps) {
  return defineOperation({
    name: 'limits.get',
    summary: 'The caps of an agent, or of the whole organization, and what is used of them right now.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/agent-limits' },
    input: z.object({ agentId, organizationId }),
    output: z.object({ ...subject, currentLimits: limitsShape, used: useShape }),
    run: async (input, { principal }) => {
      const scope = await subjectScope(store, principal, input);
      const [limits, use] = await Promise.all([
        store.limits.get(scope.organizationId, scope.agentId),
        store.limits.use(scope.organizationId, runtime.now(), scope.agentId),
      ]);
      return { ...viewSubject(scope), currentLimits: fromLimits(limits), used: viewUse(use) };
    },
  });
}

function setLimits({ store, runtime }: Deps) {
  return defineOperation({
    name: 'limits.set',
    summary:
      "Change an agent's caps, or the organization's own when no agent is named. Only the named ones change; they hold exactly from the next send on.",
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/agent-limits' },
    input: z.object({ agentId, organizationId, limits: limitsShape }),
    output: z.object({ success: z.literal(true), ...subject, currentLimits: limitsShape }),
    run: async (input, { principal }) => {
      const scope = await subjectScope(store, principal, input);
      const limits = await store.limits.set(scope.organizationId, toLimits(input.limits), scope.agentId);
      if (!limits) throw scope.agentId === undefined ? unknownOrganization() : unknownAgent();
      await store.audit.append(
        scope.organizationId,
        auditBody({ event: 'limits.set', actor: principal, target: scope.agentId ?? scope.organizationId }),
        runtime.now(),
      );
      return { success: true as const, ...viewSubject(scope), currentLimits: fromLimits(limits) };
    },
  });
}

function viewSubject(scope: { readonly organizationId: string; readonly agentId: string | undefined }) {
  const { organizationId, agentId } = scope;
  return agentId === undefined ? { organizationId } : { agentId, organizationId };
}
