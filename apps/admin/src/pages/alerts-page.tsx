import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { BellRing, Gauge, Handshake, type LucideIcon, ShieldAlert, Wrench } from 'lucide-react';
import { useMemo } from 'react';
import { type Alert, alertsQuery } from '../data/lists.ts';
import { useFormats } from '../formats.ts';
import { useWords } from '../languages/language.tsx';
import { useListKeys } from '../shell/list-keys.ts';
import { Chip, washes } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { Segments } from '../ui/field.tsx';
import { PagedRows } from '../ui/paged-rows.tsx';
import { Card, Empty, PageHead } from '../ui/surface.tsx';
import { Time } from '../ui/time.tsx';
import { eventName } from './audit/audit-row.tsx';

const route = getRouteApi('/alerts');
const nothing: readonly Alert[] = [];
const againMs = 5_000;

/** What somebody should look at: security, limits, opt-outs, changes. */
export function AlertsPage() {
  const words = useWords();
  const { kind } = route.useSearch();
  const navigate = route.useNavigate();
  useListKeys();
  // Nothing announces what the server itself writes into the trail.
  const list = useInfiniteQuery({ ...alertsQuery(kind ? { kind } : {}), refetchInterval: againMs });
  const rows = useMemo(() => list.data?.pages.flatMap(page => page.alerts) ?? nothing, [list.data]);
  return (
    <>
      <PageHead title={words.alerts.title} lead={words.alerts.lead} />
      <div className="mb-4">
        <Segments
          label={words.alerts.title}
          value={kind ?? 'any'}
          onChange={next => void navigate({ search: next === 'any' ? {} : { kind: next }, replace: true })}
          options={(['any', 'security', 'limits', 'consent'] as const).map(value => ({
            value,
            label: value === 'any' ? words.alerts.any : words.alerts.kinds[value],
          }))}
        />
      </div>
      <Card>
        <PagedRows
          list={list}
          empty={<Empty icon={<BellRing size={20} />} title={words.alerts.empty} lead={words.alerts.emptyLead} />}
          label={words.alerts.title}
          rows={rows}
          keyOf={alert => String(alert.sequence)}
          height={{ wide: 72, narrow: 96 }}
        >
          {alert => <AlertRow alert={alert} />}
        </PagedRows>
      </Card>
    </>
  );
}

const icons: Readonly<Record<Alert['kind'], LucideIcon>> = {
  security: ShieldAlert,
  limits: Gauge,
  consent: Handshake,
  change: Wrench,
};

function AlertRow({ alert }: { readonly alert: Alert }) {
  const words = useWords();
  const Icon = icons[alert.kind];
  const isGrave = alert.severity === 'warning';
  return (
    <Link
      to="/audit"
      search={{ event: alert.event, open: String(alert.sequence) }}
      data-row
      className="flex h-full items-center gap-3 px-4 outline-offset-[-2px] transition-colors hover:bg-sunken"
    >
      <span
        className={classNames(
          'grid size-9 shrink-0 place-items-center rounded-full',
          washes[isGrave ? 'wrong' : 'quiet'],
        )}
      >
        <Icon size={17} aria-hidden="true" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="truncate font-medium">{eventName(words, alert.event)}</span>
          <Chip tone={isGrave ? 'wrong' : 'quiet'} hint={words.alerts.severities[alert.severity]}>
            {words.alerts.kinds[alert.kind]}
          </Chip>
        </span>
        <span className="block truncate text-soft text-sm">
          <What alert={alert} />
        </span>
      </span>
      <span className="shrink-0 text-soft text-sm">
        <Time at={alert.at} look="ago" />
      </span>
    </Link>
  );
}

function What({ alert }: { readonly alert: Alert }) {
  const words = useWords();
  const formats = useFormats();
  const { currentMicros, maxMicros, source } = alert.details;
  const isMoney = typeof currentMicros === 'number' && typeof maxMicros === 'number';
  const parts = [
    // What is written about somebody names them by a fingerprint, which helps nobody here.
    alert.kind === 'consent' ? undefined : alert.target,
    isMoney ? `${formats.money(currentMicros / 1e6)} ${words.overview.of(formats.money(maxMicros / 1e6))}` : undefined,
    typeof source === 'string' ? source : undefined,
    words.alerts.says[alert.event],
  ];
  return <bdi>{parts.filter(Boolean).join(' · ')}</bdi>;
}
