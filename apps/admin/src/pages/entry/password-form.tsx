import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { passkeysWork, signInWithPasskey, wasClosed } from '../../data/passkeys.ts';
import { useEntrance, useSigning } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { EmailField, PasswordField, TextLink } from './entry-card.tsx';
import { EntryProblem } from './entry-problem.tsx';
import { type Factor, SecondFactor, sendFactorCode } from './second-factor.tsx';
import { useStep } from './use-step.ts';

/** The way in for people: address and password, then what their account asks for; or a passkey. */
export function PasswordForm({ primary }: { readonly primary: boolean }) {
  const words = useWords();
  const { registration } = useEntrance();
  const { entered } = useSigning();
  const { busy, error, run, submit } = useStep();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [factor, setFactor] = useState<Factor>();
  const signIn = submit(async () => {
    const answer = await callAuth<{ secondFactor?: Factor }>('POST', '/login', { email, password });
    if (answer.secondFactor === 'email') await sendFactorCode();
    if (answer.secondFactor) setFactor(answer.secondFactor);
    else await entered();
  });
  const withKey = async () => {
    try {
      await signInWithPasskey();
    } catch (reason) {
      if (wasClosed(reason)) return;
      throw reason;
    }
    await entered();
  };
  if (factor) return <SecondFactor factor={factor} onBack={() => setFactor(undefined)} />;
  return (
    <div className="grid gap-4">
      <form onSubmit={signIn} className="grid gap-4">
        <EmailField value={email} onChange={setEmail} />
        <PasswordField label={words.entry.password} value={password} onChange={setPassword} />
        {error ? <EntryProblem error={error} /> : null}
        <Button type="submit" look={primary ? 'primary' : 'plain'} disabled={busy}>
          {words.entry.submit}
        </Button>
      </form>
      {passkeysWork ? (
        <Button disabled={busy} onClick={() => void run(withKey)}>
          <KeyRound size={16} aria-hidden="true" />
          {words.entry.passkey}
        </Button>
      ) : null}
      <p className="flex flex-wrap justify-between gap-x-4 gap-y-1 text-sm">
        <TextLink to="/auth/forgot">{words.entry.forgot}</TextLink>
        {registration === 'open' ? <TextLink to="/auth/register">{words.entry.register}</TextLink> : null}
      </p>
    </div>
  );
}
