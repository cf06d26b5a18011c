import { type Agent, ButtdialError, type Voucher } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { agentScope, subjectScope, unknownAgent } from '../principal.ts';
import { billingOf, tierLimits, tierNames, withMarkup } from '../tiers.ts';
import { agentId, organizationId } from './fields.ts';
import { fromLimits, limitsShape } from './limits.ts';
import { periodStart } from './usage.ts';

/** The verbs about what is billed. */
export function billingOperations(deps: Deps) {
  return { get: getBilling(deps), set: setBilling(deps) };
}

const tier = z.enum(tierNames);
const config = z.object({
  agentId: z.string(),
  tier,
  markupPercent: z.number(),
  billingEmail: z.string().nullable(),
});
const cost = z.object({ providerCost: z.number(), billingCost: z.number(), count: z.int() });
const bill = {
  agentId: z.string(),
  providerCost: z.number(),
  billingCost: z.number(),
  markupPercent: z.number(),
  byChannel: z.record(z.string(), cost),
  tier,
  billingConfig: config,
};
const summary = z.object({
  ...z.object(bill).partial().shape,
  organizationId: z.string().optional(),
  period: z.string(),
  globalMarkupPercent: z.number().optional(),
  totals: z.object({ providerCost: z.number(), billingCost: z.number(), revenue: z.number() }).optional(),
  agents: z.array(z.object({ ...bill, organizationId: z.string() })).optional(),
});
const period = z.enum(['today', 'week', 'month', 'all']).default('month');
type Period = z.output<typeof period>;

function getBilling(deps: Deps) {
  const { store, settings } = deps;
  return defineOperation({
    name: 'billing.get',
    summary:
      'What was spent at vendors in a period and what is billed for it. An organization that names no agent sees all of its own, the orchestrator all there are.',
    access: 'agent',
    readOnly: true,
    rest: { method: 'get', path: '/billing' },
    input: z.object({ agentId, organizationId, period }),
    output: summary,
    run: async (input, { principal }) => {
      const named = input.agentId !== undefined || input.organizationId !== undefined;
      const scopes =
        principal.kind === 'orchestrator' && !named
          ? (await store.listOrganizations()).map(({ id }) => ({ organizationId: id, agentId: undefined }))
          : [await subjectScope(store, principal, input)];
      const agents = (await Promise.all(scopes.map(scope => billsOf(deps, scope, input.period)))).flat();
      const [one] = agents;
      if (scopes[0]?.agentId !== undefined) {
        if (!one) throw unknownAgent();
        return { ...one, period: input.period };
      }
      const sum = (pick: (each: (typeof agents)[number]) => number) =>
        rounded(agents.reduce((total, each) => total + pick(each), 0));
      const [providerCost, billingCost] = [sum(each => each.providerCost), sum(each => each.billingCost)];
      return {
        period: input.period,
        globalMarkupPercent: settings.markupPercent ?? 0,
        totals: { providerCost, billingCost, revenue: rounded(billingCost - providerCost) },
        agents,
      };
    },
  });
}

async function billsOf(
  { store, runtime, settings }: Deps,
  { organizationId, agentId }: { readonly organizationId: string; readonly agentId: string | undefined },
  name: Period,
) {
  const now = runtime.now();
  const query = { since: periodStart(name, now), until: new Date(now.getTime() + 3_600_000), by: 'total' as const };
  const [books, agents] = await Promise.all([
    store.ledger.vouchers(organizationId, { ...query, ...(agentId === undefined ? {} : { agentId }) }),
    agentId === undefined
      ? store.agents.list(organizationId)
      : store.agents.get(organizationId, agentId).then(agent => (agent ? [agent] : [])),
  ]);
  const byAgent = Map.groupBy(books, row => row.agentId);
  return agents.map(agent => ({
    ...billOf(agent, byAgent.get(agent.id) ?? [], settings.markupPercent ?? 0),
    organizationId,
  }));
}

function billOf(agent: Agent, books: readonly Voucher[], globalMarkup: number) {
  const billing = billingOf(agent, globalMarkup);
  const channels = Map.groupBy(books, row => row.channel);
  const micros = (rows: readonly Voucher[]) => rows.reduce((total, row) => total + row.spentMicros, 0);
  const costs = (rows: readonly Voucher[]) => ({
    providerCost: micros(rows) / 1_000_000,
    billingCost: rounded(withMarkup(micros(rows), billing.markupPercent) / 1_000_000),
    count: rows.reduce((total, row) => total + (row.kind === 'settlement' ? row.count : 0), 0),
  });
  const { count: _all, ...whole } = costs(books);
  return {
    agentId: agent.id,
    ...whole,
    markupPercent: billing.markupPercent,
    byChannel: Object.fromEntries([...channels].map(([channel, rows]) => [channel, costs(rows)])),
    tier: billing.tier,
    billingConfig: { agentId: agent.id, ...billing },
  };
}

// Older clients were given four decimals; what is exact is in the statements.
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

const setInput = z.object({
  agentId,
  tier: tier.optional().describe('Sets the caps that come with it.'),
  markupPercent: z.number().min(0).max(500).multipleOf(0.01).optional(),
  billingEmail: z.email().max(320).optional(),
});

function setBilling(deps: Deps) {
  const { store, runtime, settings } = deps;
  return defineOperation({
    name: 'billing.set',
    summary: 'Change how an agent is billed. A tier brings its caps with it, which hold from the next send on.',
    access: 'organization',
    role: 'owner',
    readOnly: false,
    rest: { method: 'post', path: '/billing/config' },
    input: setInput,
    output: z.object({
      success: z.literal(true),
      agentId: z.string(),
      billingConfig: config,
      tierLimits: limitsShape,
      availableTiers: z.array(tier),
    }),
    run: async (input, { principal }) => {
      const scope = await agentScope(store, principal, input.agentId);
      const agent = await store.agents.get(scope.organizationId, scope.agentId);
      if (!agent) throw unknownAgent();
      const { agentId: _named, ...change } = input;
      if (Object.values(change).every(value => value === undefined)) throw nothingNamed();
      const billing = { ...billingOf(agent, settings.markupPercent ?? 0), ...definedOf(change) };
      const { billingEmail, ...rest } = billing;
      const kept = { ...rest, ...(billingEmail === null ? {} : { billingEmail }) };
      await store.agents.update(scope.organizationId, agent.id, { profilePatch: { billing: kept } });
      if (input.tier) await store.limits.set(scope.organizationId, tierLimits[input.tier], agent.id);
      const details = { tier: billing.tier, markupPercent: billing.markupPercent };
      const audit = auditBody({ event: 'billing.set', actor: principal, target: agent.id, details });
      await store.audit.append(scope.organizationId, audit, runtime.now());
      return {
        success: true as const,
        agentId: agent.id,
        billingConfig: { agentId: agent.id, ...billing },
        tierLimits: fromLimits(tierLimits[billing.tier]),
        availableTiers: [...tierNames],
      };
    },
  });
}

function definedOf(change: Omit<z.output<typeof setInput>, 'agentId'>) {
  const { tier: newTier, markupPercent, billingEmail } = change;
  return {
    ...(newTier === undefined ? {} : { tier: newTier }),
    ...(markupPercent === undefined ? {} : { markupPercent }),
    ...(billingEmail === undefined ? {} : { billingEmail }),
  };
}

function nothingNamed(): ButtdialError {
  return new ButtdialError('invalid-input', 'Nothing to change was named.', {
    field: 'tier',
    remedy: 'Name a tier, markupPercent or billingEmail.',
  });
}
