import { ButtdialError, channels, type TrafficRecord, trafficOutcomes } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';

const post = z.object({
  id: z.string(),
  at: z.string(),
  direction: z.enum(['in', 'out']).describe('in: from a vendor. out: to the application of an agent.'),
  agentId: z.string(),
  channel: z.enum(channels),
  provider: z.string().nullable(),
  inboxId: z.string().nullable().describe('The inbound message that was posted on.'),
  attempt: z.int().nullable(),
  outcome: z.enum(trafficOutcomes),
  status: z.int().nullable().describe('What was answered; null where there was no answer.'),
  durationMs: z.int(),
  messages: z.int(),
  statuses: z.int().describe('Delivery reports in it.'),
});

/** The verbs about posts from vendors and to applications. */
export function webhookOperations(deps: Deps) {
  return { list: list(deps), replay: replay(deps) };
}

function list(deps: Deps) {
  return defineOperation({
    name: 'webhooks.list',
    summary: 'Posts from vendors and to the applications of agents, newest first, without what was in them.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/webhooks' },
    input: z.object({
      organizationId,
      direction: z.enum(['in', 'out']).optional(),
      agentId: z.string().min(1).max(64).optional(),
      outcome: z.enum(trafficOutcomes).optional(),
      inboxId: z.string().min(1).max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      beforeId: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .describe('The "next" of the last page.'),
    }),
    output: z.object({ posts: z.array(post), next: z.string().nullable().describe('Give it as "beforeId".') }),
    run: async (input, { principal }) => {
      const scope =
        input.agentId === undefined
          ? await organizationScope(deps.store, principal, input)
          : (await agentScope(deps.store, principal, input.agentId)).organizationId;
      const { direction, agentId, inboxId, outcome, limit, beforeId: before } = input;
      if (inboxId !== undefined && !(await deps.store.inbox.get(scope, inboxId))) throw unknownPost();
      const posts = await deps.store.traffic.list(
        scope,
        {
          ...(direction ? { direction } : {}),
          ...(agentId ? { agentId } : {}),
          ...(inboxId ? { inboxId } : {}),
          ...(outcome ? { outcomes: [outcome] } : {}),
        },
        { limit, ...(before ? { before } : {}) },
      );
      return { posts: posts.map(view), next: posts.length < limit ? null : (posts.at(-1)?.id ?? null) };
    },
  });
}

function view({ at, connection, inboxId, attempt, status, ...entry }: TrafficRecord): z.output<typeof post> {
  return {
    ...entry,
    at: at.toISOString(),
    provider: connection ?? null,
    inboxId: inboxId ?? null,
    attempt: attempt ?? null,
    status: status ?? null,
  };
}

function replay(deps: Deps) {
  return defineOperation({
    name: 'webhooks.replay',
    summary: "Post an inbound message to its agent's application again, from the first attempt on.",
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/webhooks/:inboxId/replay' },
    input: z.object({ organizationId, inboxId: z.string().min(1).max(64) }),
    output: z.object({ success: z.literal(true) }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(deps.store, principal, input);
      const audit = auditBody({ event: 'callback.replayed', actor: principal, target: input.inboxId });
      if (await deps.store.inbox.repost(scope, input.inboxId, deps.runtime.now(), audit))
        return { success: true as const };
      const known = await deps.store.inbox.get(scope, input.inboxId);
      if (known)
        throw new ButtdialError('conflict', 'The agent has this message already; its text is erased.', {
          remedy: 'Only a message that still waits can be posted again.',
        });
      throw unknownPost();
    },
  });
}

function unknownPost(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such inbound message.', {
    field: 'inboxId',
    remedy: 'Take it from GET /api/v1/webhooks?direction=out.',
  });
}
