import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { ownSessionsQuery } from '../../data/people.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { say } from '../../ui/toasts.tsx';
import { PasswordField } from '../entry/entry-card.tsx';

/** Another password. All other sessions end. */
export function ChangePassword() {
  const words = useWords();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const changing = useMutation({
    mutationFn: () => callAuth('POST', '/password', { password, newPassword }),
    onSuccess: async () => {
      setPassword('');
      setNewPassword('');
      say(words.security.changed);
      await queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    changing.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <PasswordField label={words.security.current} value={password} onChange={setPassword} />
      <PasswordField isNew label={words.security.next} value={newPassword} onChange={setNewPassword} />
      {changing.error ? <Problem error={changing.error} /> : null}
      <div>
        <Button type="submit" disabled={changing.isPending}>
          {words.security.change}
        </Button>
      </div>
    </form>
  );
}
