import type { Input, Output } from '@buttdial/client';
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';

/** One call, as a list shows it. */
export type CallRow = Output<'calls.list'>['calls'][number];
/** One call with what happened in it. */
export type Call = Output<'calls.get'>;
/** Something that happened in a call. */
export type CallEvent = Call['events'][number];
/** One line of what was said, as it was heard. */
export type CallLine = Extract<CallEvent, { kind: 'line' }>;
/** What narrows the list of calls. */
export type CallFilter = Pick<Input<'calls.list'>, 'agentId' | 'state'>;

const pageSize = 50;

/** Calls, newest first, page by page. */
export const callsQuery = (filter: CallFilter) =>
  infiniteQueryOptions({
    queryKey: ['calls', filter],
    queryFn: async ({ pageParam, signal }) =>
      (await client.calls.list({ ...filter, limit: pageSize, ...(pageParam ? { before: pageParam } : {}) }, { signal }))
        .calls,
    initialPageParam: '',
    getNextPageParam: page => (page.length < pageSize ? undefined : page.at(-1)?.id),
  });

/** The newest call of an agent. */
export const newestCallQuery = (agentId: string) =>
  queryOptions({
    queryKey: ['calls', 'newest', agentId],
    queryFn: async ({ signal }) => (await client.calls.list({ agentId, limit: 1 }, { signal })).calls[0] ?? null,
  });

/** One call. What happened is read once: every further reading brings only what is new. */
export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ['call', id],
    queryFn: async ({ signal, client: queries }): Promise<Call> => {
      const known = queries.getQueryData<Call>(['call', id]);
      const news = await client.calls.get({ id, afterSequence: known?.lastSequence ?? 0 }, { signal });
      return known ? joined(known, news) : news;
    },
  });

function joined(known: Call, news: Call): Call {
  const after = known.events.at(-1)?.sequence ?? 0;
  const events = [...known.events, ...news.events.filter(event => event.sequence > after)];
  const { gapsMs = known.gapsMs } = news;
  return {
    ...news,
    events,
    lastSequence: Math.max(known.lastSequence, news.lastSequence),
    ...(gapsMs === undefined ? {} : { gapsMs }),
  };
}

/** Whether a call goes on. */
export function isLive(call: Pick<CallRow, 'state'>): boolean {
  return call.state !== 'ended' && call.state !== 'scheduled';
}

/** Reads again what a call that was heard of changes. */
export function refreshCall(queries: QueryClient, id: string): void {
  void queries.invalidateQueries({ queryKey: ['call', id] });
}
