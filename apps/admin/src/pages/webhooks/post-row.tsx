import { Link } from '@tanstack/react-router';
import { ArrowDownLeft, ArrowUpRight, Check, CircleDashed, OctagonAlert, RotateCcw, ShieldBan } from 'lucide-react';
import type { Post } from '../../data/lists.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { ChannelName } from '../../ui/address.tsx';
import { Chip } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';

const columns =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[1.25rem_12rem_minmax(0,1fr)_8rem_9rem_5rem_8rem]';

const looks = {
  applied: { tone: 'done', icon: Check },
  replayed: { tone: 'quiet', icon: RotateCcw },
  ignored: { tone: 'quiet', icon: CircleDashed },
  forged: { tone: 'wrong', icon: ShieldBan },
  unreadable: { tone: 'wrong', icon: OctagonAlert },
  'unknown-address': { tone: 'wrong', icon: OctagonAlert },
  delivered: { tone: 'done', icon: Check },
  failed: { tone: 'waiting', icon: RotateCcw },
  exhausted: { tone: 'wrong', icon: OctagonAlert },
} as const;

/** How a post ended. */
export function OutcomeChip({ outcome }: { readonly outcome: Post['outcome'] }) {
  const words = useWords();
  return (
    <Chip {...looks[outcome]} hint={words.webhooks.outcomeHints[outcome]}>
      {words.webhooks.outcomes[outcome]}
    </Chip>
  );
}

/** Names of the columns. */
export function PostHead() {
  const words = useWords();
  return (
    <div className={classNames(columns, 'h-9 font-medium text-soft text-sm')}>
      <span />
      <span>{words.common.status}</span>
      <span>{words.common.agent}</span>
      <span>{words.common.channel}</span>
      <span>{words.webhooks.message}</span>
      <span className="text-end">{words.webhooks.took}</span>
      <span className="text-end">{words.common.time}</span>
    </div>
  );
}

/** One post. */
export function PostRow({ post, search }: { readonly post: Post; readonly search: object }) {
  const words = useWords();
  const formats = useFormats();
  const Arrow = post.direction === 'in' ? ArrowDownLeft : ArrowUpRight;
  return (
    <Link
      to="/webhooks"
      search={{ ...search, open: post.id }}
      data-row
      className={classNames(columns, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
    >
      <span className="text-soft max-md:hidden" title={words.webhooks[post.direction]}>
        <Arrow size={16} aria-hidden="true" className="rtl:-scale-x-100" />
        <span className="sr-only">{words.webhooks[post.direction]}</span>
      </span>
      <span className="max-md:order-2">
        <OutcomeChip outcome={post.outcome} />
      </span>
      <bdi className="truncate max-md:order-1">{[post.provider, post.agentId].filter(Boolean).join(' · ')}</bdi>
      <span className="text-soft max-md:hidden">
        <ChannelName channel={post.channel} />
      </span>
      <span className="truncate text-soft text-sm max-md:order-3">
        {post.attempt ? words.webhooks.attempt(post.attempt) : words.webhooks.content(post.messages, post.statuses)}
      </span>
      <span className="text-end text-soft text-sm tabular-nums max-md:hidden">
        {words.webhooks.milliseconds(formats.count(post.durationMs))}
      </span>
      <span className="text-end text-soft text-sm max-md:order-4">
        <Time at={post.at} look="exact" />
      </span>
    </Link>
  );
}
