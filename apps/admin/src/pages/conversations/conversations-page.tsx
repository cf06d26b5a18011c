import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useMemo } from 'react';
import { type Contact, contactsQuery } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Address, ChannelIcon } from '../../ui/address.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Card, Empty, PageHead } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { Thread } from './thread.tsx';

const route = getRouteApi('/conversations');
const nobody: readonly Contact[] = [];

/** One thread per contact, over all channels. On a telephone, the list or the thread. */
export function ConversationsPage() {
  const words = useWords();
  const { with: open } = route.useSearch();
  useListKeys();
  return (
    <>
      <PageHead title={words.conversations.title} lead={words.conversations.lead} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <Card className={classNames(open !== undefined && 'max-lg:hidden')}>
          <People />
        </Card>
        <Card className={classNames('min-w-0', open === undefined && 'max-lg:hidden')}>
          {open === undefined ? (
            <Empty
              icon={<MessagesSquare size={20} />}
              title={words.conversations.choose}
              lead={words.conversations.chooseLead}
            />
          ) : (
            <Thread key={open} contactId={open} />
          )}
        </Card>
      </div>
    </>
  );
}

function People() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useInfiniteQuery(contactsQuery(search.find ? { find: search.find } : {}));
  const rows = useMemo(() => list.data?.pages.flatMap(page => page.contacts) ?? nobody, [list.data]);
  const find = (value: string) => {
    const { find: _, ...rest } = search;
    void navigate({ search: value ? { ...rest, find: value } : rest, replace: true });
  };
  return (
    <>
      <div className="border-line border-b p-3">
        <SearchInput label={words.contacts.search} value={search.find ?? ''} onChange={find} />
      </div>
      <PagedRows
        list={list}
        empty={<NobodyYet />}
        label={words.conversations.list}
        rows={rows}
        keyOf={contact => contact.id}
        height={{ wide: 60, narrow: 64 }}
      >
        {contact => <Person contact={contact} isOpen={contact.id === search.with} />}
      </PagedRows>
    </>
  );
}

function NobodyYet() {
  const words = useWords();
  return (
    <Empty icon={<MessagesSquare size={20} />} title={words.conversations.empty} lead={words.conversations.emptyLead}>
      <Link to="/console" className={buttonClass('primary')}>
        {words.overview.openConsole}
      </Link>
    </Empty>
  );
}

function Person({ contact, isOpen }: { readonly contact: Contact; readonly isOpen: boolean }) {
  const words = useWords();
  const search = route.useSearch();
  return (
    <Link
      to="/conversations"
      search={{ ...search, with: contact.id }}
      data-row
      aria-current={isOpen ? 'true' : undefined}
      className={classNames(
        'flex h-full items-center gap-3 px-4 outline-offset-[-2px] transition-colors hover:bg-sunken',
        isOpen && 'bg-sunken shadow-[inset_3px_0_0_var(--page-deep)] rtl:shadow-[inset_-3px_0_0_var(--page-deep)]',
      )}
    >
      <span className="grid size-9 shrink-0 place-items-center rounded-full bg-sunken text-soft">
        <ChannelIcon channel={contact.channel} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate">
          <Address>{contact.address}</Address>
        </span>
        <span className="block truncate text-soft text-xs">
          <Time at={contact.lastAt} look="ago" />
          {contact.status === 'opted-out' ? <> · {words.contacts.statuses['opted-out']}</> : null}
        </span>
      </span>
    </Link>
  );
}
