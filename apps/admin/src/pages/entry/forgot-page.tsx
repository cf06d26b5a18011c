import { useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeField, EmailField, EntryCard, PasswordField, TextLink } from './entry-card.tsx';
import { EntryProblem } from './entry-problem.tsx';
import { useStep } from './use-step.ts';

/** A new password in place of a forgotten one. It signs nobody in. */
export function ForgotPage() {
  const words = useWords();
  const [email, setEmail] = useState('');
  const [step, setStep] = useState<'ask' | 'reset' | 'done'>('ask');
  const leads = {
    ask: words.entry.forgotLead,
    reset: words.entry.resetLead(email),
    done: words.entry.resetDone,
  };
  return (
    <EntryCard title={words.entry.forgotTitle} lead={leads[step]}>
      {step === 'ask' ? <Ask email={email} onEmail={setEmail} onSent={() => setStep('reset')} /> : null}
      {step === 'reset' ? <Reset email={email} onDone={() => setStep('done')} /> : null}
      <p className="text-sm">
        <TextLink to="/admin">{words.entry.signInInstead}</TextLink>
      </p>
    </EntryCard>
  );
}

function Ask({
  email,
  onEmail,
  onSent,
}: {
  readonly email: string;
  readonly onEmail: (email: string) => void;
  readonly onSent: () => void;
}) {
  const words = useWords();
  const { busy, error, submit } = useStep();
  const ask = submit(async () => {
    await callAuth('POST', '/forgot-password', { email });
    onSent();
  });
  return (
    <form onSubmit={ask} className="grid gap-4">
      <EmailField value={email} onChange={onEmail} />
      {error ? <EntryProblem error={error} /> : null}
      <Button type="submit" look="primary" disabled={busy}>
        {words.entry.forgotDo}
      </Button>
    </form>
  );
}

function Reset({ email, onDone }: { readonly email: string; readonly onDone: () => void }) {
  const words = useWords();
  const { busy, error, submit } = useStep();
  const [code, setCode] = useState('');
  const [newPassword, setNewPassword] = useState('');
  const reset = submit(async () => {
    await callAuth('POST', '/reset-password', { email, code, newPassword });
    onDone();
  });
  return (
    <form onSubmit={reset} className="grid gap-4">
      <CodeField label={words.entry.code} value={code} onChange={setCode} />
      <PasswordField isNew label={words.security.next} value={newPassword} onChange={setNewPassword} />
      {error ? <EntryProblem error={error} /> : null}
      <Button type="submit" look="primary" disabled={busy}>
        {words.entry.resetDo}
      </Button>
    </form>
  );
}
