import { isApiError } from '@buttdial/client';
import { useQuery } from '@tanstack/react-query';
import { setupQuery } from '../../data/setup.ts';
import { useWords } from '../../languages/language.tsx';
import { Logo } from '../../ui/logo.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SetupDoor } from './setup-door.tsx';
import { Wizard } from './wizard.tsx';

/** The set-up wizard; before it, its door. */
export function SetupPage() {
  const words = useWords();
  const query = useQuery({ ...setupQuery, retry: 1, retryDelay: 500 });
  if (query.data) return <Wizard view={query.data} />;
  const isLocked = isApiError(query.error) && [401, 403, 404].includes(query.error.status);
  if (isLocked) return <SetupDoor reason={query.error} />;
  if (query.error)
    return (
      <main className="mx-auto grid min-h-dvh max-w-md place-items-center p-6">
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      </main>
    );
  return (
    <div className="grid min-h-dvh place-items-center" role="status" aria-label={words.shell.loading}>
      <div className="animate-pulse-soft">
        <Logo size={48} />
      </div>
    </div>
  );
}
