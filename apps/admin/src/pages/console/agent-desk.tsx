import { useQuery } from '@tanstack/react-query';
import { type AgentStatus, agentsQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, Avatar } from '../../ui/address.tsx';
import { Card } from '../../ui/surface.tsx';
import { Composer } from './composer.tsx';
import type { Conversation } from './conversation.ts';
import { InboxPanel } from './inbox-panel.tsx';
import { SentPanel } from './sent-panel.tsx';

/** The agent's side: who it is, what it writes, what became of it, what came back. */
export function AgentDesk({
  agent,
  conversation,
}: {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card className="grid grid-cols-1 gap-4 p-4 sm:p-5">
        <WhoSpeaks agent={agent} conversation={conversation} />
        <Composer agent={agent} conversation={conversation} />
      </Card>
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
        <InboxPanel key={agent.agentId} agent={agent} onReply={change => conversation.change(change)} />
        <SentPanel agentId={agent.agentId} />
      </div>
    </div>
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
