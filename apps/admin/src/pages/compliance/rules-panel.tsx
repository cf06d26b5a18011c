import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { type Rule, rulesQuery } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Choice } from '../../ui/choice.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { Card, Empty, SkeletonRows } from '../../ui/surface.tsx';
import { VirtualRows } from '../../ui/virtual-rows.tsx';
import { NumberLists } from './number-lists.tsx';
import { RuleSheet } from './rule-sheet.tsx';
import { type ComplianceSearch, complianceSearch } from './search.ts';
import { placeOf, Verified } from './verified.tsx';

const route = getRouteApi('/compliance');
const columns =
  'grid content-center items-center gap-x-4 px-4 max-md:gap-y-1 grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[13rem_5rem_8rem_minmax(0,1fr)_8rem]';
const noMore = { isLoading: false, load: () => undefined };

/** Every rule with its law, searched in words. */
export function RulesPanel() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  const { data: packs, error, refetch, isPending } = useQuery(rulesQuery);
  const narrow = (change: Record<string, string>) =>
    void navigate({ search: complianceSearch({ ...search, ...change }), replace: true });
  const { find, pack } = search;
  const rules = useMemo(() => found(packs ?? [], { find, pack }), [packs, find, pack]);
  const open = packs?.flatMap(each => each.rules).find(rule => rule.id === search.rule);
  return (
    <div className="grid grid-cols-1 gap-4">
      <Card>
        <Filters packs={packs ?? []} search={search} onNarrow={narrow} />
        {error ? <Problem error={error} onRetry={() => void refetch()} className="m-4" /> : null}
        {isPending ? (
          <div className="px-5 pb-4">
            <SkeletonRows count={8} />
          </div>
        ) : null}
        {packs && rules.length === 0 ? <Empty icon={<SearchX size={20} />} title={words.compliance.nothing} /> : null}
        {rules.length > 0 ? (
          <VirtualRows
            label={words.compliance.tabRules}
            rows={rules}
            keyOf={rule => rule.id}
            height={{ wide: 52, narrow: 72 }}
            head={<Head />}
            more={noMore}
            className="max-h-[calc(100dvh-20rem)] min-h-80"
          >
            {rule => <RuleRow rule={rule} />}
          </VirtualRows>
        ) : null}
      </Card>
      <NumberLists />
      <RuleSheet rule={open} onClose={() => narrow({ rule: '' })} />
    </div>
  );
}

interface FiltersProps {
  readonly packs: Packs;
  readonly search: ComplianceSearch;
  readonly onNarrow: (change: Record<string, string>) => void;
}

function Filters({ packs, search, onNarrow }: FiltersProps) {
  const words = useWords();
  return (
    <search aria-label={words.compliance.search} className="flex flex-wrap gap-2 border-line border-b p-3">
      <SearchInput
        label={words.compliance.search}
        value={search.find ?? ''}
        onChange={value => onNarrow({ find: value })}
        className="min-w-48 flex-1 max-sm:basis-full"
      />
      <Choice
        label={words.compliance.packs}
        any={words.compliance.anyPack}
        value={search.pack}
        onChange={value => onNarrow({ pack: value })}
        options={packs.map(each => [each.id, each.title])}
      />
    </search>
  );
}

type Packs = readonly { readonly id: string; readonly title: string; readonly rules: readonly Rule[] }[];

function found(
  packs: Packs,
  wanted: { readonly find: string | undefined; readonly pack: string | undefined },
): readonly Rule[] {
  const parts = wanted.find?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return packs
    .filter(each => wanted.pack === undefined || each.id === wanted.pack)
    .flatMap(each => each.rules)
    .filter(rule => {
      const { id, kind, jurisdiction, citation, notes, channels, purposes } = rule;
      const text = [id, kind, jurisdiction, citation, notes, ...channels, ...purposes].join(' ').toLowerCase();
      return parts.every(part => text.includes(part));
    });
}

function Head() {
  const words = useWords();
  return (
    <div className={classNames(columns, 'h-9 font-medium text-soft text-sm')}>
      <span>{words.compliance.rule}</span>
      <span>{words.compliance.place}</span>
      <span>{words.common.kind}</span>
      <span>{words.compliance.law}</span>
      <span className="text-end">{words.common.status}</span>
    </div>
  );
}

function RuleRow({ rule }: { readonly rule: Rule }) {
  const words = useWords();
  const search = route.useSearch();
  return (
    <Link
      to="/compliance"
      search={{ ...search, rule: rule.id }}
      data-row
      className={classNames(columns, 'h-full outline-offset-[-2px] transition-colors hover:bg-sunken')}
    >
      <span className="truncate font-mono text-sm">{rule.id}</span>
      <span className="text-soft max-md:hidden">{placeOf(rule, words.compliance.everywhere)}</span>
      <span className="text-soft max-md:hidden">{words.compliance.kinds[rule.kind]}</span>
      <bdi className="truncate text-soft text-sm max-md:order-3 max-md:col-span-2">{rule.citation}</bdi>
      <span className="text-end">
        <Verified state={rule.verified} />
      </span>
    </Link>
  );
}
