import type { Output } from '@buttdial/client';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { ChartColumn, Download } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { agentsQuery, type UsageRow, usageQuery } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, ChannelName } from '../../ui/address.tsx';
import { Button } from '../../ui/button.tsx';
import { downloadCsv } from '../../ui/csv.ts';
import { Segments, Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Card, Empty, PageHead, Section, Skeleton } from '../../ui/surface.tsx';
import { Billing } from './billing.tsx';
import { Caps } from './caps.tsx';
import { Statement } from './statement.tsx';

// What draws it is only needed where there is something to draw.
const UsageChart = lazy(() => import('./usage-chart.tsx').then(file => ({ default: file.UsageChart })));

const route = getRouteApi('/usage');

/** What was done and what it cost. */
export function UsagePage() {
  const words = useWords();
  const search = route.useSearch();
  const step = search.days === 1 ? 'hour' : 'day';
  const usage = useQuery(usageQuery({ days: search.days, step, ...(search.agent ? { agentId: search.agent } : {}) }));
  const rows = usage.data?.rows ?? [];
  return (
    <>
      <PageHead
        title={words.usage.title}
        lead={words.usage.lead}
        actions={
          <Button small disabled={rows.length === 0} onClick={() => downloadCsv('usage.csv', rows.map(csvRow))}>
            <Download size={15} aria-hidden="true" />
            {words.usage.export}
          </Button>
        }
      />
      <Choices />
      {usage.error ? <Problem error={usage.error} onRetry={() => void usage.refetch()} /> : null}
      {usage.isPending ? <Skeleton className="h-80" /> : null}
      {usage.data && rows.length === 0 ? (
        <Card>
          <Empty icon={<ChartColumn size={20} />} title={words.usage.empty} lead={words.usage.emptyLead} />
        </Card>
      ) : null}
      {usage.data && rows.length > 0 ? <Report usage={usage.data} days={search.days} /> : null}
      <div className="mt-4 grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        <Caps />
        <Billing />
        <Statement />
      </div>
    </>
  );
}

function csvRow({ at, agentId, channel, actions, cost }: UsageRow): Record<string, string | number> {
  return { at, agentId, channel, actions, cost };
}

function Choices() {
  const words = useWords();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: agents = [] } = useQuery(agentsQuery);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Segments
        label={words.usage.range}
        value={String(search.days)}
        onChange={days => void navigate({ search: { ...search, days: Number(days) }, replace: true })}
        options={['1', '7', '30', '90'].map(value => ({ value, label: words.usage.days(Number(value)) }))}
      />
      <Select
        aria-label={words.common.agent}
        value={search.agent ?? ''}
        onChange={({ target }) =>
          void navigate({
            search: {
              days: search.days,
              ...(search.month ? { month: search.month } : {}),
              ...(target.value ? { agent: target.value } : {}),
            },
            replace: true,
          })
        }
      >
        <option value="">{words.messages.anyAgent}</option>
        {agents.map(agent => (
          <option key={agent.agentId} value={agent.agentId}>
            {agent.displayName}
          </option>
        ))}
      </Select>
    </div>
  );
}

type What = 'actions' | 'cost';

function Report({ usage, days }: { readonly usage: Output<'usage.history'>; readonly days: number }) {
  const words = useWords();
  const [what, setWhat] = useState<What>('actions');
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      <Totals rows={usage.rows} />
      <Section
        className="lg:col-span-2"
        title={words.usage.chart(what === 'actions' ? words.usage.actions : words.usage.cost)}
        actions={
          <Segments
            label={words.usage.title}
            value={what}
            onChange={setWhat}
            options={[
              { value: 'actions', label: words.usage.actions },
              { value: 'cost', label: words.usage.cost },
            ]}
          />
        }
      >
        <Suspense fallback={<Skeleton className="h-72" />}>
          <UsageChart usage={usage} what={what} days={days} />
        </Suspense>
      </Section>
      <Section title={words.usage.byAgent}>
        <Sums rows={usage.rows} by="agentId" show={key => <Address>{key}</Address>} />
      </Section>
      <Section title={words.usage.byChannel}>
        <Sums rows={usage.rows} by="channel" show={key => <ChannelName channel={key} />} />
      </Section>
    </div>
  );
}

function Totals({ rows }: { readonly rows: readonly UsageRow[] }) {
  const words = useWords();
  const formats = useFormats();
  const total = (key: What) => rows.reduce((sum, row) => sum + row[key], 0);
  const [actions, cost] = [total('actions'), total('cost')];
  return (
    <div className="grid grid-cols-3 gap-3 lg:col-span-2">
      <Total label={words.usage.actions} value={formats.count(actions)} />
      <Total label={words.usage.cost} value={formats.money(cost)} />
      <Total label={words.usage.average} value={formats.money(actions === 0 ? 0 : cost / actions)} />
    </div>
  );
}

function Total({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <Card className="p-3 sm:p-5">
      <p className="text-soft text-sm">{label}</p>
      <p className="mt-0.5 whitespace-nowrap font-bold font-display text-lg tabular-nums sm:text-2xl">{value}</p>
    </Card>
  );
}

interface SumsProps {
  readonly rows: readonly UsageRow[];
  readonly by: 'agentId' | 'channel';
  readonly show: (key: string) => ReactNode;
}

function Sums({ rows, by, show }: SumsProps) {
  const words = useWords();
  const formats = useFormats();
  const groups = [...Map.groupBy(rows, row => row[by])].map(([key, list]) => ({
    key,
    actions: list.reduce((sum, row) => sum + row.actions, 0),
    cost: list.reduce((sum, row) => sum + row.cost, 0),
  }));
  return (
    <table className="w-full">
      <thead className="text-soft text-sm">
        <tr>
          <th scope="col" className="pb-2 text-start font-medium">
            {by === 'agentId' ? words.common.agent : words.common.channel}
          </th>
          <th scope="col" className="pb-2 text-end font-medium">
            {words.usage.actions}
          </th>
          <th scope="col" className="pb-2 text-end font-medium">
            {words.usage.cost}
          </th>
        </tr>
      </thead>
      <tbody className="tabular-nums">
        {groups
          .toSorted((a, b) => b.actions - a.actions)
          .map(group => (
            <tr key={group.key} className="border-line border-t">
              <th scope="row" className="py-2 text-start font-normal">
                {show(group.key)}
              </th>
              <td className="py-2 text-end">{formats.count(group.actions)}</td>
              <td className="py-2 text-end">{formats.money(group.cost)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
