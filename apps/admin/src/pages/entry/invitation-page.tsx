import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callAuth } from '../../data/client.ts';
import type { Role } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/surface.tsx';
import { EmailField, EntryCard, PasswordField, TextLink } from './entry-card.tsx';
import { EntryProblem } from './entry-problem.tsx';
import { useStep } from './use-step.ts';

interface Invited {
  readonly organization: string;
  readonly email: string;
  readonly role: Role;
  readonly isRegistered: boolean;
  readonly isYou: boolean;
}

// Behind "#", so that it is sent to nobody before this page sends it.
const secret = location.hash.slice(1);

/** What the link in an invitation leads to. */
export function InvitationPage() {
  const words = useWords();
  const look = useQuery({
    queryKey: ['invitation'],
    queryFn: () => callAuth<Invited>('POST', '/invitations/look', { secret }),
    enabled: secret !== '',
    retry: false,
  });
  if (secret === '' || look.error)
    return (
      <EntryCard title={words.people.invitations} lead={words.entry.invitationNone}>
        {look.error ? <EntryProblem error={look.error} /> : null}
        <TextLink to="/admin">{words.entry.signInInstead}</TextLink>
      </EntryCard>
    );
  if (!look.data)
    return (
      <EntryCard title={words.people.invitations} lead="…">
        <Skeleton className="h-24" />
      </EntryCard>
    );
  const { organization, role } = look.data;
  return (
    <EntryCard
      title={words.entry.invitationTitle(organization)}
      lead={words.entry.invitationLead(words.people.roles[role])}
    >
      <Join invited={look.data} />
    </EntryCard>
  );
}

function Join({ invited }: { readonly invited: Invited }) {
  const words = useWords();
  const { busy, error, submit } = useStep();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const isNew = !invited.isRegistered;
  const join = submit(async () => {
    await callAuth('POST', '/invitations/accept', isNew ? { secret, name, password } : { secret });
    location.assign('/admin');
  });
  if (invited.isRegistered && !invited.isYou)
    return (
      <p>
        {words.entry.mustSignIn} <TextLink to="/admin">{words.entry.signInInstead}</TextLink>
      </p>
    );
  return (
    <form onSubmit={join} className="grid gap-4">
      <EmailField fixed value={invited.email} onChange={() => undefined} />
      {isNew ? (
        <>
          <Field label={words.entry.name}>
            {ids => (
              <TextInput
                {...ids}
                autoComplete="name"
                maxLength={100}
                required
                value={name}
                onChange={event => setName(event.target.value)}
              />
            )}
          </Field>
          <PasswordField isNew label={words.entry.newPassword} value={password} onChange={setPassword} />
        </>
      ) : null}
      {error ? <EntryProblem error={error} /> : null}
      <Button type="submit" look="primary" disabled={busy}>
        {words.entry.join}
      </Button>
    </form>
  );
}
