import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { type AgentStatus, agentsQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import type { Conversation } from './conversation.ts';
import { Mailbox } from './mailbox.tsx';
import { PhoneDevice } from './phone-device.tsx';

const CallPanel = lazy(() => import('./call-panel.tsx').then(file => ({ default: file.CallPanel })));

interface PersonProps {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}

/** The person's side: a phone for texts and calls, a mailbox for mail. Where another agent is called, what it hears. */
export function PersonSide({ agent, conversation }: PersonProps) {
  const words = useWords();
  const { data: agents = [] } = useQuery(agentsQuery);
  const called = agents.find(each => each.agentId === conversation.to && each.agentId !== agent.agentId);
  if (conversation.channel === 'email') return <Mailbox conversation={conversation} />;
  if (conversation.channel === 'voice' && called)
    return (
      <Suspense fallback={<SkeletonRows count={6} />}>
        <CallPanel
          key={called.agentId}
          agentId={called.agentId}
          title={called.displayName}
          lead={words.calls.otherSideLead}
        />
      </Suspense>
    );
  return <PhoneDevice agent={agent} conversation={conversation} />;
}
