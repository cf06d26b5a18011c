import { useState } from 'react';
import { callAuth } from '../../data/client.ts';
import { useSigning } from '../../data/session.ts';
import { useWords } from '../../languages/language.tsx';
import { Button } from '../../ui/button.tsx';
import { say } from '../../ui/toasts.tsx';
import { CodeField } from './entry-card.tsx';
import { EntryProblem } from './entry-problem.tsx';
import { useStep } from './use-step.ts';

/** What is asked for after the password. */
export type Factor = 'totp' | 'email';

/** Sends a code by mail, for those whose second factor it is. */
export const sendFactorCode = () => callAuth('POST', '/second-factor/send', {});

/** Asks for the second factor. */
export function SecondFactor({ factor, onBack }: { readonly factor: Factor; readonly onBack: () => void }) {
  const words = useWords();
  const { entered } = useSigning();
  const { busy, error, run, submit } = useStep();
  const [kind, setKind] = useState<Factor | 'backup'>(factor);
  const [code, setCode] = useState('');
  const give = submit(async () => {
    await callAuth('POST', '/second-factor', { kind, code });
    await entered();
  });
  const says = { totp: words.entry.totp, email: words.entry.mailFactor, backup: words.entry.backup };
  const again = async () => {
    await sendFactorCode();
    say(words.entry.sentAgain);
  };
  return (
    <form onSubmit={give} className="grid gap-4">
      <p>{says[kind]}</p>
      <CodeField key={kind} label={words.entry.code} value={code} onChange={setCode} digits={kind !== 'backup'} />
      {error ? <EntryProblem error={error} /> : null}
      <Button type="submit" look="primary" disabled={busy}>
        {words.entry.goOn}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button small look="quiet" onClick={onBack}>
          {words.entry.back}
        </Button>
        {factor === 'totp' ? (
          <Button small look="quiet" onClick={() => setKind(kind === 'totp' ? 'backup' : 'totp')}>
            {kind === 'totp' ? words.entry.useBackup : words.entry.useApp}
          </Button>
        ) : (
          <Button small look="quiet" disabled={busy} onClick={() => void run(again)}>
            {words.entry.again}
          </Button>
        )}
      </div>
    </form>
  );
}
