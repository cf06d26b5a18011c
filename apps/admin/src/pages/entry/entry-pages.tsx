import { useQuery } from '@tanstack/react-query';
import { entranceQuery } from '../../data/session.ts';
import { ForgotPage } from './forgot-page.tsx';
import { InvitationPage } from './invitation-page.tsx';
import { RegisterPage } from './register-page.tsx';

/** The pages below `/auth`. They stand in front of everything that needs somebody to be signed in. */
export function EntryPages() {
  const { data } = useQuery({ ...entranceQuery, retry: true, retryDelay: 1_000 });
  if (!data) return null;
  if (location.pathname === '/auth/forgot') return <ForgotPage />;
  if (location.pathname === '/auth/invitation') return <InvitationPage />;
  return <RegisterPage isOpen={data.registration === 'open'} />;
}
