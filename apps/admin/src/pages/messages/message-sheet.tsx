import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, CircleDashed, Clock, OctagonAlert, PhoneOff, RotateCcw, Send, ShieldBan } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Message, messageQuery } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CopyButton, Snippet } from '../../ui/copy.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';

/** One message beside the list: what became of it, when, and why. */
export function MessageSheet({ id, onClose }: { readonly id: string | undefined; readonly onClose: () => void }) {
  const words = useWords();
  return (
    <Dialog look="side" open={id !== undefined} onClose={onClose} title={words.messages.detail}>
      {id === undefined ? null : <Known id={id} />}
    </Dialog>
  );
}

function Known({ id }: { readonly id: string }) {
  const words = useWords();
  const { data, error, refetch } = useQuery(messageQuery(id));
  if (error && 'status' in error && error.status === 404)
    return <Empty icon={<PhoneOff size={20} />} title={words.messages.missing} lead={words.messages.missingLead} />;
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  return data ? <Details message={data} /> : <SkeletonRows count={6} />;
}

function Details({ message }: { readonly message: Message }) {
  const words = useWords();
  const { publicUrl } = useEntrance();
  return (
    <div className="grid grid-cols-1 gap-6">
      <header className="grid grid-cols-1 gap-2">
        <div className="flex items-center gap-3">
          <StateBadge state={message.status} />
          <ChannelName channel={message.channel} />
        </div>
        <p className="flex items-center gap-1 font-medium text-lg">
          <Address>{message.to}</Address>
          <CopyButton text={message.to} />
        </p>
        <p className="text-soft">{words.stateHints[message.status]}</p>
      </header>
      <Part title={words.messages.timeline}>
        <Timeline message={message} />
      </Part>
      <Why message={message} />
      <Part title={words.messages.ids}>
        <Facts message={message} />
      </Part>
      <Part title={words.messages.ask}>
        <Snippet text={`curl ${publicUrl}/api/v1/messages/${message.id} -H "Authorization: Bearer $TOKEN"`} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 font-semibold">{title}</h3>
      {children}
    </section>
  );
}

interface Step {
  readonly label: string;
  readonly at?: string;
  readonly icon: typeof Check;
  readonly tone: string;
}

function Timeline({ message }: { readonly message: Message }) {
  const words = useWords();
  const steps = stepsOf(message, words);
  return (
    <ol className="grid">
      {steps.map((step, index) => (
        <li key={step.label} className="relative flex gap-3 pb-4 last:pb-0">
          {index < steps.length - 1 ? (
            <span aria-hidden="true" className="absolute start-[0.8125rem] top-7 bottom-0 w-0.5 bg-line" />
          ) : null}
          <span className={classNames('grid size-7 shrink-0 place-items-center rounded-full', step.tone)}>
            <step.icon size={15} aria-hidden="true" />
          </span>
          <span className="flex flex-1 items-baseline justify-between gap-3 pt-0.5">
            <span className="font-medium">{step.label}</span>
            {step.at ? (
              <span className="text-soft text-sm">
                <Time at={step.at} look="exact" />
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

const ends: Readonly<Record<string, Pick<Step, 'icon' | 'tone'>>> = {
  delivered: { icon: Check, tone: 'bg-done-wash text-done' },
  failed: { icon: OctagonAlert, tone: 'bg-wrong-wash text-wrong' },
  refused: { icon: ShieldBan, tone: 'bg-wrong-wash text-wrong' },
  deferred: { icon: Clock, tone: 'bg-waiting-wash text-waiting' },
  unknown: { icon: Clock, tone: 'bg-waiting-wash text-waiting' },
  sending: { icon: Send, tone: 'bg-moving-wash text-moving' },
};

function stepsOf(message: Message, words: ReturnType<typeof useWords>): readonly Step[] {
  const { status, attempts, createdAt, updatedAt, dueAt, externalId } = message;
  const quiet = 'bg-sunken text-soft';
  const waits = status === 'queued' || status === 'deferred';
  const end = ends[status];
  const state = words.states[status] ?? status;
  return [
    { label: words.messages.created, at: createdAt, icon: CircleDashed, tone: quiet },
    ...(attempts > 0 ? [{ label: words.messages.tried(attempts), icon: RotateCcw, tone: quiet }] : []),
    ...(externalId === null
      ? []
      : [
          {
            label: words.messages.accepted,
            ...(status === 'sent' ? { at: updatedAt } : {}),
            icon: Send,
            tone: 'bg-moving-wash text-moving',
          },
        ]),
    ...(end ? [{ label: state, at: updatedAt, ...end }] : []),
    ...(waits ? [{ label: words.messages.waited, at: dueAt, icon: Clock, tone: 'bg-waiting-wash text-waiting' }] : []),
  ];
}

function Why({ message }: { readonly message: Message }) {
  const words = useWords();
  const { reason, ruleIds = [], citations = [] } = message;
  if (!reason && ruleIds.length === 0) return null;
  return (
    <Part title={words.messages.why}>
      <div className="grid grid-cols-1 gap-2 rounded-md border border-line bg-sunken p-3">
        {reason ? <p dir="auto">{reason}</p> : null}
        {ruleIds.length > 0 ? (
          <p className="text-sm">
            {words.messages.rules}: <span className="font-mono text-xs">{ruleIds.join(', ')}</span>
          </p>
        ) : null}
        {citations.length > 0 ? (
          <ul className="grid grid-cols-1 gap-1 text-soft text-sm">
            {citations.map(citation => (
              <li key={citation}>{citation}</li>
            ))}
          </ul>
        ) : null}
      </div>
    </Part>
  );
}

function Facts({ message }: { readonly message: Message }) {
  const words = useWords();
  const formats = useFormats();
  const rows: readonly (readonly [string, ReactNode])[] = [
    [words.messages.ourId, <Address key="id">{message.id}</Address>],
    [words.messages.vendorId, message.externalId ? <Address key="vendor">{message.externalId}</Address> : '—'],
    [words.common.from, <Address key="from">{message.from}</Address>],
    [
      words.common.agent,
      <Link key="agent" to="/agents/$agentId" params={{ agentId: message.agentId }} className="underline">
        {message.agentId}
      </Link>,
    ],
    [words.messages.purpose, message.purpose],
    [words.common.cost, message.cost === null ? words.messages.unknownCost : formats.money(message.cost)],
  ];
  return (
    <dl className="grid grid-cols-1 gap-2">
      {rows.map(([label, value]) => (
        <div key={label} className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3">
          <dt className="text-soft">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
