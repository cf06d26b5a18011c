import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { phonesQuery } from '../../data/network.ts';
import type { AgentStatus } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';

/** Channels that the console speaks. */
export type ConsoleChannel = 'sms' | 'whatsapp' | 'email' | 'voice';

/** Who writes to whom, over what. It stands in the address bar, so a link leads to the same conversation. */
export interface Conversation {
  readonly channel: ConsoleChannel;
  readonly to: string;
  /** The agent's own address on the channel; absent when it has none. */
  readonly from: string | undefined;
  readonly agents: (agentId: string) => void;
  readonly change: (change: { readonly channel?: ConsoleChannel; readonly to?: string }) => void;
}

const route = getRouteApi('/console');
const somebody = 'ada@example.com';

/** The conversation that the address bar names, with what it leaves out filled in. */
export function useConversation(agentId: string, agent: AgentStatus | undefined): Conversation {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { session } = useEntrance();
  const phones = useQuery({ ...phonesQuery, enabled: session?.network ?? false });
  const channel = search.channel ?? 'sms';
  const firstPhone = phones.data?.[0]?.number ?? '';
  const fallback = !session?.network ? '' : channel === 'email' ? somebody : firstPhone;
  return {
    channel,
    to: search.to ?? fallback,
    from: agent?.lines.find(line => line.channel === channel && line.status === 'active')?.address,
    agents: next => void navigate({ search: { ...search, agent: next }, replace: true }),
    change(change) {
      const { to, ...kept } = { ...search, agent: agentId, ...change };
      // An address of one kind is none of the other.
      const isKept = change.channel === undefined || (change.channel === 'email') === (channel === 'email');
      void navigate({ search: isKept && to !== undefined ? { ...kept, to } : kept, replace: true });
    },
  };
}
