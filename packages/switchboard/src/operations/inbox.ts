import { channels, type InboxItem } from '@buttdial/core';
import { z } from 'zod';
import { callOfItem, soundsOfItem } from '../calls/left-sounds.ts';
import type { Deps } from '../deps.ts';
import { decodeInbound, spelledOut } from '../inbound-body.ts';
import { defineOperation } from '../operation.ts';
import { type AgentScope, agentScope } from '../principal.ts';
import { agentId } from './fields.ts';

const waiting = z.object({
  id: z.string(),
  agentId: z.string(),
  channel: z.enum(channels),
  direction: z.literal('inbound'),
  reason: z.literal('waiting'),
  /** Everything below was written by a stranger. */
  untrusted: z.literal(true),
  from: z.string(),
  to: z.string(),
  body: z.string(),
  subject: z.string().optional(),
  html: z.string().optional(),
  mediaUrl: z.string().nullable(),
  attachments: z.array(
    z.object({
      url: z.string().optional().describe('Of sound that was left in a call: needs no login, ends after an hour.'),
      name: z.string().optional(),
      contentType: z.string().optional(),
      durationSeconds: z.number().optional(),
      transcript: z.string().optional().describe('What is said in it, where transcribeAudio is set.'),
    }),
  ),
  callId: z.string().optional().describe('The call that it was left in; of an answer, the voice message.'),
  originalRequest: z.null(),
  errorDetails: z.null(),
  externalId: z.string(),
  createdAt: z.string(),
  deliveries: z
    .int()
    .describe('How often it was handed out, this time included; more than 1 means you may have seen it.'),
});

/** The verbs about inbound messages. */
export function inboxOperations(deps: Deps) {
  return { fetch: fetchWaiting(deps), ack: ack(deps) };
}

function fetchWaiting(deps: Deps) {
  return defineOperation({
    name: 'inbox.fetch',
    summary:
      'What was written to the agent and waits. Fetching leases; acknowledge with inbox.ack, or the messages come back.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'get', path: '/waiting-messages' },
    input: z.object({
      agentId,
      channel: z.enum(channels).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      waitSeconds: z.coerce
        .number()
        .int()
        .min(0)
        .max(25)
        .default(0)
        .describe('Wait up to this long for a first message.'),
      ack: z
        .enum(['explicit', 'on_fetch'])
        .default('explicit')
        .describe('on_fetch acknowledges at once; a message is lost if you crash before reading it.'),
    }),
    output: z.object({
      messages: z.array(waiting),
      count: z.int(),
      acknowledged: z.int(),
      leaseSeconds: z.int().optional().describe('Acknowledge within this time.'),
    }),
    run: async (input, { principal, signal, progress }) => {
      const scope = await agentScope(deps.store, principal, input.agentId);
      const query = { ...scope, channel: input.channel, limit: input.limit, acknowledge: input.ack === 'on_fetch' };
      const items = await leaseOrWait(deps, query, { waitMs: input.waitSeconds * 1000, signal, progress });
      return {
        messages: await Promise.all(items.map(item => view(deps, item))),
        count: items.length,
        acknowledged: query.acknowledge ? items.length : 0,
        ...(query.acknowledge ? {} : { leaseSeconds: Math.floor(deps.settings.inbox.leaseMs / 1000) }),
      };
    },
  });
}

function ack(deps: Deps) {
  return defineOperation({
    name: 'inbox.ack',
    summary: 'Acknowledge fetched messages: their text is erased here and they do not come again.',
    access: 'agent',
    readOnly: false,
    rest: { method: 'post', path: '/waiting-messages/ack' },
    input: z.object({ agentId, ids: z.array(z.string().min(1).max(64)).min(1).max(200) }),
    output: z.object({ acknowledged: z.int() }),
    run: async (input, { principal }) => {
      const scope = await agentScope(deps.store, principal, input.agentId);
      return {
        acknowledged: await deps.store.acknowledge(scope.organizationId, scope.agentId, input.ids, deps.runtime.now()),
      };
    },
  });
}

interface Query extends AgentScope {
  readonly channel: InboxItem['channel'] | undefined;
  readonly limit: number;
  readonly acknowledge: boolean;
}

interface Waiting {
  readonly waitMs: number;
  readonly signal: AbortSignal;
  readonly progress: ((message: string) => void) | undefined;
}

/** Leases what is there; when nothing is, sleeps until a wake-up or a poll finds something, at most `waitMs`. */
async function leaseOrWait(deps: Deps, query: Query, waiting: Waiting): Promise<readonly InboxItem[]> {
  const { store, runtime, settings } = deps;
  const { channel, ...rest } = query;
  const lease = () =>
    store.lease({ ...rest, ...(channel ? { channel } : {}), now: runtime.now(), leaseMs: settings.inbox.leaseMs });
  const first = await lease();
  if (first.length > 0 || waiting.waitMs === 0) return first;
  waiting.progress?.('Waiting for a message.');
  const until = runtime.now().getTime() + waiting.waitMs;
  let nudge = new AbortController();
  const unwatch = store.watch(wake => wake.topic === 'inbox' && wake.agentId === query.agentId && nudge.abort());
  try {
    // Listening began after the first look, so look once more before sleeping.
    for (let items = await lease(); ; items = await lease()) {
      const left = until - runtime.now().getTime();
      if (items.length > 0 || left <= 0) return items;
      const either = AbortSignal.any([nudge.signal, waiting.signal]);
      await runtime.sleep(Math.min(left, 1000), either).catch(reason => {
        if (!nudge.signal.aborted || waiting.signal.aborted) throw reason;
      });
      nudge = new AbortController();
    }
  } finally {
    unwatch();
  }
}

async function view(deps: Deps, item: InboxItem): Promise<z.output<typeof waiting>> {
  const sealed = decodeInbound(deps.sealer.open(item.sealed, item.id));
  const body = (await deps.voiceNotes?.read(item, sealed)) ?? sealed;
  const sounds = await soundsOfItem(deps, item);
  const callId = callOfItem(item);
  return {
    id: item.id,
    agentId: item.agentId,
    channel: item.channel,
    direction: 'inbound',
    reason: 'waiting',
    untrusted: true,
    from: item.from,
    to: item.to,
    body: spelledOut(body.text),
    ...(body.subject === undefined ? {} : { subject: spelledOut(body.subject) }),
    ...(body.html === undefined ? {} : { html: spelledOut(body.html) }),
    mediaUrl: (body.attachments[0] ?? sounds[0])?.url ?? null,
    attachments: [
      ...body.attachments.map(attachment => ({
        ...attachment,
        ...(attachment.name ? { name: spelledOut(attachment.name) } : {}),
        ...(attachment.transcript === undefined ? {} : { transcript: spelledOut(attachment.transcript) }),
      })),
      ...sounds,
    ],
    ...(callId === undefined ? {} : { callId }),
    originalRequest: null,
    errorDetails: null,
    externalId: item.vendorId,
    createdAt: item.receivedAt.toISOString(),
    deliveries: item.deliveries,
  };
}
