import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { live } from '../data/live.ts';
import { entranceQuery } from '../data/session.ts';
import { useWords } from '../languages/language.tsx';
import { Logo } from '../ui/logo.tsx';
import { Problem } from '../ui/problem.tsx';
import { Frame } from './frame.tsx';

const SignIn = lazy(() => import('../pages/sign-in-page.tsx').then(page => ({ default: page.SignInPage })));

/** Shows the sign-in to whoever is not signed in, and the pages to whoever is. */
export function Gate() {
  const entrance = useQuery({ ...entranceQuery, retry: true, retryDelay: 1_000 });
  const isSetup = useRouterState({ select: state => state.location.pathname === '/setup' });
  // Before there is a server, there is nothing but its set-up; the wizard has a door of its own.
  if (entrance.data && (isSetup || entrance.data.mode === 'setup'))
    return <Suspense fallback={<Opening />}>{isSetup ? <Outlet /> : <Navigate to="/setup" replace />}</Suspense>;
  if (entrance.data)
    return entrance.data.session ? (
      <Inside />
    ) : (
      <Suspense fallback={<Opening />}>
        <SignIn />
      </Suspense>
    );
  return entrance.failureReason ? <Unreached error={entrance.failureReason} /> : <Opening />;
}

function Inside() {
  const queries = useQueryClient();
  useEffect(() => live.start(queries), [queries]);
  return <Frame />;
}

function Opening() {
  const words = useWords();
  return (
    <div className="grid min-h-dvh place-items-center" role="status" aria-label={words.shell.loading}>
      <div className="animate-pulse-soft">
        <Logo size={48} />
      </div>
    </div>
  );
}

function Unreached({ error }: { readonly error: unknown }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md place-items-center p-6">
      <Problem error={error} />
    </main>
  );
}
