import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor } from 'lucide-react';
import { client } from '../../data/client.ts';
import { browserName, peopleQuery, sessionsQuery } from '../../data/people.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';

/** Where the people of the organization are signed in. */
export function SessionList() {
  const words = useWords();
  const queries = useQueryClient();
  const mayEnd = useMay('sessions.revoke');
  const sessions = useQuery(sessionsQuery);
  const people = useQuery(peopleQuery);
  const ending = useMutation({
    mutationFn: (sessionId: string) => client.sessions.revoke({ sessionId }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
  if (sessions.error) return <Problem error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.isPending) return <SkeletonRows count={2} />;
  const nameOf = (personId: string) => people.data?.find(each => each.personId === personId)?.name ?? '';
  return (
    <div className="grid gap-3">
      {ending.error ? <Problem error={ending.error} /> : null}
      <ul className="grid">
        {sessions.data.map(session => (
          <li
            key={session.id}
            className="flex flex-wrap items-center gap-3 border-line border-t py-2.5 first:border-t-0 first:pt-0"
          >
            <Monitor size={16} className="shrink-0 text-soft" aria-hidden="true" />
            <div className="min-w-0 flex-1 basis-48">
              <p className="truncate font-medium">
                <bdi>{nameOf(session.personId)}</bdi>
              </p>
              <p className="text-soft text-sm">
                {browserName(session.browser) ?? words.people.unknownBrowser} · {words.people.lastUsed}{' '}
                <Time at={session.lastUsedAt} look="ago" />
              </p>
            </div>
            {mayEnd ? (
              <Button
                small
                look="danger"
                aria-label={words.people.signOutNamed(nameOf(session.personId))}
                disabled={ending.isPending}
                onClick={() => ending.mutate(session.id)}
              >
                {words.people.signOut}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
