import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, CheckCheck, CircleDashed, Clock, OctagonAlert, Send, ShieldBan } from 'lucide-react';
import { client } from '../../data/client.ts';
import { type Message, messageQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelIcon } from '../../ui/address.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { Empty, Section, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { rememberedText } from './sent-texts.ts';

const shown = 6;

/** The newest messages of the agent, each with the steps it has taken. */
export function SentPanel({ agentId }: { readonly agentId: string }) {
  const words = useWords();
  const newest = useQuery({
    queryKey: ['messages', 'console', agentId],
    queryFn: async ({ signal }) => (await client.messages.list({ agentId, limit: shown }, { signal })).messages,
  });
  return (
    <Section title={words.console.sent}>
      {newest.error ? <Problem error={newest.error} onRetry={() => void newest.refetch()} /> : null}
      {newest.isPending ? <SkeletonRows count={3} /> : null}
      {newest.data?.length === 0 ? (
        <Empty icon={<Send size={19} />} title={words.messages.empty} lead={words.console.sentEmpty} />
      ) : null}
      <ol className="grid gap-2.5" aria-label={words.console.sent}>
        {newest.data?.map(message => (
          <SentMessage key={message.id} listed={message} />
        ))}
      </ol>
    </Section>
  );
}

function SentMessage({ listed }: { readonly listed: Message }) {
  // The stream patches the single message first; the list follows.
  const { data: message = listed } = useQuery({ ...messageQuery(listed.id), initialData: listed, staleTime: 10_000 });
  const text = rememberedText(message.id);
  return (
    <li className="animate-arrive">
      <Link
        to="/messages"
        search={{ open: message.id }}
        className="grid gap-1.5 rounded-md border border-line px-3 py-2.5 transition hover:border-edge"
      >
        <span className="flex items-center gap-2 text-soft text-sm">
          <ChannelIcon channel={message.channel} size={14} />
          <Address className="min-w-0 flex-1 truncate">{message.to}</Address>
          <Time at={message.createdAt} />
        </span>
        {text === undefined ? null : (
          <span dir="auto" className="line-clamp-3 whitespace-pre-wrap">
            {text}
          </span>
        )}
        <Steps message={message} />
      </Link>
    </li>
  );
}

const order = ['queued', 'sent', 'delivered'];

function Steps({ message }: { readonly message: Message }) {
  const words = useWords();
  const { status } = message;
  const reached = status === 'delivered' ? 2 : message.externalId === null ? 0 : 1;
  const stopped = ['failed', 'refused', 'deferred', 'unknown'].includes(status);
  const labels = [words.console.steps.written, words.console.steps.accepted, words.console.steps.delivered];
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs" data-state={status}>
      {order.map((step, index) => (
        <span
          key={step}
          className={classNames(
            'inline-flex items-center gap-1 transition-colors duration-300',
            index <= reached ? (status === 'delivered' ? 'text-done' : 'text-moving') : 'text-soft',
          )}
        >
          <StepIcon index={index} isReached={index <= reached} />
          {labels[index]}
        </span>
      ))}
      {stopped ? <Stopped message={message} /> : null}
    </span>
  );
}

function StepIcon({ index, isReached }: { readonly index: number; readonly isReached: boolean }) {
  const Icon = isReached ? (index === 2 ? CheckCheck : Check) : CircleDashed;
  return <Icon size={13} aria-hidden="true" />;
}

function Stopped({ message }: { readonly message: Message }) {
  const words = useWords();
  const Icon = message.status === 'refused' ? ShieldBan : message.status === 'failed' ? OctagonAlert : Clock;
  return (
    <span
      className={classNames(
        'inline-flex items-center gap-1 font-medium',
        message.status === 'failed' || message.status === 'refused' ? 'text-wrong' : 'text-waiting',
      )}
    >
      <Icon size={13} aria-hidden="true" />
      {words.states[message.status]}
      {message.reason ? <span className="font-normal">{message.reason}</span> : null}
    </span>
  );
}
