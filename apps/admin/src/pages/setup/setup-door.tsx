import { isApiError } from '@buttdial/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { useEntrance, useSigning } from '../../data/session.ts';
import { type SetupView, setup, setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/field.tsx';
import { Logo } from '../../ui/logo.tsx';
import { Problem } from '../../ui/problem.tsx';

/** Where the ticket is shown. It comes in the address, after the #, or is pasted. */
export function SetupDoor({ reason }: { readonly reason: unknown }) {
  const words = useWords();
  const { mode } = useEntrance();
  const opening = useOpening();
  useTicketInAddress(opening.mutate);
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      <div className="grid w-full max-w-md animate-arrive gap-6 rounded-xl border border-line bg-surface p-7 shadow-float sm:p-9">
        <header>
          <div className="mb-5 flex items-center gap-3 font-bold font-display text-xl">
            <Logo size={44} />
            Butt-Dial
          </div>
          <h1 className="font-bold text-2xl">{words.setup.door.title}</h1>
          <p className="mt-1 text-pretty text-soft">
            {mode === 'setup' ? words.setup.door.lead : words.setup.door.operator}
          </p>
        </header>
        {mode === 'setup' ? <TicketForm busy={opening.isPending} onTicket={opening.mutate} /> : null}
        {mode === 'demo' ? <Practise /> : null}
        {mode === 'setup' ? null : (
          <Link to="/" className={buttonClass(mode === 'demo' ? 'plain' : 'primary')}>
            {words.setup.door.signIn}
          </Link>
        )}
        {opening.error ? <Problem error={opening.error} /> : null}
        {isApiError(reason) && reason.status === 403 ? <Problem error={reason} /> : null}
      </div>
    </main>
  );
}

function useOpening() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => setup.open(token),
    onSuccess: view => queries.setQueryData(setupQuery.queryKey, view),
  });
}

// Taken out of the address at once, so that it stays in no history and no screenshot.
function useTicketInAddress(open: (token: string) => void): void {
  useEffect(() => {
    const look = () => {
      const token = location.hash.slice(1);
      if (!token.startsWith('setup_')) return;
      history.replaceState(history.state, '', location.pathname + location.search);
      open(token);
    };
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, [open]);
}

function TicketForm({ busy, onTicket }: { readonly busy: boolean; readonly onTicket: (token: string) => void }) {
  const words = useWords();
  const [token, setToken] = useState('');
  const [empty, setEmpty] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(token.trim() === '');
    if (token.trim() !== '') onTicket(token.trim());
  };
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <Field label={words.setup.door.token} error={empty ? words.setup.door.empty : undefined}>
        {ids => (
          <TextInput
            {...ids}
            type="password"
            autoComplete="off"
            dir="ltr"
            placeholder="setup_…"
            value={token}
            onChange={event => setToken(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" disabled={busy}>
        <KeyRound size={17} aria-hidden="true" />
        {words.setup.door.open}
      </Button>
    </form>
  );
}

// The demo's own person makes the first agent of the walk.
function Practise() {
  const words = useWords();
  const queries = useQueryClient();
  const { openDemo } = useSigning();
  const { session } = useEntrance();
  const practising = useMutation({
    mutationFn: async (): Promise<SetupView> => {
      if (!session) await openDemo();
      return setup.practise();
    },
    onSuccess: view => queries.setQueryData(setupQuery.queryKey, view),
  });
  return (
    <div className="grid gap-3">
      <Button
        look="primary"
        className="h-13 text-lg"
        disabled={practising.isPending}
        onClick={() => practising.mutate()}
      >
        {words.setup.door.practise}
      </Button>
      <p className="text-pretty text-soft text-sm">{words.setup.practiceLead}</p>
      {practising.error ? <Problem error={practising.error} /> : null}
    </div>
  );
}
