import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Message } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';
import type { MessageSearch } from './search.ts';

// One grid for head and rows. On a telephone a row folds into two lines.
const columns =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[7.5rem_7rem_minmax(0,1.4fr)_minmax(0,1fr)_5rem_8.5rem]';

/** Names of the columns. */
export function MessageHead() {
  const words = useWords();
  return (
    <div className={classNames(columns, 'h-9 font-medium text-soft text-sm')}>
      <span>{words.common.status}</span>
      <span>{words.common.channel}</span>
      <span>{words.common.to}</span>
      <span>{words.common.agent}</span>
      <span className="text-end">{words.common.cost}</span>
      <span className="text-end">{words.common.time}</span>
    </div>
  );
}

interface MessageRowProps {
  readonly message: Message;
  readonly search: MessageSearch;
}

/** One message. It is drawn again only when it has changed: thousands of them pass by whoever scrolls. */
export const MessageRow = memo(function MessageRow({ message, search }: MessageRowProps) {
  const formats = useFormats();
  return (
    <Link
      to="/messages"
      search={{ ...search, open: message.id }}
      preload={false}
      data-row
      className={classNames(columns, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
    >
      <span className="max-md:order-2">
        <StateBadge state={message.status} />
      </span>
      <span className="text-soft max-md:order-3 max-md:text-sm">
        <ChannelName channel={message.channel} />
      </span>
      <span className="truncate max-md:order-1">
        <Address>{message.to}</Address>
      </span>
      <span className="truncate text-soft max-md:hidden">
        <bdi>{message.agentId}</bdi>
      </span>
      <span className="text-end tabular-nums max-md:hidden">
        {message.cost === null ? '—' : formats.money(message.cost)}
      </span>
      <span className="text-end text-soft text-sm max-md:order-4">
        <Time at={message.createdAt} />
      </span>
    </Link>
  );
});
