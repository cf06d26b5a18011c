import { ButtdialError, formatMoney, type MessageRecord, messageStates, purposes } from '@buttdial/core';
import { z } from 'zod';
import type { Courier } from '../courier.ts';
import type { Deps } from '../deps.ts';
import { findMessages } from '../find-messages.ts';
import type { Lines } from '../lines.ts';
import { type Caller, defineOperation, type Table } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { agentId, money, writtenChannels } from './fields.ts';
import { sendOperation } from './send.ts';

export const messageView = z.object({
  id: z.string(),
  agentId: z.string(),
  channel: z.string(),
  purpose: z.enum(purposes),
  from: z.string(),
  to: z.string(),
  status: z.enum(messageStates),
  attempts: z.int(),
  externalId: z.string().nullable(),
  messageId: z.string().nullable(),
  cost: money,
  createdAt: z.string(),
  updatedAt: z.string(),
  dueAt: z.string(),
  reason: z.string().optional().describe('Why it failed, was refused or waits.'),
  ruleIds: z.array(z.string()).optional(),
  citations: z.array(z.string()).optional(),
});

/** One message's state, without its text: that is not kept. */
export function viewMessage(message: MessageRecord): z.output<typeof messageView> {
  const reason = message.fault?.message ?? message.decision?.remedy;
  return {
    id: message.id,
    agentId: message.agentId,
    channel: message.channel,
    purpose: message.purpose,
    from: message.from,
    to: message.to,
    status: message.state,
    attempts: message.attempt,
    externalId: message.vendorId ?? null,
    messageId: message.vendorId ?? null,
    cost:
      message.priceMicros === undefined
        ? null
        : Number(formatMoney({ micros: message.priceMicros, currency: message.currency })),
    createdAt: message.createdAt.toISOString(),
    updatedAt: message.updatedAt.toISOString(),
    dueAt: message.dueAt.toISOString(),
    ...(reason ? { reason } : {}),
    ...(message.decision && message.decision.effect !== 'allow'
      ? { ruleIds: [...message.decision.ruleIds], citations: [...message.decision.citations] }
      : {}),
  };
}

const messageTable: Table = {
  header: ['id', 'createdAt', 'agentId', 'channel', 'from', 'to', 'status', 'attempts', 'cost', 'externalId', 'reason'],
  rows: value =>
    (value.messages as readonly z.output<typeof messageView>[]).map(each => [
      each.id,
      each.createdAt,
      each.agentId,
      each.channel,
      each.from,
      each.to,
      each.status,
      each.attempts,
      each.cost,
      each.externalId,
      each.reason ?? null,
    ]),
  next: value => {
    const last = (value.messages as readonly { readonly id: string }[]).at(-1);
    return last ? { before: last.id } : undefined;
  },
};

/** The verbs about outbound messages. */
export function messageOperations(deps: Deps, courier: Courier, lines: Lines) {
  return {
    send: sendOperation({ deps, courier, lines }),
    get: defineOperation({
      name: 'messages.get',
      summary: 'The state of one message: queued, sending, sent, delivered, failed, unknown, deferred or refused.',
      access: 'agent',
      readOnly: true,
      rest: { method: 'get', path: '/messages/:id' },
      input: z.object({ id: z.string().min(1).max(64), agentId }),
      output: messageView,
      run: async (input, { principal }) => {
        const { organizationId, agentId: owner } = await messageScope(deps, input, principal);
        const message = await deps.store.messages.get(organizationId, input.id);
        if (!message || (owner !== undefined && message.agentId !== owner)) throw unknownMessage();
        return viewMessage(message);
      },
    }),
    list: defineOperation({
      name: 'messages.list',
      summary: 'Outbound messages of an agent, or of the whole organization, newest first.',
      access: 'agent',
      readOnly: true,
      rest: { method: 'get', path: '/messages', table: messageTable },
      input: z.object({
        agentId,
        channel: z.enum(writtenChannels).optional(),
        status: z.enum(messageStates).optional(),
        find: z.string().trim().max(320).optional().describe('An id, the id of the vendor, or part of the recipient.'),
        limit: z.coerce.number().int().min(1).max(200).default(50),
        before: z.string().max(64).optional().describe('Id that the last page ended with.'),
      }),
      output: z.object({ messages: z.array(messageView), count: z.int() }),
      run: async (input, { principal }) => {
        const { organizationId, agentId: owner } = await messageScope(deps, input, principal);
        const filter = {
          ...(owner === undefined ? {} : { agentId: owner }),
          ...(input.channel ? { channel: input.channel } : {}),
          ...(input.status ? { states: [input.status] } : {}),
        };
        const page = { limit: input.limit, ...(input.before ? { before: input.before } : {}) };
        const found = input.find
          ? await findMessages(deps, organizationId, { find: input.find, filter, page })
          : await deps.store.messages.list(organizationId, filter, page);
        return { messages: found.map(viewMessage), count: found.length };
      },
    }),
  };
}

/** Whose messages a caller may see: an agent its own, an organization all of its agents'. */
export async function messageScope(
  deps: Deps,
  input: { readonly agentId?: string | undefined },
  principal: Caller['principal'],
): Promise<{ organizationId: string; agentId: string | undefined }> {
  if (principal.kind !== 'agent' && input.agentId === undefined)
    return { organizationId: await organizationScope(deps.store, principal, {}), agentId: undefined };
  return agentScope(deps.store, principal, input.agentId);
}

export function unknownMessage(): ButtdialError {
  return new ButtdialError('not-found', 'There is no such message.', {
    field: 'id',
    remedy: 'Use the "id" that messages.send answered.',
  });
}
