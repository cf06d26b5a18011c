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

const ended: Readonly<Record<string, { readonly icon: typeof Check; readonly tone: string }>> = {
  failed: { icon: OctagonAlert, tone: 'text-wrong' },
  refused: { icon: ShieldBan, tone: 'text-wrong' },
  deferred: { icon: Clock, tone: 'text-waiting' },
  unknown: { icon: Clock, tone: 'text-waiting' },
};
// A message that is due later than this was meant to wait.
const scheduledMs = 2_000;

function Steps({ message }: { readonly message: Message }) {
  const words = useWords();
  const { status, externalId } = message;
  const end = ended[status];
  const { written, accepted, delivered } = words.console.steps;
  const tone = status === 'delivered' ? 'text-done' : 'text-moving';
  const isTaken = externalId !== null;
  return (
    <span className="grid gap-1 text-xs" data-state={status}>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Step icon={Check} label={written} tone={tone} />
        {isTaken || !end ? (
          <Step icon={isTaken ? Check : CircleDashed} label={accepted} tone={isTaken ? tone : 'text-soft'} />
        ) : null}
        {end ? (
          <Step icon={end.icon} label={words.states[status] ?? status} tone={end.tone} />
        ) : (
          <Step
            icon={status === 'delivered' ? CheckCheck : CircleDashed}
            label={delivered}
            tone={status === 'delivered' ? tone : 'text-soft'}
          />
        )}
      </span>
      {end && message.reason ? <span className={classNames('line-clamp-2', end.tone)}>{message.reason}</span> : null}
      {status === 'queued' ? <Due message={message} /> : null}
    </span>
  );
}

interface StepProps {
  readonly icon: typeof Check;
  readonly label: string;
  readonly tone: string;
}

function Step({ icon: Icon, label, tone }: StepProps) {
  return (
    <span
      className={classNames('inline-flex items-center gap-1 whitespace-nowrap transition-colors duration-300', tone)}
    >
      <Icon size={13} aria-hidden="true" />
      {label}
    </span>
  );
}

function Due({ message }: { readonly message: Message }) {
  const words = useWords();
  if (Date.parse(message.dueAt) - Date.parse(message.updatedAt) < scheduledMs) return null;
  return (
    <span className="inline-flex items-center gap-1 text-waiting">
      <Clock size={13} aria-hidden="true" />
      {words.messages.waited} <Time at={message.dueAt} />
    </span>
  );
}
