import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Inbox, Mail, Radio, Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import { callQuery } from '../../data/calls.ts';
import { type CallNews, type Happening, useLive } from '../../data/live.ts';
import { phonesQuery } from '../../data/network.ts';
import { type Message, newestQuery } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelIcon } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { Empty, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { CallState } from '../calls/call-state.tsx';

const shown = 14;

/** What happens, newest on top; before anything has, the newest messages. */
export function Feed() {
  const words = useWords();
  const { happenings } = useLive();
  const newest = useQuery(newestQuery(shown));
  if (newest.error && happenings.length === 0)
    return <Problem error={newest.error} onRetry={() => void newest.refetch()} />;
  if (newest.isPending) return <SkeletonRows count={5} />;
  const seen = new Set(happenings.flatMap(each => (each.kind === 'message' ? [each.message.id] : [])));
  const earlier = (newest.data ?? [])
    .filter(message => !seen.has(message.id) && message.channel !== 'voice')
    .map(message => ({ kind: 'message' as const, key: message.id, at: new Date(message.createdAt), message }));
  const rows: readonly Happening[] = [...happenings, ...earlier].slice(0, shown);
  if (rows.length === 0)
    return (
      <Empty icon={<Radio size={20} />} title={words.overview.feedEmpty} lead={words.overview.feedEmptyLead}>
        <Link to="/console" className={buttonClass()}>
          {words.overview.openConsole}
        </Link>
      </Empty>
    );
  return (
    <ol aria-label={words.overview.feed} aria-live="polite" className="-mx-2 grid">
      {rows.map(happening => (
        <Row key={happening.key} happening={happening} isNew={happenings.includes(happening)} />
      ))}
    </ol>
  );
}

function Row({ happening, isNew }: { readonly happening: Happening; readonly isNew: boolean }) {
  return (
    <li
      className={classNames(
        'flex min-w-0 items-center gap-3 border-line border-t px-2 py-2.5 first:border-t-0',
        isNew && 'animate-arrive',
      )}
    >
      <Picture happening={happening} />
      <div className="min-w-0 flex-1">
        <Says happening={happening} />
      </div>
      <span className="shrink-0 text-soft text-xs">
        <Time at={happening.at} look="exact" />
      </span>
    </li>
  );
}

function Picture({ happening }: { readonly happening: Happening }) {
  const icons: Readonly<Record<Happening['kind'], ReactNode>> = {
    message: happening.kind === 'message' ? <ChannelIcon channel={happening.message.channel} size={15} /> : null,
    inbox: <Inbox size={15} aria-hidden="true" />,
    call: <ChannelIcon channel="voice" size={15} />,
    phone: <Smartphone size={15} aria-hidden="true" />,
    mail: <Mail size={15} aria-hidden="true" />,
  };
  return (
    <span className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-soft">
      {icons[happening.kind]}
    </span>
  );
}

function Says({ happening }: { readonly happening: Happening }) {
  const words = useWords();
  const { session } = useEntrance();
  const { data: phones = [] } = useQuery({ ...phonesQuery, enabled: session?.network ?? false });
  const nameOf = (number: string) => phones.find(phone => phone.number === number)?.name ?? number;
  switch (happening.kind) {
    case 'message':
      return <MessageStep message={happening.message} />;
    case 'inbox':
      return (
        <p className="truncate">
          {words.overview.waitingFor(happening.agent.displayName)}
          <span className="text-soft text-sm">
            {' · '}
            {words.overview.waiting(happening.agent.lines.reduce((sum, line) => sum + line.waiting, 0))}
          </span>
        </p>
      );
    case 'call':
      return <CallStep call={happening.call} />;
    case 'phone': {
      const { direction, phone, text } = happening.message;
      const said = direction === 'sent' ? words.overview.phoneSent : words.overview.phoneGot;
      return <Quote who={said(nameOf(phone))} text={text} />;
    }
    case 'mail': {
      const said = happening.mail.direction === 'sent' ? words.overview.mailSent : words.overview.mailGot;
      return <Quote who={said(happening.mail.mailbox)} text={happening.mail.subject} />;
    }
  }
}

function MessageStep({ message }: { readonly message: Message }) {
  return (
    <Link
      to="/messages"
      search={{ open: message.id }}
      className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 hover:underline"
    >
      <StateBadge state={message.status} />
      <Address className="truncate">{message.to}</Address>
      <span className="truncate text-soft text-sm">{message.agentId}</span>
    </Link>
  );
}

function CallStep({ call }: { readonly call: CallNews }) {
  const { data } = useQuery(callQuery(call.id));
  // How it ended is known once it is read; until then it has ended.
  const status = call.state === 'ended' ? data?.status : undefined;
  return (
    <Link
      to="/calls/$callId"
      params={{ callId: call.id }}
      className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 hover:underline"
    >
      <CallState call={{ state: call.state, ...(status === undefined ? {} : { status }) }} />
      {data ? <Address className="truncate">{data.direction === 'inbound' ? data.from : data.to}</Address> : null}
      {data ? <span className="truncate text-soft text-sm">{data.agentId}</span> : null}
    </Link>
  );
}

function Quote({ who, text }: { readonly who: string; readonly text: string }) {
  return (
    <p className="truncate">
      <bdi>{who}</bdi>{' '}
      <span dir="auto" className="text-soft">
        “{text}”
      </span>
    </p>
  );
}
