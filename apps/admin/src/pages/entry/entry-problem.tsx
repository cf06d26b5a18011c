import { ApiError, isApiError } from '@buttdial/client';
import { Problem } from '../../ui/problem.tsx';

/** What went wrong on a way in. There "nobody is signed in" is no news: what the server says is. */
export function EntryProblem({ error }: { readonly error: unknown }) {
  if (!isApiError(error) || error.code !== 'unauthenticated') return <Problem error={error} />;
  const { status, message, operation, remedy } = error;
  const problem = remedy === undefined ? {} : { remedy };
  return <Problem error={new ApiError({ code: 'forbidden', status, message, operation, problem })} />;
}
