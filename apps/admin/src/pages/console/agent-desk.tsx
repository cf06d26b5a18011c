import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { type AgentStatus, agentsQuery } from '../../data/queries.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, Avatar } from '../../ui/address.tsx';
import { Card, SkeletonRows } from '../../ui/surface.tsx';
import { Composer } from './composer.tsx';
import type { Conversation } from './conversation.ts';
import { InboxPanel } from './inbox-panel.tsx';
import { SentPanel } from './sent-panel.tsx';

const CallDesk = lazy(() => import('./call-desk.tsx').then(file => ({ default: file.CallDesk })));
const CallPanel = lazy(() => import('./call-panel.tsx').then(file => ({ default: file.CallPanel })));

/** The agent's side: who it is, what it writes, what became of it, what came back. */
export function AgentDesk({
  agent,
  conversation,
}: {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}) {
  const words = useWords();
  const maySend = useMay('messages.send');
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card className="grid grid-cols-1 gap-4 p-4 sm:p-5">
        <WhoSpeaks agent={agent} conversation={conversation} />
        {maySend ? (
          <Writing agent={agent} conversation={conversation} />
        ) : (
          <p className="text-soft">{words.people.onlyLooking}</p>
        )}
      </Card>
      {conversation.channel === 'voice' ? (
        <Suspense fallback={<SkeletonRows count={5} />}>
          <CallPanel key={agent.agentId} agentId={agent.agentId} title={words.calls.panel} />
        </Suspense>
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
          <InboxPanel key={agent.agentId} agent={agent} onReply={change => conversation.change(change)} />
          <SentPanel agentId={agent.agentId} />
        </div>
      )}
    </div>
  );
}

function Writing({ agent, conversation }: { readonly agent: AgentStatus; readonly conversation: Conversation }) {
  if (conversation.channel !== 'voice') return <Composer agent={agent} conversation={conversation} />;
  return (
    <Suspense fallback={<SkeletonRows count={3} />}>
      <CallDesk agent={agent} conversation={conversation} />
    </Suspense>
  );
}

function WhoSpeaks({ agent, conversation }: { readonly agent: AgentStatus; readonly conversation: Conversation }) {
  const words = useWords();
  const { data: agents = [] } = useQuery(agentsQuery);
  return (
    <div className="flex items-center gap-3">
      <Avatar name={agent.displayName} size="lg" />
      <div className="min-w-0 flex-1">
        <label className="flex items-center gap-2">
          <span className="sr-only">{words.console.actAs}</span>
          <select
            value={agent.agentId}
            onChange={event => conversation.agents(event.target.value)}
            className="-ms-2 field-sizing-content max-w-full truncate rounded-md bg-transparent py-0.5 ps-1 pe-1 font-display font-semibold text-xl hover:bg-sunken"
          >
            {agents
              .filter(each => each.status === 'active')
              .map(each => (
                <option key={each.agentId} value={each.agentId} className="bg-surface text-base">
                  {each.displayName}
                </option>
              ))}
          </select>
        </label>
        <p className="truncate text-soft text-sm">
          {conversation.from ? <Address>{conversation.from}</Address> : <Address>{agent.agentId}</Address>}
        </p>
      </div>
    </div>
  );
}
