import { type FormEvent, useState } from 'react';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { PasswordField } from '../entry/entry-card.tsx';

/** Asks for the password once more, because what follows opens or closes a way in. */
export function AskPassword({
  busy,
  error,
  onPassword,
}: {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onPassword: (password: string) => void;
}) {
  const words = useWords();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPassword(password);
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <PasswordField label={words.security.confirmPassword} value={password} onChange={setPassword} />
      {error ? <Problem error={error} /> : null}
      <Button type="submit" look="primary" disabled={busy}>
        {words.security.go}
      </Button>
    </form>
  );
}
