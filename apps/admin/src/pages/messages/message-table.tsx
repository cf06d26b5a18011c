import { Link } from '@tanstack/react-router';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import type { Message } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Time } from '../../ui/time.tsx';
import type { MessageSearch } from './search.ts';

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Message>();
const rowHeight = matchMedia('(min-width: 48rem)').matches ? 52 : 68;
const overscan = 8;

// One grid for head and rows. On a telephone a row folds into two lines.
const columnsClass =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[7.5rem_7rem_minmax(0,1.4fr)_minmax(0,1fr)_5rem_8.5rem]';

interface MessageTableProps {
  readonly rows: readonly Message[];
  readonly search: MessageSearch;
  readonly more: { readonly isLoading: boolean; readonly load: () => void };
}

/** As many rows as there are, of which only those in sight exist. */
export function MessageTable({ rows, search, more }: MessageTableProps) {
  const words = useWords();
  const columns = useColumns();
  const table = useTable({ features, columns, data: rows as Message[], getRowId: message => message.id });
  const view = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => view.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { load } = more;
  useEffect(() => {
    if (last >= rows.length - overscan) load();
  }, [last, rows.length, load]);
  const all = table.getRowModel().rows;
  return (
    <>
      <div aria-hidden="true" className="hidden border-line border-b md:block">
        {table.getHeaderGroups().map(group => (
          <div key={group.id} className={classNames(columnsClass, 'h-9 text-soft text-sm')}>
            {group.headers.map(header => (
              <span key={header.id} className={classNames('truncate font-medium', headClass[header.id])}>
                <table.FlexRender header={header} />
              </span>
            ))}
          </div>
        ))}
      </div>
      <div ref={view} className="max-h-[calc(100dvh-17rem)] overflow-y-auto">
        <ol aria-label={words.messages.title} className="relative" style={{ height: virtual.getTotalSize() }}>
          {shown.map(item => {
            const row = all[item.index];
            if (!row) return null;
            return (
              <li
                key={row.id}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 border-line border-b"
                style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
              >
                <Link
                  to="/messages"
                  search={{ ...search, open: row.id }}
                  data-row
                  className={classNames(columnsClass, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
                >
                  {row.getAllCells().map(cell => (
                    <span key={cell.id} className={cellClass[cell.column.id]}>
                      <table.FlexRender cell={cell} />
                    </span>
                  ))}
                </Link>
              </li>
            );
          })}
        </ol>
      </div>
      <p role="status" className="border-line border-t px-4 py-2 text-soft text-sm">
        {more.isLoading ? words.messages.loadingMore : words.common.showing(String(rows.length))}
      </p>
    </>
  );
}

const headClass: Readonly<Record<string, string>> = { cost: 'text-end', createdAt: 'text-end' };

const cellClass: Readonly<Record<string, string>> = {
  status: 'max-md:order-2',
  channel: 'max-md:order-3 max-md:text-sm text-soft',
  to: 'truncate max-md:order-1',
  agentId: 'truncate text-soft max-md:hidden',
  cost: 'text-end tabular-nums max-md:hidden',
  createdAt: 'text-end text-soft text-sm max-md:order-4',
};

function useColumns() {
  const words = useWords();
  const formats = useFormats();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor('status', {
          header: words.common.status,
          cell: cell => <StateBadge state={cell.getValue()} />,
        }),
        helper.accessor('channel', {
          header: words.common.channel,
          cell: cell => <ChannelName channel={cell.getValue()} />,
        }),
        helper.accessor('to', { header: words.common.to, cell: cell => <Address>{cell.getValue()}</Address> }),
        helper.accessor('agentId', { header: words.common.agent, cell: cell => <bdi>{cell.getValue()}</bdi> }),
        helper.accessor('cost', {
          header: words.common.cost,
          cell: cell => {
            const cost = cell.getValue();
            return cost === null ? '—' : formats.money(cost);
          },
        }),
        helper.accessor('createdAt', { header: words.common.time, cell: cell => <Time at={cell.getValue()} /> }),
      ]),
    [words, formats],
  );
}
