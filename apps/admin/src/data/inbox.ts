import type { InboxMessage } from '@buttdial/client';
import { type QueryClient, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from './client.ts';
import { agentQuery } from './queries.ts';

/** A message on this page. Once it is acknowledged the server has erased it, and this page has the only copy. */
export interface HeldMessage extends InboxMessage {
  readonly acknowledged?: boolean;
}

/** What windows of one browser tell each other, because a lease hands each message to one of them only. */
type Told =
  | { readonly agentId: string; readonly fetched: readonly InboxMessage[] }
  | { readonly agentId: string; readonly acknowledged: readonly string[] };

const againMs = 10_000;
const most = 50;

/** The inbox of an agent as this page holds it. */
export interface HeldInbox {
  readonly messages: readonly HeldMessage[];
  /** Waiting at the server, in nobody's hands here. */
  readonly elsewhere: number;
}

/**
 * Takes, in the agent's name, whatever arrives, and acknowledges what it shows: an agent that kept its messages leased
 * would hold back the next ones of the same conversation. Does nothing unless `receiving`.
 */
export function useInbox(agentId: string, receiving: boolean): HeldInbox {
  const queries = useQueryClient();
  const { data: messages = [] } = useQuery<readonly HeldMessage[]>({
    queryKey: keyOf(agentId),
    queryFn: skipToken,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const status = useQuery(agentQuery(agentId));
  const waiting = (status.data?.lines ?? []).reduce((sum, line) => sum + line.waiting, 0);
  const elsewhere = Math.max(0, waiting - messages.filter(message => !message.acknowledged).length);
  const tell = useNeighbours(queries);
  useFetching({ agentId, queries, tell, active: receiving && elsewhere > 0, stamp: status.dataUpdatedAt });
  return {
    messages,
    elsewhere,
  };
}

interface Fetching {
  readonly agentId: string;
  readonly queries: QueryClient;
  readonly tell: (told: Told) => void;
  readonly active: boolean;
  /** Changes whenever the inbox may have. */
  readonly stamp: number;
}

function useFetching({ agentId, queries, tell, active, stamp }: Fetching): void {
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!active || stamp === 0) return undefined;
    // What somebody else holds comes back when their lease ends, and nothing announces that.
    const again = setTimeout(() => setRound(round + 1), againMs);
    const spread = (told: Told) => {
      apply(queries, told);
      tell(told);
    };
    take(agentId, spread)
      // The next round asks again; the page shows the state of the connection in one place.
      .catch((error: unknown) => console.debug('inbox', error instanceof Error ? error.name : typeof error));
    return () => clearTimeout(again);
  }, [agentId, queries, tell, active, stamp, round]);
}

async function take(agentId: string, spread: (told: Told) => void): Promise<void> {
  const { messages } = await client.inbox.fetch({ agentId, limit: most, ack: 'explicit' });
  if (messages.length === 0) return;
  spread({ agentId, fetched: messages });
  const ids = messages.map(message => message.id);
  await client.inbox.ack({ agentId, ids });
  spread({ agentId, acknowledged: ids });
}

function useNeighbours(queries: QueryClient): (told: Told) => void {
  const [channel] = useState(() => new BroadcastChannel('buttdial.inbox'));
  const [tell] = useState(() => (told: Told) => channel.postMessage(told));
  useEffect(() => {
    const hear = ({ data }: MessageEvent<Told>) => apply(queries, data);
    channel.addEventListener('message', hear);
    return () => channel.removeEventListener('message', hear);
  }, [channel, queries]);
  return tell;
}

function keyOf(agentId: string) {
  return ['inbox', agentId] as const;
}

function apply(queries: QueryClient, told: Told): void {
  // An acknowledgement wakes nobody at the server: what waits is asked again.
  if ('acknowledged' in told) void queries.invalidateQueries({ queryKey: ['agent', told.agentId] });
  queries.setQueryData<readonly HeldMessage[]>(keyOf(told.agentId), (known = []) => {
    if ('acknowledged' in told)
      return known.map(each => (told.acknowledged.includes(each.id) ? { ...each, acknowledged: true } : each));
    const ids = new Set(told.fetched.map(each => each.id));
    return [...told.fetched.toReversed(), ...known.filter(each => !ids.has(each.id))].slice(0, most);
  });
}
