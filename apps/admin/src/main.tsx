import { CSPProvider } from '@base-ui/react/csp-provider';
import { isApiError } from '@buttdial/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { entranceQuery } from './data/session.ts';
import { LanguageProvider } from './languages/language.tsx';
import { createAdminRouter } from './router.ts';
import { Toasts } from './ui/toasts.tsx';
import './styles.css';

const queries = new QueryClient({
  defaultOptions: {
    // The stream says when something changes; the client itself already repeats what failed by accident.
    queries: { staleTime: 30_000, retry: false, refetchOnWindowFocus: true },
  },
});
queries.getQueryCache().config.onError = error => {
  // The session ended, here or elsewhere: the entrance says so, and the page becomes the sign-in.
  if (isApiError(error) && error.status === 401) void queries.invalidateQueries({ queryKey: entranceQuery.queryKey });
};

// The ways in that begin outside: registering, a forgotten password, an invitation.
const isEntry = location.pathname.startsWith('/auth');
const EntryPages = lazy(() => import('./pages/entry/entry-pages.tsx').then(file => ({ default: file.EntryPages })));

const root = document.getElementById('root');
if (!root) throw new TypeError('The page has no place for the app.');
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <LanguageProvider>
          {isEntry ? (
            <Suspense>
              <EntryPages />
            </Suspense>
          ) : (
            <RouterProvider router={createAdminRouter(queries)} />
          )}
          <Toasts />
        </LanguageProvider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
