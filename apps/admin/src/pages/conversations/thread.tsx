import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileText, Phone, UserRound, UserX } from 'lucide-react';
import { useMemo } from 'react';
import { contactThreadQuery, type ThreadEntry } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { BackLink } from '../../ui/back-link.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import { Sound } from '../../ui/sound.tsx';
import { Empty, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { rememberedText } from '../console/sent-texts.ts';
import { WishChip } from '../contacts/wish-chip.tsx';

/** What went back and forth with one contact, oldest on top, and plainly why where a text is not there. */
export function Thread({ contactId }: { readonly contactId: string }) {
  const words = useWords();
  const thread = useInfiniteQuery(contactThreadQuery(contactId));
  const entries = useMemo(() => thread.data?.pages.flatMap(page => page.entries).reverse() ?? [], [thread.data]);
  const contact = thread.data?.pages[0]?.contact;
  if (thread.error && 'status' in thread.error && thread.error.status === 404)
    return <Empty icon={<UserX size={20} />} title={words.contacts.missing} lead={words.contacts.missingLead} />;
  if (thread.error) return <Problem error={thread.error} onRetry={() => void thread.refetch()} className="m-4" />;
  if (!contact)
    return (
      <div className="p-5">
        <SkeletonRows count={6} />
      </div>
    );
  return (
    <div className="flex h-[calc(100dvh-11rem)] min-h-96 flex-col">
      <ThreadHead contact={contact} />
      <Scroller label={words.conversations.thread} bottom={entries.at(-1)?.id}>
        {thread.hasNextPage ? (
          <div className="self-center pb-2">
            <Button small disabled={thread.isFetchingNextPage} onClick={() => void thread.fetchNextPage()}>
              {thread.isFetchingNextPage ? words.common.loadingMore : words.conversations.older}
            </Button>
          </div>
        ) : null}
        {entries.map(entry => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Scroller>
    </div>
  );
}

interface ThreadHeadProps {
  readonly contact: {
    readonly id: string;
    readonly address: string;
    readonly channel: string;
    readonly status: 'granted' | 'opted-out' | 'none';
  };
}

function ThreadHead({ contact }: ThreadHeadProps) {
  const words = useWords();
  const channel = contact.channel === 'email' || contact.channel === 'whatsapp' ? contact.channel : 'sms';
  return (
    <header className="border-line border-b px-4 py-3">
      <div className="lg:hidden">
        <BackLink to="/conversations">{words.conversations.back}</BackLink>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-0 flex-1 truncate font-semibold text-lg max-sm:basis-full">
          <Address>{contact.address}</Address>
        </h2>
        <WishChip status={contact.status} />
        <Link to="/contacts/$contactId" params={{ contactId: contact.id }} className={buttonClass('plain', true)}>
          <UserRound size={15} aria-hidden="true" />
          {words.conversations.person}
        </Link>
        <Link to="/console" search={{ to: contact.address, channel }} className={buttonClass('primary', true)}>
          {words.conversations.write}
        </Link>
      </div>
    </header>
  );
}

interface EntryProps {
  readonly entry: ThreadEntry;
}

function Entry({ entry }: EntryProps) {
  const isOut = entry.direction === 'out';
  return (
    <article
      className={classNames(
        'grid w-fit min-w-48 max-w-[85%] gap-1.5 rounded-lg border border-line px-3.5 py-2.5 sm:max-w-[34rem]',
        isOut ? 'self-end bg-surface' : 'self-start border-transparent bg-sunken',
      )}
    >
      <p className="flex flex-wrap items-center gap-x-2 text-soft text-xs">
        <ChannelName channel={entry.channel} />
        <bdi className="truncate">{entry.agentId}</bdi>
        <span className="ms-auto">
          <Time at={entry.at} />
        </span>
      </p>
      <Said entry={entry} />
      <Standing entry={entry} />
    </article>
  );
}

function Said({ entry }: EntryProps) {
  const words = useWords();
  // What was written in this very window is known here, whatever the server keeps.
  const text = entry.text ?? rememberedText(entry.id);
  if (entry.callId !== undefined) return <InCall entry={entry} callId={entry.callId} text={text} />;
  if (text === undefined) return <Gone entry={entry} />;
  return (
    <>
      {entry.subject === undefined ? null : (
        <p dir="auto" className="font-semibold">
          {entry.subject || words.conversations.noSubject}
        </p>
      )}
      <p dir="auto" className="whitespace-pre-wrap break-words" title={words.conversations.kept[entry.kept]}>
        {text}
      </p>
      {entry.attachments.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {[...new Set(entry.attachments)].map(name => (
            <li
              key={name}
              className="inline-flex max-w-full items-center gap-1 rounded-full bg-paper px-2 py-0.5 text-xs"
            >
              <FileText size={12} className="shrink-0" aria-hidden="true" />
              <bdi className="truncate">{name}</bdi>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  );
}

/** Why a text is not there. */
function Gone({ entry: { kept, status } }: EntryProps) {
  const words = useWords();
  const why = kept === 'erased' && status === 'acknowledged' ? 'acknowledged' : kept;
  return <p className="text-pretty text-soft italic">{words.conversations.kept[why]}</p>;
}

/** A call, and what was left in it for the agent. */
function InCall({ entry, callId, text }: EntryProps & { readonly callId: string; readonly text: string | undefined }) {
  const words = useWords();
  return (
    <>
      {text ? (
        <p dir="auto" className="whitespace-pre-wrap break-words" title={words.conversations.kept[entry.kept]}>
          {text}
        </p>
      ) : null}
      {entry.direction === 'in' && !text ? <Gone entry={entry} /> : null}
      {entry.sounds.map(({ url, durationSeconds }) => (
        <Sound key={url} url={url} durationSeconds={durationSeconds} />
      ))}
      <Link to="/calls/$callId" params={{ callId }} className="inline-flex items-center gap-2 underline">
        <Phone size={15} aria-hidden="true" />
        {words.conversations.call}
      </Link>
    </>
  );
}

function Standing({ entry }: EntryProps) {
  const words = useWords();
  if (entry.direction === 'in')
    return <p className="text-soft text-xs">{words.conversations.states[entry.status] ?? entry.status}</p>;
  return (
    <Link to="/messages" search={{ open: entry.id }} className="justify-self-start">
      <StateBadge state={entry.status} />
    </Link>
  );
}
