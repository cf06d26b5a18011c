import {
  type InfiniteData,
  keepPreviousData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Inbox, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { type Message, type MessageFilter, messagesQuery } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { ExportButton } from '../../ui/export.tsx';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { Card, Empty, PageHead } from '../../ui/surface.tsx';
import { Filters } from './filters.tsx';
import { MessageHead, MessageRow } from './message-row.tsx';
import { MessageSheet } from './message-sheet.tsx';
import type { MessageSearch } from './search.ts';

const route = getRouteApi('/messages');
const nothing: readonly Message[] = [];

/** Everything that was sent. The filter and the open message stand in the address bar. */
export function MessagesPage() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  const change = (next: MessageSearch) => void navigate({ search: next, replace: true });
  // While somebody types, the rows of the last question stay.
  const list = useInfiniteQuery({ ...messagesQuery(filterOf(search)), placeholderData: keepPreviousData });
  const close = () => {
    const { open: _, ...rest } = search;
    void navigate({ search: rest });
  };
  return (
    <>
      <PageHead
        title={words.messages.title}
        lead={words.messages.lead}
        actions={
          <ExportButton
            operation="messages.list"
            input={{ ...filterOf(search), limit: 200 }}
            file="messages.csv"
            disabled={!list.data?.pages[0]?.length}
          />
        }
      />
      <Card>
        <Filters search={search} onChange={change} />
        <Rows list={list} search={search} onClear={() => change({})} />
      </Card>
      <MessageSheet id={search.open} onClose={close} />
    </>
  );
}

interface RowsProps {
  readonly list: UseInfiniteQueryResult<InfiniteData<readonly Message[]>>;
  readonly search: MessageSearch;
  readonly onClear: () => void;
}

function Rows({ list, search, onClear }: RowsProps) {
  const words = useWords();
  const rows = useMemo(() => list.data?.pages.flat() ?? nothing, [list.data]);
  return (
    <PagedRows
      list={list}
      empty={<Nothing search={search} onClear={onClear} />}
      label={words.messages.title}
      rows={rows}
      keyOf={message => message.id}
      height={{ wide: 52, narrow: 68 }}
      head={<MessageHead />}
    >
      {message => <MessageRow message={message} search={search} />}
    </PagedRows>
  );
}

function filterOf({ agent, channel, status, find }: MessageSearch): MessageFilter {
  return {
    ...(agent ? { agentId: agent } : {}),
    ...(channel ? { channel } : {}),
    ...(status ? { status } : {}),
    ...(find ? { find } : {}),
  };
}

function Nothing({ search, onClear }: { readonly search: MessageSearch; readonly onClear: () => void }) {
  const words = useWords();
  const { publicUrl } = useEntrance();
  const { open: _, ...filter } = search;
  if (Object.keys(filter).length > 0)
    return (
      <Empty icon={<SearchX size={20} />} title={words.messages.emptyFiltered} lead={words.messages.emptyFilteredLead}>
        <Button onClick={onClear}>{words.messages.clear}</Button>
      </Empty>
    );
  const curl = `curl -X POST ${publicUrl}/api/v1/send-message -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" -d '{"to": "+15559876543", "body": "Hello"}'`;
  return (
    <Empty icon={<Inbox size={20} />} title={words.messages.empty} lead={words.messages.emptyLead}>
      <Snippet text={curl} />
      <Link to="/console" className={buttonClass('primary')}>
        {words.overview.openConsole}
      </Link>
    </Empty>
  );
}
