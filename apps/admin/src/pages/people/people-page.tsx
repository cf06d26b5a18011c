import { useQuery } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { useState } from 'react';
import { peopleQuery } from '../../data/people.ts';
import { useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Empty, PageHead, Section, SkeletonRows } from '../../ui/surface.tsx';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { Launch } from './launch.tsx';
import { MemberRow } from './member-row.tsx';
import { SessionList } from './session-list.tsx';

/** Who signs in for the organization, who is asked to, and where they are signed in. */
export function PeoplePage() {
  const words = useWords();
  const mayInvite = useMay('people.invite');
  const maySeeSessions = useMay('sessions.list');
  const [inviting, setInviting] = useState(false);
  const invite = mayInvite ? (
    <Button look="primary" onClick={() => setInviting(true)}>
      {words.people.invite}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHead title={words.people.title} lead={words.people.lead} actions={invite} />
      <div className="grid items-start gap-4">
        <Launch />
        <Section title={words.people.members}>
          <Members />
        </Section>
        <Section title={words.people.invitations} lead={words.people.invitationsLead}>
          <Invitations />
        </Section>
        {maySeeSessions ? (
          <Section title={words.people.sessions} lead={words.people.sessionsLead}>
            <SessionList />
          </Section>
        ) : null}
      </div>
      <InviteDialog open={inviting} onClose={() => setInviting(false)} />
    </>
  );
}

function Members() {
  const words = useWords();
  const people = useQuery(peopleQuery);
  if (people.error) return <Problem error={people.error} onRetry={() => void people.refetch()} />;
  if (people.isPending) return <SkeletonRows count={3} />;
  if (people.data.length === 0)
    return <Empty icon={<UsersRound size={20} />} title={words.people.nobody} lead={words.people.nobodyLead} />;
  return (
    <ul className="grid">
      {people.data.map(member => (
        <MemberRow key={member.personId} member={member} />
      ))}
    </ul>
  );
}
