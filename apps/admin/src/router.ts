import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  stripSearchParams,
} from '@tanstack/react-router';
import { setupSteps } from './data/setup.ts';
import { complianceSearch } from './pages/compliance/search.ts';
import { messageSearch } from './pages/messages/search.ts';
import { postOutcomes } from './pages/webhooks/search.ts';
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
    ...oneOf(search, 'channel', ['sms', 'whatsapp', 'email', 'voice'] as const),
  }),
  component: lazyRouteComponent(() => import('./pages/console/console-page.tsx'), 'ConsolePage'),
});
const messages = createRoute({
  getParentRoute,
  path: '/messages',
  validateSearch: messageSearch,
  component: lazyRouteComponent(() => import('./pages/messages/messages-page.tsx'), 'MessagesPage'),
});
const calls = createRoute({
  getParentRoute,
  path: '/calls',
  validateSearch: (search: Record<string, unknown>) => ({
    ...oneOf(search, 'state', ['live', 'scheduled', 'ended'] as const),
    ...text(search, 'agent'),
  }),
  component: lazyRouteComponent(() => import('./pages/calls/calls-page.tsx'), 'CallsPage'),
});
const call = createRoute({
  getParentRoute,
  path: '/calls/$callId',
  component: lazyRouteComponent(() => import('./pages/calls/call-page.tsx'), 'CallPage'),
});
const conversations = createRoute({
  getParentRoute,
  path: '/conversations',
  validateSearch: (search: Record<string, unknown>) => ({ ...text(search, 'find'), ...text(search, 'with') }),
  component: lazyRouteComponent(() => import('./pages/conversations/conversations-page.tsx'), 'ConversationsPage'),
});
const contacts = createRoute({
  getParentRoute,
  path: '/contacts',
  validateSearch: (search: Record<string, unknown>) => ({
    ...text(search, 'find'),
    ...oneOf(search, 'status', ['granted', 'opted-out', 'none'] as const),
    ...oneOf(search, 'do', ['import', 'record'] as const),
  }),
  component: lazyRouteComponent(() => import('./pages/contacts/contacts-page.tsx'), 'ContactsPage'),
});
const contact = createRoute({
  getParentRoute,
  path: '/contacts/$contactId',
  component: lazyRouteComponent(() => import('./pages/contacts/contact-page.tsx'), 'ContactPage'),
});
const compliance = createRoute({
  getParentRoute,
  path: '/compliance',
  validateSearch: complianceSearch,
  component: lazyRouteComponent(() => import('./pages/compliance/compliance-page.tsx'), 'CompliancePage'),
});
const connections = createRoute({
  getParentRoute,
  path: '/connections',
  validateSearch: (search: Record<string, unknown>) => text(search, 'connect'),
  component: lazyRouteComponent(() => import('./pages/connections/connections-page.tsx'), 'ConnectionsPage'),
});
const webhooks = createRoute({
  getParentRoute,
  path: '/webhooks',
  validateSearch: (search: Record<string, unknown>) => ({
    ...oneOf(search, 'direction', ['in', 'out'] as const),
    ...oneOf(search, 'outcome', postOutcomes),
    ...text(search, 'agent'),
    ...text(search, 'open'),
  }),
  component: lazyRouteComponent(() => import('./pages/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
});
const alerts = createRoute({
  getParentRoute,
  path: '/alerts',
  validateSearch: (search: Record<string, unknown>) =>
    oneOf(search, 'kind', ['security', 'limits', 'consent'] as const),
  component: lazyRouteComponent(() => import('./pages/alerts-page.tsx'), 'AlertsPage'),
});
const audit = createRoute({
  getParentRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>) => ({
    ...text(search, 'event'),
    ...text(search, 'target'),
    ...oneOf(search, 'traffic', ['yes'] as const),
    ...text(search, 'open'),
  }),
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
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
  validateSearch: (search: Record<string, unknown>): { days: number; agent?: string; month?: string } => ({
    days: [1, 7, 30, 90].includes(Number(search.days)) ? Number(search.days) : 7,
    ...text(search, 'agent'),
    ...text(search, 'month'),
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
const people = createRoute({
  getParentRoute,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
});
const security = createRoute({
  getParentRoute,
  path: '/security',
  component: lazyRouteComponent(() => import('./pages/security/security-page.tsx'), 'SecurityPage'),
});
const settings = createRoute({
  getParentRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings-page.tsx'), 'SettingsPage'),
});

const setup = createRoute({
  getParentRoute,
  path: '/setup',
  validateSearch: (search: Record<string, unknown>) => oneOf(search, 'step', setupSteps),
  component: lazyRouteComponent(() => import('./pages/setup/setup-page.tsx'), 'SetupPage'),
});

// Addresses that people have bookmarked from older versions.
const moved = (path: string, to: '/' | '/reference') =>
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
  conversations,
  messages,
  calls,
  call,
  contacts,
  contact,
  compliance,
  connections,
  webhooks,
  alerts,
  audit,
  agents,
  agent,
  lines,
  usage,
  api,
  people,
  security,
  settings,
  setup,
  moved('/dashboard', '/'),
  moved('/api-docs', '/reference'),
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
