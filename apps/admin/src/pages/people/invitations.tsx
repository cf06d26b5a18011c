import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client } from '../../data/client.ts';
import { type Invitation, invitationsQuery } from '../../data/people.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/surface.tsx';
import { Time } from '../../ui/time.tsx';

/** Who is asked to join and has not yet. */
export function Invitations() {
  const words = useWords();
  const invitations = useQuery(invitationsQuery);
  if (invitations.error) return <Problem error={invitations.error} onRetry={() => void invitations.refetch()} />;
  if (invitations.isPending) return <SkeletonRows count={1} />;
  if (invitations.data.length === 0) return <p className="text-soft">{words.people.noInvitations}</p>;
  return (
    <ul className="grid">
      {invitations.data.map(invitation => (
        <Row key={invitation.id} invitation={invitation} />
      ))}
    </ul>
  );
}

function Row({ invitation }: { readonly invitation: Invitation }) {
  const words = useWords();
  const queries = useQueryClient();
  const mayWithdraw = useMay('invitations.withdraw');
  const withdrawing = useMutation({
    mutationFn: () => client.invitations.withdraw({ invitationId: invitation.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t py-2.5 first:border-t-0 first:pt-0">
      <div className="min-w-0 flex-1 basis-56">
        <p className="break-all font-mono text-sm" dir="ltr">
          {invitation.email}
        </p>
        <p className="text-soft text-sm">
          {words.people.roles[invitation.role]} · {words.people.expires} <Time at={invitation.expiresAt} look="full" />
        </p>
        {withdrawing.error ? <Problem error={withdrawing.error} /> : null}
      </div>
      {mayWithdraw ? (
        <Button
          small
          aria-label={words.people.withdrawNamed(invitation.email)}
          disabled={withdrawing.isPending}
          onClick={() => withdrawing.mutate()}
        >
          {words.people.withdraw}
        </Button>
      ) : null}
    </li>
  );
}
