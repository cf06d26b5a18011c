import { useNavigate, useRouterState } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useEntrance, useSigning } from '../data/session.ts';
import { useWords } from '../languages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/field.tsx';
import { Logo } from '../ui/logo.tsx';
import { Problem } from '../ui/problem.tsx';

/** The way in: one click in a demo on this machine, a token everywhere else. */
export function SignInPage() {
  const words = useWords();
  const { demoOpens } = useEntrance();
  const signing = useSigning();
  const openDemo = useOpenDemo();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const enter = async (way: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await way().catch(setError);
    setBusy(false);
  };
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden p-5">
      <Dial />
      <div className="relative grid w-full max-w-md animate-arrive gap-6 rounded-xl border border-line bg-surface p-7 shadow-float sm:p-9">
        <header>
          <div className="mb-5 flex items-center gap-3 font-bold font-display text-xl">
            <Logo size={44} />
            Butt-Dial
          </div>
          <h1 className="font-bold text-2xl">{words.signIn.title}</h1>
          <p className="mt-1 text-pretty text-soft">{words.signIn.lead}</p>
        </header>
        {demoOpens ? (
          <div className="grid gap-3">
            <Button look="primary" className="h-13 text-lg" disabled={busy} onClick={() => void enter(openDemo)}>
              {words.signIn.demo}
              <ArrowRight size={18} aria-hidden="true" className="rtl:-scale-x-100" />
            </Button>
            <p className="text-pretty text-soft text-sm">{words.signIn.demoLead}</p>
          </div>
        ) : null}
        {demoOpens ? <Or /> : null}
        <TokenForm busy={busy} primary={!demoOpens} onToken={token => void enter(() => signing.withToken(token))} />
        {error ? <Problem error={error} /> : null}
      </div>
    </main>
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

function TokenForm({
  busy,
  primary,
  onToken,
}: {
  readonly busy: boolean;
  readonly primary: boolean;
  readonly onToken: (token: string) => void;
}) {
  const words = useWords();
  const [token, setToken] = useState('');
  const [empty, setEmpty] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(token.trim() === '');
    if (token.trim() !== '') onToken(token.trim());
  };
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <Field label={words.signIn.token} hint={words.signIn.tokenHint} error={empty ? words.signIn.empty : undefined}>
        {ids => (
          <TextInput
            {...ids}
            type="password"
            autoComplete="current-password"
            dir="ltr"
            placeholder="bd_live_org_…"
            value={token}
            onChange={event => setToken(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look={primary ? 'primary' : 'plain'} disabled={busy}>
        {words.signIn.submit}
      </Button>
    </form>
  );
}

function Or() {
  const words = useWords();
  return (
    <div className="flex items-center gap-3 text-soft text-sm">
      <span className="h-px flex-1 bg-line" />
      {words.signIn.or}
      <span className="h-px flex-1 bg-line" />
    </div>
  );
}

// The dial of the mark, as large as the room.
function Dial() {
  const holes = Array.from({ length: 10 }, (_, index) => (index * 30 - 150) * (Math.PI / 180));
  return (
    <svg
      aria-hidden="true"
      viewBox="-100 -100 200 200"
      className="-end-[22vmin] -bottom-[30vmin] pointer-events-none absolute size-[110vmin]"
    >
      <circle r="98" className="fill-page" />
      {holes.map(angle => (
        <circle key={angle} cx={Math.cos(angle) * 72} cy={Math.sin(angle) * 72} r="15" className="fill-paper" />
      ))}
      <circle r="38" className="fill-paper opacity-90" />
    </svg>
  );
}
