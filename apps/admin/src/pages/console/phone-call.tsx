import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Phone as PhoneIcon, PhoneOff } from 'lucide-react';
import { characterQuery, type Phone, type PhoneCall, phoneCallsQuery, phone as verbs } from '../../data/network.ts';
import type { AgentStatus } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Avatar } from '../../ui/address.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty } from '../../ui/surface.tsx';
import type { Conversation } from './conversation.ts';
import { PhoneTalk } from './phone-talk.tsx';

interface PhoneCallProps {
  readonly phone: Phone;
  readonly agent: AgentStatus;
  readonly conversation: Conversation;
}

/** The handset on the line: it rings, is answered, talks and is put down. */
export function PhoneCallScreen({ phone, agent, conversation }: PhoneCallProps) {
  const calls = useQuery(phoneCallsQuery(phone.number));
  const call = calls.data?.findLast(each => each.endedAt === undefined) ?? undefined;
  const last = calls.data?.at(-1);
  if (calls.error) return <Problem error={calls.error} onRetry={() => void calls.refetch()} className="m-3" />;
  if (call?.status === 'in-progress') return <PhoneTalk key={call.id} call={call} />;
  if (call) return <Ringing call={call} agent={agent} phone={phone} />;
  return <Idle phone={phone} agent={agent} conversation={conversation} last={last} />;
}

function Ringing({ call, agent, phone }: { readonly call: PhoneCall } & Pick<PhoneCallProps, 'agent' | 'phone'>) {
  const words = useWords();
  const isIncoming = call.to === phone.number;
  const picking = useMutation({ mutationFn: () => verbs.answer(call.id) });
  const ending = useMutation({ mutationFn: () => verbs.hangUp(call.id) });
  const error = picking.error ?? ending.error;
  return (
    <div role="status" className="flex flex-1 flex-col items-center justify-between gap-4 p-6 text-center">
      <div className="grid justify-items-center gap-2 pt-10">
        <div className="animate-pulse-soft">
          <Avatar name={agent.displayName} size="lg" />
        </div>
        <p className="font-display font-semibold text-xl">
          <bdi>{agent.displayName}</bdi>
        </p>
        <p className="text-soft">
          {isIncoming && call.status === 'ringing' ? words.calls.isCalling : words.calls.ringing}
        </p>
      </div>
      {error ? <Problem error={error} /> : null}
      <div className="flex w-full justify-evenly pb-4">
        <Round
          label={isIncoming ? words.calls.decline : words.calls.hangUp}
          tone="bg-wrong text-paper"
          onClick={() => ending.mutate()}
        >
          <PhoneOff size={24} aria-hidden="true" />
        </Round>
        {isIncoming && call.status === 'ringing' ? (
          <Round label={words.calls.answer} tone="bg-done text-paper" onClick={() => picking.mutate()}>
            <PhoneIcon size={24} aria-hidden="true" />
          </Round>
        ) : null}
      </div>
    </div>
  );
}

interface RoundProps {
  readonly label: string;
  readonly tone: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function Round({ label, tone, onClick, children }: RoundProps) {
  return (
    <button type="button" onClick={onClick} className="grid justify-items-center gap-1.5 text-sm">
      <span className={`grid size-15 place-items-center rounded-full transition active:scale-95 ${tone}`}>
        {children}
      </span>
      {label}
    </button>
  );
}

function Idle({ phone, agent, conversation, last }: PhoneCallProps & { readonly last: PhoneCall | undefined }) {
  const words = useWords();
  const queries = useQueryClient();
  const calling = useMutation({
    mutationFn: () => verbs.call(phone.number, conversation.from ?? ''),
    onSettled: () => queries.invalidateQueries(phoneCallsQuery(phone.number)),
  });
  return (
    <div className="flex flex-1 flex-col justify-between gap-4 p-4">
      <WhoAnswers phone={phone} />
      <Empty
        icon={<PhoneIcon size={20} />}
        title={last ? words.calls.over : words.calls.phoneIdle}
        lead={words.calls.phoneIdleLead}
      />
      {calling.error ? <Problem error={calling.error} /> : null}
      <button
        type="button"
        disabled={conversation.from === undefined || calling.isPending}
        onClick={() => calling.mutate()}
        className="mx-auto mb-3 inline-flex h-12 max-w-full items-center gap-2.5 rounded-full bg-page px-6 font-semibold text-on-page transition hover:bg-page-deep disabled:cursor-not-allowed disabled:opacity-50"
      >
        <PhoneIcon size={19} aria-hidden="true" />
        <span className="truncate">{words.calls.callAgent(agent.displayName)}</span>
      </button>
    </div>
  );
}

const people = [
  'human',
  'manual',
  'voicemail',
  'screener',
  'ivr',
  'hold',
  'interrupter',
  'babbler',
  'slow-talker',
  'leaver',
  'silence',
  'busy',
  'no-answer',
] as const;

function WhoAnswers({ phone }: { readonly phone: Phone }) {
  const words = useWords();
  const queries = useQueryClient();
  const { data: character } = useQuery(characterQuery(phone.number));
  const becoming = useMutation({
    mutationFn: (kind: string) => verbs.become(phone.number, kind),
    onSettled: () => queries.invalidateQueries(characterQuery(phone.number)),
  });
  const kind = (becoming.isPending ? becoming.variables : undefined) ?? character?.kind ?? 'human';
  return (
    <label className="flex items-center justify-between gap-3 text-sm">
      <span className="text-soft">{words.calls.whoAnswers}</span>
      <select
        value={kind}
        onChange={event => becoming.mutate(event.target.value)}
        className="h-9 min-w-0 truncate rounded-md border border-edge bg-surface px-2 font-medium"
      >
        {people.map(each => (
          <option key={each} value={each}>
            {words.calls.people[each] ?? each}
          </option>
        ))}
      </select>
    </label>
  );
}
