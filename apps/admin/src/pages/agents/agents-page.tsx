import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Plus, SquareUser } from 'lucide-react';
import { type Agent, agentQuery, agentsQuery, linesQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Address, Avatar, ChannelIcon } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Card, Empty, PageHead, SkeletonRows } from '../../ui/surface.tsx';
import { NewAgentSheet } from './new-agent.tsx';

const route = getRouteApi('/agents');
// Each count is a question of its own; beyond these, the live stream brings them.
const countedAgents = 24;

/** Who speaks. */
export function AgentsPage() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const agents = useQuery(agentsQuery);
  const mayMake = useMay('agents.provision');
  useListKeys();
  const make = () => void navigate({ search: { ...search, make: 'yes' } });
  const wanted = search.find?.toLowerCase() ?? '';
  const shown = agents.data?.filter(({ displayName, agentId }) =>
    `${displayName} ${agentId}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <PageHead
        title={words.agents.title}
        lead={words.agents.lead}
        actions={mayMake ? <MakeButton onMake={make} /> : undefined}
      />
      <SearchInput
        label={words.agents.filter}
        value={search.find ?? ''}
        onChange={find => void navigate({ search: find ? { ...search, find } : {}, replace: true })}
        className="mb-4 max-w-sm"
      />
      {agents.error ? <Problem error={agents.error} onRetry={() => void agents.refetch()} /> : null}
      {agents.isPending ? <SkeletonRows count={4} /> : null}
      {agents.data?.length === 0 ? (
        <Card>
          <Empty icon={<SquareUser size={20} />} title={words.agents.empty} lead={words.agents.emptyLead}>
            {mayMake ? <MakeButton onMake={make} /> : null}
          </Empty>
        </Card>
      ) : null}
      <ul className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {shown?.map((agent, index) => (
          <AgentCard key={agent.agentId} agent={agent} counts={index < countedAgents} />
        ))}
      </ul>
      <NewAgentSheet open={search.make === 'yes' && mayMake} onClose={() => void navigate({ search: {} })} />
    </>
  );
}

function MakeButton({ onMake }: { readonly onMake: () => void }) {
  const words = useWords();
  return (
    <Button look="primary" onClick={onMake}>
      <Plus size={17} aria-hidden="true" />
      {words.agents.make}
    </Button>
  );
}

function AgentCard({ agent, counts }: { readonly agent: Agent; readonly counts: boolean }) {
  const words = useWords();
  const { data } = useQuery({ ...agentQuery(agent.agentId), enabled: counts });
  const { data: lines } = useQuery(linesQuery);
  const own = lines?.filter(line => line.agentId === agent.agentId && line.status !== 'released') ?? [];
  const waiting = data?.lines.reduce((sum, line) => sum + line.waiting, 0) ?? 0;
  const addresses = [...new Map(own.map(line => [line.address, line])).values()];
  return (
    <li>
      <Link
        to="/agents/$agentId"
        params={{ agentId: agent.agentId }}
        data-row
        className="block h-full rounded-lg border border-line bg-surface p-4 shadow-lift transition duration-200 ease-settle hover:-translate-y-0.5 hover:border-edge"
      >
        <span className="flex items-center gap-3">
          <Avatar name={agent.displayName} size="lg" />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-display font-semibold text-lg">
              <bdi>{agent.displayName}</bdi>
            </span>
            <span className="block truncate text-soft text-sm">
              <Address>{agent.agentId}</Address>
            </span>
          </span>
          <StateBadge state={agent.status} />
        </span>
        <span className="mt-3 grid gap-1 border-line border-t pt-3 text-sm">
          {addresses.length === 0 && lines ? <span className="text-soft">{words.agents.noLines}</span> : null}
          {addresses.map(line => (
            <span key={line.address} className="flex min-w-0 items-center gap-2">
              <ChannelIcon channel={line.channel} size={14} />
              <Address className="truncate">{line.address}</Address>
            </span>
          ))}
          {waiting > 0 ? (
            <span className="mt-1 justify-self-start rounded-full bg-page px-2 py-0.5 font-medium text-on-page text-xs">
              {words.overview.waiting(waiting)}
            </span>
          ) : null}
        </span>
      </Link>
    </li>
  );
}
