import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Download, Inbox, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { type Message, type MessageFilter, messagesQuery } from '../../data/queries.ts';
import { useEntrance } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { downloadCsv } from '../../ui/csv.ts';
import { Problem } from '../../ui/problem.tsx';
import { Card, Empty, PageHead, SkeletonRows } from '../../ui/surface.tsx';
import { Filters } from './filters.tsx';
import { MessageSheet } from './message-sheet.tsx';
import { MessageTable } from './message-table.tsx';
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
  const list = useInfiniteQuery(messagesQuery(filterOf(search)));
  const loaded = useMemo(() => list.data?.pages.flat() ?? nothing, [list.data]);
  const rows = useMemo(() => found(loaded, search.find), [loaded, search.find]);
  const close = () => {
    const { open: _, ...rest } = search;
    void navigate({ search: rest });
  };
  return (
    <>
      <PageHead title={words.messages.title} lead={words.messages.lead} actions={<Export rows={rows} />} />
      <Card>
        <Filters search={search} onChange={change} />
        {list.error ? <Problem error={list.error} onRetry={() => void list.refetch()} className="m-4" /> : null}
        {list.isPending ? (
          <div className="px-5 pb-4">
            <SkeletonRows count={8} />
          </div>
        ) : null}
        {list.data && rows.length === 0 ? <Nothing search={search} onClear={() => change({})} /> : null}
        {rows.length > 0 ? (
          <MessageTable
            rows={rows}
            search={search}
            more={{
              isLoading: list.isFetchingNextPage,
              load: () => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage(),
            }}
          />
        ) : null}
      </Card>
      <MessageSheet id={search.open} onClose={close} />
    </>
  );
}

function filterOf({ agent, channel, status }: MessageSearch): MessageFilter {
  return { ...(agent ? { agentId: agent } : {}), ...(channel ? { channel } : {}), ...(status ? { status } : {}) };
}

function found(messages: readonly Message[], words: string | undefined): readonly Message[] {
  if (!words) return messages;
  const wanted = words.toLowerCase();
  return messages.filter(message =>
    [message.to, message.from, message.agentId, message.id, message.externalId, message.reason].some(value =>
      value?.toLowerCase().includes(wanted),
    ),
  );
}

function Export({ rows }: { readonly rows: readonly Message[] }) {
  const words = useWords();
  return (
    <Button small disabled={rows.length === 0} onClick={() => downloadCsv('messages.csv', rows.map(csvRow))}>
      <Download size={15} aria-hidden="true" />
      {words.messages.export}
    </Button>
  );
}

function csvRow(message: Message): Record<string, string | number | null> {
  const { id, createdAt, agentId, channel, from, to, status, attempts, cost, externalId, reason = '' } = message;
  return { id, createdAt, agentId, channel, from, to, status, attempts, cost, externalId, reason };
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
