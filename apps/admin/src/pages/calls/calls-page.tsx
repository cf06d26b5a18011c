import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { PhoneCall, PhoneIncoming, PhoneOutgoing, SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { type CallFilter, type CallRow, callsQuery } from '../../data/calls.ts';
import { agentsQuery } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Address } from '../../ui/address.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Segments, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Card, Empty, PageHead, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { CallState } from './call-state.tsx';
import { callClock } from './spans.ts';

const route = getRouteApi('/calls');
const nothing: readonly CallRow[] = [];

// One grid for head and rows. On a telephone a row folds into two lines.
const columnsClass =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[10.5rem_minmax(0,1.3fr)_minmax(0,1fr)_5rem_5rem_8.5rem]';

/** Every call, newest first; what goes on is on top, and changes while one looks. */
export function CallsPage() {
  const words = useWords();
  const { state, agent } = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  const filter: CallFilter = { ...(state ? { state } : {}), ...(agent ? { agentId: agent } : {}) };
  const list = useInfiniteQuery(callsQuery(filter));
  const rows = useMemo(() => list.data?.pages.flat() ?? nothing, [list.data]);
  const isFiltered = state !== undefined || agent !== undefined;
  return (
    <>
      <PageHead title={words.calls.title} lead={words.calls.lead} />
      <Card>
        <Filters />
        {list.error ? <Problem error={list.error} onRetry={() => void list.refetch()} className="m-4" /> : null}
        {list.isPending ? (
          <div className="px-5 pb-4">
            <SkeletonRows count={8} />
          </div>
        ) : null}
        {list.data && rows.length === 0 ? (
          <Nothing isFiltered={isFiltered} onClear={() => void navigate({ search: {}, replace: true })} />
        ) : null}
        {rows.length > 0 ? (
          <Rows
            rows={rows}
            more={{
              isLoading: list.isFetchingNextPage,
              load: () => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage(),
            }}
          />
        ) : null}
      </Card>
    </>
  );
}

interface RowsProps {
  readonly rows: readonly CallRow[];
  readonly more: { readonly isLoading: boolean; readonly load: () => void };
}

function Rows({ rows, more }: RowsProps) {
  const words = useWords();
  return (
    <VirtualRows
      label={words.calls.title}
      rows={rows}
      keyOf={call => call.id}
      height={{ wide: 52, narrow: 68 }}
      head={<Head />}
      more={more}
    >
      {call => <Row call={call} />}
    </VirtualRows>
  );
}

function Filters() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: agents = [] } = useQuery(agentsQuery);
  return (
    <search aria-label={words.calls.which} className="flex flex-wrap items-center gap-3 p-4">
      <div className="max-w-full overflow-x-auto">
        <Segments
          label={words.calls.which}
          value={search.state ?? 'all'}
          onChange={next => {
            const { state: _, ...rest } = search;
            void navigate({ search: next === 'all' ? rest : { ...rest, state: next }, replace: true });
          }}
          options={(['all', 'live', 'scheduled', 'ended'] as const).map(value => ({
            value,
            label: words.calls[value],
          }))}
        />
      </div>
      <Select
        aria-label={words.common.agent}
        value={search.agent ?? ''}
        onChange={event => {
          const { agent: _, ...rest } = search;
          const agent = event.target.value;
          void navigate({ search: agent === '' ? rest : { ...rest, agent }, replace: true });
        }}
      >
        <option value="">{words.messages.anyAgent}</option>
        {agents.map(agent => (
          <option key={agent.agentId} value={agent.agentId}>
            {agent.displayName}
          </option>
        ))}
      </Select>
    </search>
  );
}

function Head() {
  const words = useWords();
  const { common, calls } = words;
  const names = [common.status, calls.other, common.agent, calls.duration, common.cost, common.time];
  return (
    <div className={classNames(columnsClass, 'h-9 text-soft text-sm')}>
      {names.map((name, index) => (
        <span key={name} className={classNames('truncate font-medium', index > 2 && 'text-end')}>
          {name}
        </span>
      ))}
    </div>
  );
}

function Row({ call }: { readonly call: CallRow }) {
  const words = useWords();
  const formats = useFormats();
  const Icon = call.direction === 'inbound' ? PhoneIncoming : PhoneOutgoing;
  return (
    <Link
      to="/calls/$callId"
      params={{ callId: call.id }}
      data-row
      className={classNames(columnsClass, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
    >
      <span className="max-md:order-2">
        <CallState call={call} />
      </span>
      <span className="flex min-w-0 items-center gap-2 max-md:order-1">
        <Icon size={15} role="img" aria-label={words.calls[call.direction]} className="shrink-0 text-soft" />
        <Address className="truncate">{call.direction === 'inbound' ? call.from : call.to}</Address>
      </span>
      <span className="truncate text-soft max-md:order-3 max-md:text-sm">
        <bdi>{call.agentId}</bdi>
      </span>
      <span className="text-end tabular-nums max-md:hidden">
        {call.durationSeconds === undefined ? '—' : callClock(call.durationSeconds * 1000)}
      </span>
      <span className="text-end tabular-nums max-md:hidden">{call.cost === null ? '—' : formats.money(call.cost)}</span>
      <span className="text-end text-soft text-sm max-md:order-4">
        <Time at={call.createdAt} />
      </span>
    </Link>
  );
}

function Nothing({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  const words = useWords();
  if (isFiltered)
    return (
      <Empty icon={<SearchX size={20} />} title={words.calls.emptyFiltered} lead={words.messages.emptyFilteredLead}>
        <Button onClick={onClear}>{words.messages.clear}</Button>
      </Empty>
    );
  return (
    <Empty icon={<PhoneCall size={20} />} title={words.calls.empty} lead={words.calls.emptyLead}>
      <Link to="/console" search={{ channel: 'voice' }} className={buttonClass('primary')}>
        {words.overview.openConsole}
      </Link>
    </Empty>
  );
}
