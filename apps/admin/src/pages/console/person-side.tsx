import type { AgentStatus } from '../../data/queries.ts';
import type { Conversation } from './conversation.ts';
import { Mailbox } from './mailbox.tsx';
import { PhoneDevice } from './phone-device.tsx';

/** The person's side: a phone for texts, a mailbox for mail. */
export function PersonSide({
  agent,
  conversation,
}: {
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}) {
  return conversation.channel === 'email' ? (
    <Mailbox conversation={conversation} />
  ) : (
    <PhoneDevice agent={agent} conversation={conversation} />
  );
}
