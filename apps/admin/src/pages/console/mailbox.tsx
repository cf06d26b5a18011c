import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Mail as MailIcon, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { type Mail, mailsQuery, replyToMail } from '../../data/network.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, Avatar } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { controlClass } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Card, Empty, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import type { Conversation } from './conversation.ts';

/** A simulated mailbox: newest mail on top, each can be answered. */
export function Mailbox({ conversation }: { readonly conversation: Conversation }) {
  const words = useWords();
  const address = conversation.to.trim().toLowerCase();
  const mails = useQuery({ ...mailsQuery(address), enabled: address.includes('@') });
  return (
    <Card className="overflow-hidden">
      <header className="flex items-center gap-3 border-line border-b bg-sunken px-4 py-3">
        <span className="grid size-9 place-items-center rounded-full bg-page text-on-page">
          <MailIcon size={17} aria-hidden="true" />
        </span>
        <div className="min-w-0">
          <h2 className="font-semibold">{words.console.mailbox}</h2>
          <p className="truncate text-soft text-sm">
            <Address>{address || '—'}</Address>
          </p>
        </div>
      </header>
      <div
        className="grid max-h-[min(38rem,calc(100dvh-9rem))] min-h-72 content-start overflow-y-auto"
        role="log"
        aria-label={words.console.mailbox}
      >
        {mails.error ? <Problem error={mails.error} onRetry={() => void mails.refetch()} className="m-3" /> : null}
        {mails.isLoading ? <SkeletonRows count={2} /> : null}
        {!mails.isLoading && (mails.data?.length ?? 0) === 0 ? (
          <Empty icon={<MailIcon size={19} />} title={words.console.mailEmpty} lead={words.console.mailEmptyLead} />
        ) : null}
        {mails.data?.toReversed().map((mail, index) => (
          <Letter key={mail.id} mail={mail} isNewest={index === 0} />
        ))}
      </div>
    </Card>
  );
}

function Letter({ mail, isNewest }: { readonly mail: Mail; readonly isNewest: boolean }) {
  const words = useWords();
  const [replying, setReplying] = useState(false);
  const isReceived = mail.direction === 'received';
  return (
    <article className="grid animate-arrive gap-2 border-line border-b px-4 py-4 last:border-b-0">
      <header className="flex items-center gap-2.5">
        <Avatar name={nameOf(mail.from)} size="sm" />
        <div className="min-w-0 flex-1">
          <p className="truncate font-semibold leading-5">
            <bdi>{nameOf(mail.from)}</bdi>
          </p>
          <p className="truncate text-soft text-xs">
            <bdi>{words.console.mailTo(mail.to.join(', '))}</bdi>
          </p>
        </div>
        <span className="text-soft text-xs">
          <Time at={mail.at} />
        </span>
      </header>
      <h3 dir="auto" className={classNames('text-lg leading-6', isNewest ? 'font-semibold' : 'font-medium')}>
        {mail.subject || words.console.noSubject}
      </h3>
      <p dir="auto" className="whitespace-pre-wrap">
        {textOf(mail) || words.console.noText}
      </p>
      {mail.attachments.map(file => (
        <p key={file.id} className="inline-flex items-center gap-1 text-soft text-sm">
          <Paperclip size={13} aria-hidden="true" />
          <bdi>{file.name}</bdi>
        </p>
      ))}
      {isReceived && replying ? <ReplyForm mail={mail} onDone={() => setReplying(false)} /> : null}
      {isReceived && !replying ? (
        <div>
          <Button small onClick={() => setReplying(true)}>
            {words.console.mailReply}
          </Button>
        </div>
      ) : null}
    </article>
  );
}

function ReplyForm({ mail, onDone }: { readonly mail: Mail; readonly onDone: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const sending = useMutation({
    mutationFn: () => replyToMail(mail.id, text),
    onSuccess: onDone,
    onSettled: () => queries.invalidateQueries(mailsQuery(mail.mailbox)),
  });
  return (
    <form
      className="grid grid-cols-1 gap-2"
      onSubmit={event => {
        event.preventDefault();
        if (text.trim() !== '') sending.mutate();
      }}
    >
      <textarea
        aria-label={words.console.mailReply}
        value={text}
        rows={3}
        dir="auto"
        onChange={event => setText(event.target.value)}
        className={classNames(controlClass, 'w-full py-2')}
      />
      {sending.error ? <Problem error={sending.error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" small look="primary" disabled={text.trim() === '' || sending.isPending}>
          {words.console.mailSend}
        </Button>
        <Button small look="quiet" onClick={onDone}>
          {words.common.cancel}
        </Button>
      </div>
    </form>
  );
}

// "Ada <ada@example.com>" is Ada; a bare address is itself.
function nameOf(from: string): string {
  return from.replace(/\s*<.*>$/, '').replaceAll('"', '') || from;
}

// A mail without a text part is shown by its words alone: its markup is a stranger's.
function textOf(mail: Mail): string {
  if (mail.text !== undefined && mail.text !== '') return mail.text;
  return new DOMParser().parseFromString(mail.html ?? '', 'text/html').body.textContent ?? '';
}
