import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { Hash } from 'lucide-react';
import { useMemo } from 'react';
import { type Line, linesQuery } from '../data/queries.ts';
import { useWords } from '../languages/language.tsx';
import { useListKeys } from '../shell/list-keys.ts';
import { Address, ChannelName } from '../ui/address.tsx';
import { StateBadge } from '../ui/badge.tsx';
import { buttonClass } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Problem } from '../ui/problem.tsx';
import { SearchInput } from '../ui/search-input.tsx';
import { Card, Empty, PageHead, SkeletonRows } from '../ui/surface.tsx';
import { Time } from '../ui/time.tsx';

const route = getRouteApi('/lines');
const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Line>();

/** Every address of the organization, and whose it is. */
export function LinesPage() {
  const words = useWords();
  const { find = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const lines = useQuery(linesQuery);
  useListKeys();
  const wanted = find.toLowerCase();
  const shown = useMemo(
    () =>
      (lines.data ?? []).filter(({ address, agentId, channel, provider }) =>
        `${address} ${agentId} ${channel} ${provider}`.toLowerCase().includes(wanted),
      ),
    [lines.data, wanted],
  );
  return (
    <>
      <PageHead title={words.lines.title} lead={words.lines.lead} />
      <Card>
        <SearchInput
          label={words.lines.search}
          value={find}
          onChange={next => void navigate({ search: next ? { find: next } : {}, replace: true })}
          className="m-3 max-w-sm"
        />
        {lines.error ? <Problem error={lines.error} onRetry={() => void lines.refetch()} className="m-4" /> : null}
        {lines.isPending ? (
          <div className="px-5 pb-4">
            <SkeletonRows count={5} />
          </div>
        ) : null}
        {lines.data?.length === 0 ? <NoLines /> : null}
        {lines.data?.length && shown.length === 0 ? <Empty title={words.lines.nothing} /> : null}
        {shown.length > 0 ? <LineTable lines={shown} /> : null}
      </Card>
    </>
  );
}

function NoLines() {
  const words = useWords();
  return (
    <Empty icon={<Hash size={20} />} title={words.lines.empty} lead={words.lines.emptyLead}>
      <Link to="/agents" search={{ make: 'yes' }} className={buttonClass('primary')}>
        {words.agents.make}
      </Link>
    </Empty>
  );
}

function LineTable({ lines }: { readonly lines: Line[] }) {
  const words = useWords();
  const columns = useColumns();
  const table = useTable({ features, columns, data: lines, getRowId: line => line.id });
  return (
    <table className="w-full text-start">
      <caption className="sr-only">{words.lines.title}</caption>
      <thead className="border-line border-y text-soft text-sm max-md:sr-only">
        {table.getHeaderGroups().map(group => (
          <tr key={group.id}>
            {group.headers.map(header => (
              <th key={header.id} scope="col" className="px-5 py-2 text-start font-medium">
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map(row => (
          <tr
            key={row.id}
            className="border-line border-t first:border-t-0 hover:bg-sunken max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-3 max-md:px-4 max-md:py-2.5"
          >
            {row.getAllCells().map(cell => (
              <td key={cell.id} className="px-5 py-1.5 max-md:p-0.5 max-md:even:justify-self-end">
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function useColumns() {
  const words = useWords();
  return useMemo(
    () =>
      helper.columns([
        helper.accessor('address', {
          header: words.common.address,
          cell: cell => (
            <span className="flex min-w-0 items-center gap-1">
              <Address>{cell.getValue()}</Address>
              <CopyButton text={cell.getValue()} label={`${words.common.copy} ${cell.getValue()}`} />
            </span>
          ),
        }),
        helper.accessor('status', {
          header: words.common.status,
          cell: cell => <StateBadge state={cell.getValue()} />,
        }),
        helper.accessor('channel', {
          header: words.common.channel,
          cell: cell => <ChannelName channel={cell.getValue()} />,
        }),
        helper.accessor('agentId', {
          header: words.common.agent,
          cell: cell => (
            <Link
              to="/agents/$agentId"
              params={{ agentId: cell.getValue() }}
              data-row
              className="underline decoration-line underline-offset-3 hover:decoration-ink"
            >
              <bdi>{cell.getValue()}</bdi>
            </Link>
          ),
        }),
        helper.accessor('provider', {
          header: words.common.provider,
          cell: cell => <span className="font-mono text-sm">{cell.getValue()}</span>,
        }),
        helper.accessor('createdAt', {
          header: words.lines.since,
          cell: cell => (
            <span className="text-soft text-sm">
              <Time at={cell.getValue()} look="ago" />
            </span>
          ),
        }),
      ]),
    [words],
  );
}
