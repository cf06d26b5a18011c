import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { useMemo } from 'react';
import { type AuditEntry, auditQuery } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Choice } from '../../ui/choice.tsx';
import { ExportButton } from '../../ui/export.tsx';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Card, Empty, PageHead } from '../../ui/surface.tsx';
import { AuditHead, AuditRow } from './audit-row.tsx';
import { AuditSheet } from './audit-sheet.tsx';
import { Checkpoints } from './checkpoints.tsx';
import { Verify } from './verify.tsx';

const route = getRouteApi('/audit');
const nothing: readonly AuditEntry[] = [];
const againMs = 10_000;

/** Who did what, when; and whether the chain is whole. */
export function AuditPage() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  const filter = filterOf(search);
  const list = useInfiniteQuery({ ...auditQuery(filter), placeholderData: keepPreviousData, refetchInterval: againMs });
  const rows = useMemo(() => list.data?.pages.flatMap(page => page.entries) ?? nothing, [list.data]);
  const close = () => {
    const { open: _, ...rest } = search;
    void navigate({ search: rest });
  };
  return (
    <>
      <PageHead
        title={words.audit.title}
        lead={words.audit.lead}
        actions={<ExportButton operation="audit.search" input={{ ...filter, limit: 1000 }} file="audit.csv" />}
      />
      <div className="grid grid-cols-1 gap-4">
        <Verify />
        <Card>
          <Filters />
          <PagedRows
            list={list}
            empty={<Empty icon={<ScrollText size={20} />} title={words.audit.empty} />}
            label={words.audit.title}
            rows={rows}
            keyOf={entry => String(entry.sequence)}
            height={{ wide: 48, narrow: 68 }}
            head={<AuditHead />}
            className="max-h-[32rem]"
          >
            {entry => <AuditRow entry={entry} search={search} />}
          </PagedRows>
        </Card>
        <Checkpoints />
      </div>
      <AuditSheet entry={rows.find(entry => String(entry.sequence) === search.open)} onClose={close} />
    </>
  );
}

function filterOf({ event, target, traffic }: ReturnType<typeof route.useSearch>) {
  return { ...(event ? { event } : {}), ...(target ? { target } : {}), traffic: traffic ?? ('no' as const) };
}

function Filters() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Record<string, string>) => {
    const { open: _, ...rest } = search;
    const merged = Object.entries({ ...rest, ...next }).filter(([, value]) => value !== '');
    void navigate({ search: Object.fromEntries(merged), replace: true });
  };
  return (
    <search aria-label={words.messages.filter} className="flex flex-wrap items-center gap-2 border-line border-b p-3">
      <SearchInput
        label={words.audit.search}
        value={search.target ?? ''}
        onChange={target => change({ target })}
        className="min-w-48 flex-1 max-sm:basis-full"
      />
      <Choice
        label={words.audit.event}
        any={words.audit.anyEvent}
        value={search.event}
        onChange={event => change({ event })}
        options={Object.entries(words.audit.events)}
      />
      <label className="inline-flex h-10 items-center gap-2 px-1 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-ink"
          checked={search.traffic === 'yes'}
          onChange={({ target }) => change({ traffic: target.checked ? 'yes' : '' })}
        />
        {words.audit.traffic}
      </label>
    </search>
  );
}
