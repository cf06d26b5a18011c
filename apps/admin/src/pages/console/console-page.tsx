import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { SquareUser } from 'lucide-react';
import { useState } from 'react';
import { agentQuery, agentsQuery } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Segments } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, PageHead, SkeletonRows } from '../../ui/surface.tsx';
import { AgentDesk } from './agent-desk.tsx';
import { useConversation } from './conversation.ts';
import { Cord } from './cord.tsx';
import { PersonSide } from './person-side.tsx';

/** Be the agent on one side and the person on the other, and watch what travels between. */
export function ConsolePage() {
  const words = useWords();
  const agents = useQuery(agentsQuery);
  const active = agents.data?.filter(agent => agent.status === 'active') ?? [];
  const [first] = active;
  return (
    <>
      <PageHead title={words.console.title} lead={words.console.lead} />
      {agents.error ? <Problem error={agents.error} onRetry={() => void agents.refetch()} /> : null}
      {agents.isPending ? <SkeletonRows count={6} /> : null}
      {agents.data && !first ? (
        <Empty icon={<SquareUser size={20} />} title={words.console.noAgents} lead={words.console.noAgentsLead}>
          <Link to="/agents" search={{ make: 'yes' }} className={buttonClass('primary')}>
            {words.agents.make}
          </Link>
        </Empty>
      ) : null}
      {first ? <Room firstAgent={first.agentId} /> : null}
    </>
  );
}

type Side = 'agent' | 'person';
const route = getRouteApi('/console');

function Room({ firstAgent }: { readonly firstAgent: string }) {
  const search = route.useSearch();
  const { session } = useEntrance();
  const [side, setSide] = useState<Side>('agent');
  const agentId = search.agent ?? firstAgent;
  const status = useQuery(agentQuery(agentId));
  const conversation = useConversation(agentId, status.data);
  const hasPerson = session?.network ?? false;
  if (status.error) return <Problem error={status.error} onRetry={() => void status.refetch()} />;
  if (!status.data) return <SkeletonRows count={6} />;
  return (
    <>
      {hasPerson ? <WhichSide side={side} onChange={setSide} /> : null}
      <div
        className={classNames(
          'grid grid-cols-1 items-start',
          hasPerson && 'lg:grid-cols-[minmax(0,1fr)_4.5rem_22rem] xl:grid-cols-[minmax(0,1fr)_5.5rem_23.5rem]',
        )}
      >
        <div className={classNames(side === 'person' && 'max-lg:hidden')}>
          <AgentDesk agent={status.data} conversation={conversation} />
        </div>
        {hasPerson ? <Cord /> : null}
        {hasPerson ? (
          <div className={classNames('lg:sticky lg:top-6', side === 'agent' && 'max-lg:hidden')}>
            <PersonSide agent={status.data} conversation={conversation} />
          </div>
        ) : null}
      </div>
    </>
  );
}

// On a telephone there is room for one of the two.
function WhichSide({ side, onChange }: { readonly side: Side; readonly onChange: (side: Side) => void }) {
  const words = useWords();
  return (
    <div className="mb-4 lg:hidden">
      <Segments
        full
        label={words.console.person}
        value={side}
        onChange={onChange}
        options={[
          { value: 'agent', label: words.common.agent },
          { value: 'person', label: words.console.person },
        ]}
      />
    </div>
  );
}
