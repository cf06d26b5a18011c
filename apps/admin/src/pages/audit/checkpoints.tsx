import { useQuery } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { checkpointsQuery } from '../../data/lists.ts';
import { useWords } from '../../languages/language.tsx';
import { Chip } from '../../ui/badge.tsx';
import { CopyButton, Snippet } from '../../ui/copy.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Section, SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';

/** Signed sightings of the chain, and the key to check them with on another machine. */
export function Checkpoints() {
  const words = useWords();
  const { data, error, refetch, isPending } = useQuery(checkpointsQuery);
  return (
    <Section title={words.audit.checkpoints} lead={words.audit.checkpointsLead}>
      {error ? <Problem error={error} onRetry={() => void refetch()} /> : null}
      {isPending ? <SkeletonRows count={2} /> : null}
      {data?.publicKey ? (
        <div className="mb-4 grid grid-cols-1 gap-3 lg:grid-cols-2">
          <div>
            <p className="font-medium text-sm">{words.audit.publicKey}</p>
            <p className="flex items-center gap-1" dir="ltr">
              <code className="break-all font-mono text-xs">{data.publicKey}</code>
              <CopyButton text={data.publicKey} />
            </p>
          </div>
          <div>
            <p className="mb-1 font-medium text-sm">{words.audit.checkElsewhere}</p>
            <Snippet text={`buttdial audit verify --public-key ${data.publicKey}`} />
          </div>
        </div>
      ) : null}
      {data?.checkpoints.length === 0 ? <p className="text-soft">{words.audit.checkpointsEmpty}</p> : null}
      <ul className="grid max-h-72 overflow-y-auto" tabIndex={-1}>
        {data?.checkpoints.map(each => (
          <li
            key={`${each.sequence} ${each.at}`}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-t py-2 first:border-t-0"
          >
            <Chip tone={each.genuine ? 'done' : 'wrong'} icon={each.genuine ? ShieldCheck : ShieldAlert}>
              {each.genuine ? words.audit.genuine : words.audit.forged}
            </Chip>
            <span className="tabular-nums">
              {words.audit.row} {each.sequence}
            </span>
            <code className="min-w-0 flex-1 truncate font-mono text-soft text-xs">{each.hash}</code>
            <span className="text-soft text-sm">
              <Time at={each.at} look="full" />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
