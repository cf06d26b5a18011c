import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  stripSearchParams,
} from '@tanstack/react-router';
import { messageSearch } from './pages/messages/search.ts';
import { oneOf, text } from './search.ts';
import { NotFound, PageProblem } from './shell/dead-ends.tsx';
import { Gate } from './shell/gate.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Gate,
  notFoundComponent: NotFound,
  errorComponent: PageProblem,
});
const getParentRoute = () => root;

const overview = createRoute({
  getParentRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});
const consoleRoute = createRoute({
  getParentRoute,
  path: '/console',
  validateSearch: (search: Record<string, unknown>) => ({
    ...text(search, 'agent'),
    ...text(search, 'to'),
    ...oneOf(search, 'channel', ['sms', 'whatsapp', 'email'] as const),
  }),
  component: lazyRouteComponent(() => import('./pages/console/console-page.tsx'), 'ConsolePage'),
});
const messages = createRoute({
  getParentRoute,
  path: '/messages',
  validateSearch: messageSearch,
  component: lazyRouteComponent(() => import('./pages/messages/messages-page.tsx'), 'MessagesPage'),
});
const agents = createRoute({
  getParentRoute,
  path: '/agents',
  validateSearch: (search: Record<string, unknown>) => ({
    ...text(search, 'find'),
    ...oneOf(search, 'make', ['yes'] as const),
  }),
  component: lazyRouteComponent(() => import('./pages/agents/agents-page.tsx'), 'AgentsPage'),
});
const agent = createRoute({
  getParentRoute,
  path: '/agents/$agentId',
  component: lazyRouteComponent(() => import('./pages/agents/agent-page.tsx'), 'AgentPage'),
});
const lines = createRoute({
  getParentRoute,
  path: '/lines',
  validateSearch: (search: Record<string, unknown>) => text(search, 'find'),
  component: lazyRouteComponent(() => import('./pages/lines-page.tsx'), 'LinesPage'),
});
const usage = createRoute({
  getParentRoute,
  path: '/usage',
  validateSearch: (search: Record<string, unknown>): { days: number; agent?: string } => ({
    days: [1, 7, 30, 90].includes(Number(search.days)) ? Number(search.days) : 7,
    ...text(search, 'agent'),
  }),
  search: { middlewares: [stripSearchParams({ days: 7 })] },
  component: lazyRouteComponent(() => import('./pages/usage/usage-page.tsx'), 'UsagePage'),
});
const api = createRoute({
  getParentRoute,
  path: '/reference',
  validateSearch: (search: Record<string, unknown>) => ({ ...text(search, 'find'), ...text(search, 'operation') }),
  component: lazyRouteComponent(() => import('./pages/api/api-page.tsx'), 'ApiPage'),
});
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings-page.tsx'), 'SettingsPage'),
});

// Addresses that people have bookmarked from older versions.
const moved = (path: string, to: '/' | '/reference' | '/settings') =>
  createRoute({
    getParentRoute,
    path,
    beforeLoad: () => {
      throw redirect({ to, replace: true });
    },
  });

const tree = root.addChildren([
  overview,
  consoleRoute,
  messages,
  agents,
  agent,
  lines,
  usage,
  api,
  settings,
  moved('/dashboard', '/'),
  moved('/api-docs', '/reference'),
  moved('/setup', '/settings'),
]);

/** Every page. Each is a chunk of its own, fetched when somebody points at a link to it. */
export function createAdminRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/admin',
    context: { queries },
    defaultPreload: 'intent',
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAdminRouter>;
  }
}
