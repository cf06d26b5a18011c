import { channels, type UsageRow, waitingAddress } from '@buttdial/core';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';
import { reviewOf, reviews } from './launch.ts';
import { fromLimits, limitsShape, useShape, viewUse } from './limits.ts';
import { organizationEditOperations } from './organization-edits.ts';

/** What belongs to a whole organization rather than to one agent: its caps, its lines, its use over time. */
export function organizationOperations(deps: Deps) {
  const own = { get: getOrganization(deps), lines: listLines(deps), history: usageHistory(deps) };
  return { ...own, ...organizationEditOperations(deps) };
}

function getOrganization({ store, runtime }: Deps) {
  return defineOperation({
    name: 'organization.get',
    summary: 'The organization, its caps and what is used of them right now.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/organization' },
    input: z.object({ organizationId }),
    output: z.object({
      organizationId: z.string(),
      name: z.string(),
      mode: z.enum(['sandbox', 'production']),
      review: z.enum(reviews).describe('Whether the operator looked at it before it leaves its sandbox.'),
      currentLimits: limitsShape,
      used: useShape,
    }),
    run: async (input, { principal }) => {
      const id = await organizationScope(store, principal, input);
      const [organization, limits, use] = await Promise.all([
        store.organizations.get(id),
        store.limits.get(id),
        store.limits.use(id, runtime.now()),
      ]);
      return {
        organizationId: id,
        name: organization?.name ?? id,
        mode: organization?.mode ?? 'production',
        review: reviewOf(organization),
        currentLimits: fromLimits(limits),
        used: viewUse(use),
      };
    },
  });
}

function listLines({ store }: Deps) {
  return defineOperation({
    name: 'lines.list',
    summary: 'The numbers, senders and mailboxes of the organization, and whose they are.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/lines' },
    input: z.object({ organizationId }),
    output: z.object({
      lines: z.array(
        z.object({
          id: z.string(),
          agentId: z.string(),
          channel: z.enum(channels),
          address: z.string(),
          provider: z.string(),
          status: z.string(),
          shared: z.boolean().describe('All agents of the organization send from it.'),
          createdAt: z.string(),
        }),
      ),
    }),
    run: async (input, { principal }) => {
      const lines = await store.lines.list(await organizationScope(store, principal, input));
      return {
        lines: lines.map(({ id, agentId, channel, address, connection, status, shared, createdAt }) => ({
          id,
          agentId,
          channel,
          // A line that waits for a sender has no address yet.
          address: address === waitingAddress(agentId) ? '' : address,
          provider: connection,
          status: status === 'pending' ? 'queued' : status,
          shared: shared === true,
          createdAt: createdAt.toISOString(),
        })),
      };
    },
  });
}

function usageHistory({ store, runtime }: Deps) {
  return defineOperation({
    name: 'usage.history',
    summary: 'Actions and cost per hour or day, agent and channel, of the last days (UTC).',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/usage/history' },
    input: z.object({
      organizationId,
      agentId: z.string().min(1).max(64).optional(),
      days: z.coerce.number().int().min(1).max(366).default(7).describe('How many UTC days, today included.'),
      step: z.enum(['hour', 'day']).default('day'),
    }),
    output: z.object({
      since: z.string(),
      until: z.string(),
      step: z.enum(['hour', 'day']),
      rows: z.array(
        z.object({
          at: z.string().describe('Start of the hour or day.'),
          agentId: z.string(),
          channel: z.enum(channels),
          actions: z.int(),
          cost: z.number(),
        }),
      ),
    }),
    run: async (input, { principal }) => {
      const scope =
        input.agentId === undefined
          ? await organizationScope(store, principal, input)
          : (await agentScope(store, principal, input.agentId)).organizationId;
      const now = runtime.now();
      const dayMs = 86_400_000;
      const since = new Date(Math.floor(now.getTime() / dayMs) * dayMs - (input.days - 1) * dayMs);
      const until = new Date(now.getTime() + 3_600_000);
      const { agentId } = input;
      const query = { since, until, by: 'hour' as const, ...(agentId === undefined ? {} : { agentId }) };
      const rows = await store.usage.summary(scope, query);
      const stepMs = input.step === 'day' ? dayMs : 3_600_000;
      return {
        since: since.toISOString(),
        until: now.toISOString(),
        step: input.step,
        rows: summed(rows, stepMs),
      };
    },
  });
}

function summed(rows: readonly UsageRow[], stepMs: number) {
  const sums = new Map<string, UsageRow & { readonly at: number }>();
  for (const row of rows) {
    const at = Math.floor((row.hour?.getTime() ?? 0) / stepMs) * stepMs;
    const key = `${at} ${row.channel} ${row.agentId}`;
    const known = sums.get(key);
    const [actions, micros] = [row.actions + (known?.actions ?? 0), row.micros + (known?.micros ?? 0)];
    sums.set(key, { ...row, at, actions, micros });
  }
  return [...sums.values()].map(({ at, agentId, channel, actions, micros }) => ({
    at: new Date(at).toISOString(),
    agentId,
    channel,
    actions,
    cost: micros / 1_000_000,
  }));
}
