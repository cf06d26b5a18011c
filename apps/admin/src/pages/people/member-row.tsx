import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { client } from '../../data/client.ts';
import { type Member, peopleQuery, sessionsQuery } from '../../data/people.ts';
import { type Role, useEntrance, useMay } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { say } from '../../ui/toasts.tsx';

/** The roles that whoever is signed in may give. A token of the organization may do what an owner may. */
export function useGivableRoles(): readonly Role[] {
  const person = useEntrance().session?.person;
  return person === undefined || person.role === 'owner' ? ['owner', 'admin', 'viewer'] : ['admin', 'viewer'];
}

/** Somebody of the organization, and what may be done about them. */
export function MemberRow({ member }: { readonly member: Member }) {
  const words = useWords();
  const givable = useGivableRoles();
  const isMine = givable.includes(member.role);
  const mayChange = useMay('people.setRole') && isMine;
  const mayRemove = useMay('people.remove') && isMine;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t py-3 first:border-t-0 first:pt-0">
      <div className="min-w-0 flex-1 basis-56">
        <p className="truncate font-medium">
          <bdi>{member.name}</bdi>
          {member.isYou ? (
            <span className="ms-2 rounded-full bg-sunken px-2 py-0.5 text-xs">{words.people.you}</span>
          ) : null}
        </p>
        <p className="flex flex-wrap items-center gap-x-2 text-soft text-sm">
          <bdi className="break-all font-mono text-xs" dir="ltr">
            {member.email}
          </bdi>
          <span>
            {words.people.joined} <Time at={member.joinedAt} look="ago" />
          </span>
          {member.secondFactor ? (
            <span className="inline-flex items-center gap-1">
              <ShieldCheck size={13} className="text-done" aria-hidden="true" />
              {words.people.secondFactor}
            </span>
          ) : null}
        </p>
      </div>
      {mayChange ? <RoleChoice member={member} roles={givable} /> : <p>{words.people.roles[member.role]}</p>}
      {mayRemove ? <Remove member={member} /> : null}
    </li>
  );
}

function RoleChoice({ member, roles }: { readonly member: Member; readonly roles: readonly Role[] }) {
  const words = useWords();
  const queries = useQueryClient();
  const changing = useMutation({
    mutationFn: (role: Role) => client.people.setRole({ personId: member.personId, role }),
    onSuccess: (_answer, role) => {
      say(words.people.roleChanged(member.name, words.people.roles[role]));
      return queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
    },
  });
  return (
    <div className="grid gap-1">
      <Select
        aria-label={words.people.roleOf(member.name)}
        value={changing.isPending ? changing.variables : member.role}
        disabled={changing.isPending}
        onChange={event => changing.mutate(event.target.value as Role)}
      >
        {roles.map(role => (
          <option key={role} value={role}>
            {words.people.roles[role]}
          </option>
        ))}
      </Select>
      {changing.error ? <Problem error={changing.error} /> : null}
    </div>
  );
}

function Remove({ member }: { readonly member: Member }) {
  const words = useWords();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const removing = useMutation({
    mutationFn: () => client.people.remove({ personId: member.personId }),
    onSuccess: async () => {
      setOpen(false);
      say(words.people.removed(member.name));
      await queries.invalidateQueries({ queryKey: peopleQuery.queryKey });
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  return (
    <>
      <Button small look="danger" aria-label={words.people.removeNamed(member.name)} onClick={() => setOpen(true)}>
        {words.people.remove}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={words.people.removeNamed(member.name)}>
        <div className="grid gap-4">
          <p>{words.people.removeLead}</p>
          {removing.error ? <Problem error={removing.error} /> : null}
          <Button look="danger" disabled={removing.isPending} onClick={() => removing.mutate()}>
            {words.people.remove}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
