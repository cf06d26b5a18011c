import type { Input, Output } from '@buttdial/client';
import { type InfiniteData, infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** One outbound message, without its text: that is not kept. */
export type Message = Output<'messages.get'>;
/** One agent as a list shows it. */
export type Agent = Output<'agents.list'>['agents'][number];
/** One agent with its lines and what waits for it. */
export type AgentStatus = Output<'agents.status'>;
/** One line of the organization. */
export type Line = Output<'lines.list'>['lines'][number];
/** What an agent may do and what it did. */
export type AgentLimits = Output<'limits.get'>;
/** One live token, without the token. */
export type Token = Output<'tokens.list'>['tokens'][number];
/** What was done and what it cost. */
export type UsageRow = Output<'usage.history'>['rows'][number];
/** What narrows the list of messages. */
export type MessageFilter = Pick<Input<'messages.list'>, 'agentId' | 'channel' | 'status' | 'find'>;

const pageSize = 100;

/** The agents of the organization. */
export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: async ({ signal }) => (await client.agents.list({}, { signal })).agents,
});

/** One agent. */
export const agentQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['agent', agentId],
    queryFn: ({ signal }) => client.agents.status({ agentId }, { signal }),
  });

/** An agent's caps and what is used of them. */
export const limitsQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['limits', agentId],
    queryFn: ({ signal }) => client.limits.get({ agentId }, { signal }),
  });

/** An agent's live tokens. */
export const tokensQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['tokens', agentId],
    queryFn: async ({ signal }) => (await client.tokens.list({ agentId }, { signal })).tokens,
  });

/** Every line of the organization. */
export const linesQuery = queryOptions({
  queryKey: ['lines'],
  queryFn: async ({ signal }) => (await client.lines.list({}, { signal })).lines,
});

/** Outbound messages, newest first, page by page. */
export const messagesQuery = (filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: ['messages', filter],
    queryFn: async ({ pageParam, signal }) =>
      (
        await client.messages.list(
          { ...filter, limit: pageSize, ...(pageParam ? { before: pageParam } : {}) },
          { signal },
        )
      ).messages,
    initialPageParam: '',
    getNextPageParam: page => (page.length < pageSize ? undefined : page.at(-1)?.id),
  });

/** Puts a message into the lists that it belongs to: in the place where it was, or on top when it is new and newest. */
export function spliceMessage(queries: QueryClient, message: Message): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: ['messages'] })) {
    const [, filter] = query.queryKey as [string, MessageFilter | string | undefined];
    if (typeof filter !== 'object') continue;
    queries.setQueryData<InfiniteData<readonly Message[]>>(
      query.queryKey,
      known => known && spliced(known, message, filter),
    );
  }
}

function spliced(
  known: InfiniteData<readonly Message[]>,
  message: Message,
  filter: MessageFilter,
): InfiniteData<readonly Message[]> {
  const place = known.pages.findIndex(page => page.some(each => each.id === message.id));
  const put = (page: readonly Message[]) => page.map(each => (each.id === message.id ? message : each));
  if (place >= 0) return { ...known, pages: known.pages.map((page, index) => (index === place ? put(page) : page)) };
  const { agentId = message.agentId, channel = message.channel, status = message.status, find } = filter;
  const belongs = agentId === message.agentId && channel === message.channel && status === message.status && !find;
  const [first = [], ...rest] = known.pages;
  const isNewest = message.createdAt >= (first[0]?.createdAt ?? '');
  return belongs && isNewest ? { ...known, pages: [[message, ...first], ...rest] } : known;
}

/** The newest few messages. */
export const newestQuery = (limit: number) =>
  queryOptions({
    queryKey: ['messages', 'newest', limit],
    queryFn: async ({ signal }) => (await client.messages.list({ limit }, { signal })).messages,
  });

/** One message. */
export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) => client.messages.get({ id }, { signal }),
  });

/** The organization's caps. */
export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => client.organization.get({}, { signal }),
});

/** Actions and cost over time. */
export const usageQuery = (asked: {
  readonly days: number;
  readonly step: 'hour' | 'day';
  readonly agentId?: string;
}) =>
  queryOptions({
    queryKey: ['usage', asked],
    queryFn: ({ signal }) => client.usage.history(asked, { signal }),
  });

/** Whether the server is well, and which providers it has. */
export const pingQuery = queryOptions({
  queryKey: ['ping'],
  queryFn: ({ signal }) => client.ping({}, { signal }),
  refetchInterval: 30_000,
});
