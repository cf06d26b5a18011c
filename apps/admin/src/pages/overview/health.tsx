import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleSlash } from 'lucide-react';
import { pingQuery } from '../../data/queries.ts';
import { useWords } from '../../languages/language.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';

/** Which provider fills which slot, and whether the server answers at all. */
export function Health() {
  const words = useWords();
  const { data, error, refetch, isPending } = useQuery(pingQuery);
  if (error) return <Problem error={error} onRetry={() => void refetch()} />;
  if (isPending) return <SkeletonRows count={3} />;
  const slots = Object.entries(data.providers);
  return (
    <>
      <p className="mb-3 inline-flex items-center gap-2 font-medium text-done">
        <CircleCheck size={18} aria-hidden="true" />
        {words.overview.healthy}
      </p>
      <dl className="grid gap-2">
        {slots.map(([slot, provider]) => (
          <div key={slot} className="flex items-center justify-between gap-3 border-line border-t pt-2">
            <dt className="text-soft capitalize">{slot === 'database' ? words.overview.database : slot}</dt>
            <dd className="inline-flex items-center gap-1.5 font-mono text-sm">
              {provider === '' ? <CircleSlash size={14} aria-hidden="true" /> : null}
              {provider || words.overview.noProvider}
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
