import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Webhook } from 'lucide-react';
import { useMemo } from 'react';
import { type Post, postsQuery } from '../../data/lists.ts';
import { agentsQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { useListKeys } from '../../shell/list-keys.ts';
import { Choice } from '../../ui/choice.tsx';
import { Segments } from '../../ui/field.tsx';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { Card, Empty, PageHead } from '../../ui/surface.tsx';
import { PostHead, PostRow } from './post-row.tsx';
import { PostSheet } from './post-sheet.tsx';
import { postOutcomes } from './search.ts';

const route = getRouteApi('/webhooks');
const nothing: readonly Post[] = [];
const againMs = 5_000;

/** What came from vendors and what went on to applications, attempt by attempt. */
export function WebhooksPage() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  const { direction, outcome, agent, open } = search;
  const filter = {
    ...(direction ? { direction } : {}),
    ...(outcome ? { outcome } : {}),
    ...(agent ? { agentId: agent } : {}),
  };
  // Nothing announces a refused post.
  const list = useInfiniteQuery({ ...postsQuery(filter), placeholderData: keepPreviousData, refetchInterval: againMs });
  const rows = useMemo(() => list.data?.pages.flatMap(page => page.posts) ?? nothing, [list.data]);
  const close = () => {
    const { open: _, ...rest } = search;
    void navigate({ search: rest });
  };
  return (
    <>
      <PageHead title={words.webhooks.title} lead={words.webhooks.lead} />
      <Card>
        <Filters />
        <PagedRows
          list={list}
          empty={<Empty icon={<Webhook size={20} />} title={words.webhooks.empty} lead={words.webhooks.emptyLead} />}
          label={words.webhooks.title}
          rows={rows}
          keyOf={post => post.id}
          height={{ wide: 48, narrow: 68 }}
          head={<PostHead />}
        >
          {post => <PostRow post={post} search={search} />}
        </PagedRows>
      </Card>
      <PostSheet post={rows.find(post => post.id === open)} onClose={close} />
    </>
  );
}

function Filters() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: agents = [] } = useQuery(agentsQuery);
  const change = (next: Record<string, string>) => {
    const { open: _, ...rest } = search;
    const merged = Object.entries({ ...rest, ...next }).filter(([, value]) => value !== '');
    void navigate({ search: Object.fromEntries(merged), replace: true });
  };
  return (
    <search aria-label={words.messages.filter} className="flex flex-wrap items-center gap-2 border-line border-b p-3">
      <div className="max-sm:w-full">
        <Segments
          full
          label={words.webhooks.title}
          value={search.direction ?? 'both'}
          onChange={value => change({ direction: value === 'both' ? '' : value })}
          options={(['both', 'in', 'out'] as const).map(value => ({ value, label: words.webhooks[value] }))}
        />
      </div>
      <Choice
        label={words.common.status}
        any={words.webhooks.anyOutcome}
        value={search.outcome}
        onChange={outcome => change({ outcome })}
        options={postOutcomes.map(each => [each, words.webhooks.outcomes[each] ?? each])}
      />
      <Choice
        label={words.common.agent}
        any={words.messages.anyAgent}
        value={search.agent}
        onChange={agent => change({ agent })}
        options={agents.map(agent => [agent.agentId, agent.displayName])}
      />
    </search>
  );
}
