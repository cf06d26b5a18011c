import { useQuery } from '@tanstack/react-query';
import { organizationQuery } from '../../data/queries.ts';
import { useFormats } from '../../formats.ts';
import { useWords } from '../../languages/language.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';

/** What the organization has used of its caps, each as a bar that turns when four fifths are gone. */
export function Caps() {
  const words = useWords();
  const formats = useFormats();
  const { data, error, refetch } = useQuery(organizationQuery);
  const { used, currentLimits: caps } = data ?? {};
  const rows = [
    { label: words.billing.actions, used: used?.actionsToday, cap: caps?.maxActionsPerDay, write: formats.count },
    { label: words.billing.today, used: used?.spendToday, cap: caps?.maxSpendPerDay, write: formats.money },
    { label: words.billing.month, used: used?.spendThisMonth, cap: caps?.maxSpendPerMonth, write: formats.money },
  ];
  return (
    <Section title={words.billing.caps} lead={words.billing.capsLead}>
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <dl className="grid gap-4">
          {rows.map(({ label, used: value = 0, cap, write }) => (
            <div key={label}>
              <dt className="text-soft">{label}</dt>
              <dd className="font-medium tabular-nums">
                {write(value)}{' '}
                <span className="font-normal text-soft">
                  {cap ? words.overview.of(write(cap)) : words.overview.noCap}
                </span>
                {cap ? <Bar label={label} part={value / cap} /> : null}
              </dd>
            </div>
          ))}
        </dl>
      ) : (
        <SkeletonRows count={3} />
      )}
    </Section>
  );
}

function Bar({ label, part }: { readonly label: string; readonly part: number }) {
  return (
    <>
      <meter className="sr-only" aria-label={label} min={0} max={1} high={0.8} value={Math.min(1, part)} />
      <div className="mt-1.5 h-2 overflow-hidden rounded-full bg-sunken" aria-hidden="true">
        <div
          className={classNames('h-full rounded-full transition-all', part >= 0.8 ? 'bg-wrong' : 'bg-page-deep')}
          style={{ width: `${Math.min(100, part * 100)}%` }}
        />
      </div>
    </>
  );
}
