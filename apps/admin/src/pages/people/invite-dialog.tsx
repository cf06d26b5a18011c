import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { client } from '../../data/client.ts';
import { invitationsQuery } from '../../data/people.ts';
import type { Role } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Select, TextInput } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { say } from '../../ui/toasts.tsx';
import { useGivableRoles } from './member-row.tsx';

/** Asks somebody to join. */
export function InviteDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const words = useWords();
  const queries = useQueryClient();
  const roles = useGivableRoles();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const inviting = useMutation({
    mutationFn: () => client.people.invite({ email, role }),
    onSuccess: async () => {
      say(words.people.invited(email));
      setEmail('');
      onClose();
      await queries.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    inviting.mutate();
  };
  return (
    <Dialog open={open} onClose={onClose} title={words.people.invite}>
      <form onSubmit={submit} className="grid gap-4">
        <Field label={words.people.email}>
          {ids => (
            <TextInput
              {...ids}
              type="email"
              dir="ltr"
              required
              value={email}
              onChange={event => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label={words.people.role} hint={words.people.roleHints[role]}>
          {ids => (
            <Select {...ids} value={role} onChange={event => setRole(event.target.value as Role)}>
              {roles.map(each => (
                <option key={each} value={each}>
                  {words.people.roles[each]}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {inviting.error ? <Problem error={inviting.error} /> : null}
        <Button type="submit" look="primary" disabled={inviting.isPending}>
          {words.people.inviteDo}
        </Button>
      </form>
    </Dialog>
  );
}
