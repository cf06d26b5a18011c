import { useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Snippet } from '../../ui/copy.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { say } from '../../ui/toasts.tsx';
import { CodeField, EmailField, EntryCard, PasswordField, TextLink } from './entry-card.tsx';
import { EntryProblem } from './entry-problem.tsx';
import { useStep } from './use-step.ts';

/** From nobody to the owner of an organization in its sandbox: who, then the code from the mail, then the token. */
export function RegisterPage({ isOpen }: { readonly isOpen: boolean }) {
  const words = useWords();
  const [email, setEmail] = useState<string>();
  const [token, setToken] = useState<string>();
  if (!isOpen)
    return (
      <EntryCard title={words.entry.closed} lead={words.entry.closedLead}>
        <TextLink to="/admin">{words.entry.signInInstead}</TextLink>
      </EntryCard>
    );
  if (token !== undefined) return <Welcome token={token} />;
  if (email !== undefined) return <Verify email={email} onToken={setToken} />;
  return <Who onSent={setEmail} />;
}

function Who({ onSent }: { readonly onSent: (email: string) => void }) {
  const words = useWords();
  const { busy, error, submit } = useStep();
  const [who, setWho] = useState({ fullName: '', orgName: '', email: '', password: '' });
  const [agreed, setAgreed] = useState(false);
  const [missing, setMissing] = useState(false);
  const set = (change: Partial<typeof who>) => setWho(known => ({ ...known, ...change }));
  const register = submit(async () => {
    setMissing(!agreed);
    if (!agreed) return;
    await callAuth('POST', '/register', { ...who, tosAccepted: true });
    onSent(who.email.trim().toLowerCase());
  });
  const line = (label: string, field: 'fullName' | 'orgName', complete: string) => (
    <Field label={label}>
      {ids => (
        <TextInput
          {...ids}
          autoComplete={complete}
          maxLength={100}
          required
          value={who[field]}
          onChange={event => set({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <EntryCard title={words.entry.registerTitle} lead={words.entry.registerLead}>
      <form onSubmit={register} className="grid gap-4">
        {line(words.entry.name, 'fullName', 'name')}
        {line(words.entry.organization, 'orgName', 'organization')}
        <EmailField value={who.email} onChange={email => set({ email })} />
        <PasswordField
          isNew
          label={words.entry.newPassword}
          value={who.password}
          onChange={password => set({ password })}
        />
        <Terms agreed={agreed} onChange={setAgreed} missing={missing && !agreed} />
        {error ? <EntryProblem error={error} /> : null}
        <Button type="submit" look="primary" disabled={busy}>
          {words.entry.registerDo}
        </Button>
      </form>
      <p className="text-sm">
        <TextLink to="/admin">{words.entry.signInInstead}</TextLink>
      </p>
    </EntryCard>
  );
}

function Terms({
  agreed,
  onChange,
  missing,
}: {
  readonly agreed: boolean;
  readonly onChange: (agreed: boolean) => void;
  readonly missing: boolean;
}) {
  const words = useWords();
  return (
    <div>
      <label className="flex gap-2.5 text-sm">
        <input
          type="checkbox"
          className="mt-0.5 size-4.5 shrink-0 accent-ink"
          checked={agreed}
          aria-invalid={missing}
          onChange={event => onChange(event.target.checked)}
        />
        {words.entry.terms}
      </label>
      {missing ? (
        <p role="alert" className="mt-1 text-sm text-wrong">
          {words.entry.termsMissing}
        </p>
      ) : null}
    </div>
  );
}

function Verify({ email, onToken }: { readonly email: string; readonly onToken: (token: string) => void }) {
  const words = useWords();
  const { busy, error, run, submit } = useStep();
  const [code, setCode] = useState('');
  const verify = submit(async () => {
    const { orgToken } = await callAuth<{ orgToken: string }>('POST', '/verify-email', { email, code });
    onToken(orgToken);
  });
  const again = async () => {
    await callAuth('POST', '/resend-code', {});
    say(words.entry.sentAgain);
  };
  return (
    <EntryCard title={words.entry.verifyTitle} lead={words.entry.verifyLead(email)}>
      <form onSubmit={verify} className="grid gap-4">
        <CodeField label={words.entry.code} value={code} onChange={setCode} />
        {error ? <EntryProblem error={error} /> : null}
        <Button type="submit" look="primary" disabled={busy}>
          {words.entry.verifyDo}
        </Button>
        <Button small look="quiet" disabled={busy} onClick={() => void run(again)}>
          {words.entry.again}
        </Button>
      </form>
    </EntryCard>
  );
}

function Welcome({ token }: { readonly token: string }) {
  const words = useWords();
  return (
    <EntryCard title={words.entry.tokenTitle} lead={words.entry.tokenLead}>
      <Snippet text={token} />
      <Button look="primary" onClick={() => location.assign('/admin')}>
        {words.entry.toPages}
      </Button>
    </EntryCard>
  );
}
