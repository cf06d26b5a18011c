import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { agentsQuery, organizationQuery, usageQuery } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { Address, Avatar } from '../../ui/address.tsx';
import { StateBadge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Card, PageHead, Section, Skeleton, SkeletonRows } from '../../ui/surface.tsx';
import { Bars, daysBack } from './bars.tsx';
import { Feed } from './feed.tsx';
import { Health } from './health.tsx';

/** What is going on right now: health, money against caps, and what happens as it happens. */
export function OverviewPage() {
  const words = useWords();
  return (
    <>
      <PageHead
        title={words.overview.title}
        lead={words.overview.lead}
        actions={
          <Link to="/console" className={buttonClass('primary')}>
            {words.overview.openConsole}
            <ArrowRight size={16} aria-hidden="true" className="rtl:-scale-x-100" />
          </Link>
        }
      />
      <div className="grid grid-cols-1 gap-4 lg:grid-cols-3">
        <Caps />
        <Section title={words.overview.feed} className="lg:col-span-2 lg:row-span-2">
          <Feed />
        </Section>
        <Section title={words.overview.health}>
          <Health />
        </Section>
        <Section title={words.overview.agents}>
          <Agents />
        </Section>
        <Section title={words.overview.week} lead={words.overview.perDay} className="lg:col-span-3">
          <Week />
        </Section>
      </div>
    </>
  );
}

function Caps() {
  const words = useWords();
  const formats = useFormats();
  const { data, error, refetch } = useQuery(organizationQuery);
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  const used = data?.used;
  const caps = data?.currentLimits;
  const rows = [
    { label: words.overview.actions, used: used?.actionsToday, cap: caps?.maxActionsPerDay, write: formats.count },
    { label: words.overview.spend, used: used?.spendToday, cap: caps?.maxSpendPerDay, write: formats.money },
    { label: words.overview.spendMonth, used: used?.spendThisMonth, cap: caps?.maxSpendPerMonth, write: formats.money },
  ];
  return (
    <div className="grid grid-cols-3 gap-2 sm:gap-3 lg:col-span-3">
      {rows.map(row => (
        <Cap key={row.label} {...row} />
      ))}
    </div>
  );
}

function Cap({
  label,
  used,
  cap,
  write,
}: {
  readonly label: string;
  readonly used: number | undefined;
  readonly cap: number | null | undefined;
  readonly write: (value: number) => string;
}) {
  const words = useWords();
  return (
    <Card className="p-3 sm:p-5">
      <p className="truncate text-soft text-sm">{label}</p>
      {used === undefined ? (
        <Skeleton className="mt-2 h-9 w-24" />
      ) : (
        <p className="mt-0.5 whitespace-nowrap font-bold font-display text-xl tabular-nums tracking-tight sm:text-3xl">
          {write(used)}
        </p>
      )}
      <p className="mt-1 text-soft text-sm">
        {cap === null || cap === undefined ? words.overview.noCap : words.overview.of(write(cap))}
      </p>
      {cap ? <meter className="sr-only" aria-label={label} min={0} max={cap} value={used ?? 0} /> : null}
      {cap ? (
        <div className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
          <div
            className="h-full rounded-full bg-page-deep transition-all"
            style={{ width: `${Math.min(100, ((used ?? 0) / cap) * 100)}%` }}
          />
        </div>
      ) : null}
    </Card>
  );
}

function Agents() {
  const { data, error, refetch, isPending } = useQuery(agentsQuery);
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (isPending) return <SkeletonRows count={2} />;
  return (
    <ul className="-mx-2 grid gap-0.5">
      {data.slice(0, 6).map(agent => (
        <li key={agent.agentId}>
          <Link
            to="/agents/$agentId"
            params={{ agentId: agent.agentId }}
            className="flex items-center gap-3 rounded-md px-2 py-2 transition hover:bg-sunken"
          >
            <Avatar name={agent.displayName} size="sm" />
            <span className="min-w-0 flex-1">
              <span className="block truncate font-medium leading-5">
                <bdi>{agent.displayName}</bdi>
              </span>
              <span className="block truncate text-soft text-xs">
                <Address>{agent.agentId}</Address>
              </span>
            </span>
            <StateBadge state={agent.status} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Week() {
  const words = useWords();
  const formats = useFormats();
  const { data, error, refetch, isPending } = useQuery(usageQuery({ days: 7, step: 'day' }));
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton className="h-32" />;
  const days = daysBack(7, new Date(data.until)).map(day => {
    const rows = data.rows.filter(row => row.at.slice(0, 10) === day.toISOString().slice(0, 10));
    return { label: formats.day(day), value: rows.reduce((sum, row) => sum + row.actions, 0) };
  });
  return <Bars label={words.overview.perDay} rows={days} />;
}
