import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor } from 'lucide-react';
import { callAuth } from '../../data/client.ts';
import { browserName, type OwnSession, ownSessionsQuery } from '../../data/people.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';
import { say } from '../../ui/toasts.tsx';

/** The browsers in which the person is signed in. */
export function OwnSessions() {
  const words = useWords();
  const queries = useQueryClient();
  const sessions = useQuery(ownSessionsQuery);
  const ending = useMutation({
    mutationFn: (id: string | 'others') =>
      id === 'others'
        ? callAuth('POST', '/sessions/end-others', {})
        : callAuth('DELETE', `/sessions/${encodeURIComponent(id)}`),
    onSuccess: async () => {
      say(words.security.ended);
      await queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });
  if (sessions.error) return <Problem error={sessions.error} onRetry={() => void sessions.refetch()} />;
  if (sessions.isPending) return <SkeletonRows count={2} />;
  return (
    <div className="grid gap-3">
      <ul className="grid">
        {sessions.data.map(session => (
          <Row key={session.id} session={session} busy={ending.isPending} onEnd={() => ending.mutate(session.id)} />
        ))}
      </ul>
      {ending.error ? <Problem error={ending.error} /> : null}
      {sessions.data.length > 1 ? (
        <div>
          <Button look="danger" disabled={ending.isPending} onClick={() => ending.mutate('others')}>
            {words.security.endOthers}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function Row({
  session,
  busy,
  onEnd,
}: {
  readonly session: OwnSession;
  readonly busy: boolean;
  readonly onEnd: () => void;
}) {
  const words = useWords();
  const browser = browserName(session.browser) ?? words.people.unknownBrowser;
  return (
    <li className="flex flex-wrap items-center gap-3 border-line border-t py-2.5 first:border-t-0 first:pt-0">
      <Monitor size={16} className="shrink-0 text-soft" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          <bdi>{browser}</bdi>
        </p>
        <p className="text-soft text-sm">
          {session.isThis ? words.security.thisOne : null}
          {session.isThis ? ' · ' : null}
          {words.people.lastUsed} <Time at={session.lastUsedAt} look="ago" />
        </p>
      </div>
      {session.isThis ? null : (
        <Button small look="danger" aria-label={words.security.endNamed(browser)} disabled={busy} onClick={onEnd}>
          {words.security.end}
        </Button>
      )}
    </li>
  );
}
