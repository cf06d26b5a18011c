import { useNavigate, useRouterState } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useEntrance, useSigning } from '../data/session.ts';
import { useWords } from '../languages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Field, Segments, TextInput } from '../ui/field.tsx';
import { EntryCard, Or } from './entry/entry-card.tsx';
import { EntryProblem } from './entry/entry-problem.tsx';
import { PasswordForm } from './entry/password-form.tsx';
import { useStep } from './entry/use-step.ts';

/** The way in: one click in a demo on this machine, else an account of one's own, or a token. */
export function SignInPage() {
  const words = useWords();
  const { demoOpens, notice } = useEntrance();
  const openDemo = useOpenDemo();
  const { busy, error, run } = useStep();
  const [how, setHow] = useState<'person' | 'token'>('person');
  return (
    <EntryCard title={words.signIn.title} lead={words.signIn.lead}>
      {notice ? (
        <p role="alert" className="rounded-md bg-waiting-wash p-3 text-sm text-waiting">
          {notice}
        </p>
      ) : null}
      {demoOpens ? (
        <div className="grid gap-3">
          <Button look="primary" className="h-13 text-lg" disabled={busy} onClick={() => void run(openDemo)}>
            {words.signIn.demo}
            <ArrowRight size={18} aria-hidden="true" className="rtl:-scale-x-100" />
          </Button>
          <p className="text-pretty text-soft text-sm">{words.signIn.demoLead}</p>
          {error ? <EntryProblem error={error} /> : null}
        </div>
      ) : null}
      {demoOpens ? <Or>{words.entry.orDemo}</Or> : null}
      <Segments
        full
        label={words.entry.how}
        value={how}
        onChange={setHow}
        options={[
          { value: 'person', label: words.entry.asPerson },
          { value: 'token', label: words.entry.asToken },
        ]}
      />
      {how === 'person' ? <PasswordForm primary={!demoOpens} /> : <TokenForm primary={!demoOpens} />}
    </EntryCard>
  );
}

// Whoever comes to try it wants to try it; whoever followed a link wants that page.
function useOpenDemo(): () => Promise<void> {
  const { openDemo } = useSigning();
  const navigate = useNavigate();
  const isFrontDoor = useRouterState({ select: state => state.location.pathname === '/' });
  return async () => {
    await openDemo();
    if (isFrontDoor) await navigate({ to: '/console' });
  };
}

function TokenForm({ primary }: { readonly primary: boolean }) {
  const words = useWords();
  const signing = useSigning();
  const { busy, error, run } = useStep();
  const [token, setToken] = useState('');
  const [empty, setEmpty] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(token.trim() === '');
    if (token.trim() !== '') void run(() => signing.withToken(token.trim()));
  };
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <Field label={words.signIn.token} hint={words.signIn.tokenHint} error={empty ? words.signIn.empty : undefined}>
        {ids => (
          <TextInput
            {...ids}
            type="password"
            autoComplete="off"
            dir="ltr"
            placeholder="bd_live_org_…"
            value={token}
            onChange={event => setToken(event.target.value)}
          />
        )}
      </Field>
      {error ? <EntryProblem error={error} /> : null}
      <Button type="submit" look={primary ? 'primary' : 'plain'} disabled={busy}>
        {words.signIn.submit}
      </Button>
    </form>
  );
}
