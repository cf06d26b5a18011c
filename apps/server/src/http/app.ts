import { ButtdialError } from '@buttdial/core';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { adminRoutes } from './admin/admin.ts';
import { createAdminFiles } from './admin/files.ts';
import { authRoutes } from './auth/auth.ts';
import type { HttpDeps, HttpEnvironment } from './environment.ts';
import { fileRoutes } from './files.ts';
import { integrationGuide } from './integration-guide.ts';
import { openApiDocument } from './openapi.ts';
import { problemResponse } from './problems.ts';
import { allowedOrigins, limitedBody, observed, throttled } from './protection.ts';
import { restRoutes } from './rest.ts';
import { createRouter } from './router.ts';
import { unsubscribeRoutes } from './unsubscribe.ts';
import { webhookRoutes } from './webhooks.ts';

/** Something that answers below a path of its own, such as the MCP doors. */
export type Mounted = Hono<{ Bindings: HttpBindings }>;

/** The whole HTTP surface, without a socket: `app.request()` works in tests. */
export function createApp(deps: HttpDeps, mounted: readonly Mounted[] = []): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>({ router: createRouter() });
  const startedAt = deps.runtime.now().getTime();
  const uptime = () => Math.floor((deps.runtime.now().getTime() - startedAt) / 1000);
  app.use(observed(deps));
  app.onError((error, context) => problemResponse(deps, context, error));
  app.notFound(context =>
    problemResponse(
      deps,
      context,
      new ButtdialError('not-found', 'There is nothing at this address.', {
        remedy: 'See /api/v1/openapi.json for the REST routes; MCP clients connect to /mcp.',
      }),
    ),
  );
  app.route('/', statusRoutes(deps, uptime));
  // Vendors are not throttled and need no CORS: their signature is their ticket.
  app.use('/webhooks/*', limitedBody(deps));
  app.route('/', webhookRoutes(deps));
  app.route('/', fileRoutes(deps));
  const { rateLimit, corsOrigins } = deps.settings;
  if (rateLimit.perAddress > 0 || rateLimit.global > 0) app.use(throttled(deps));
  if (corsOrigins.length > 0) app.use(allowedOrigins(deps));
  app.use(limitedBody(deps));
  for (const part of mounted) app.route('/', part);
  app.route('/', unsubscribeRoutes(deps));
  app.route('/', adminRoutes(deps));
  app.route('/', authRoutes(deps.accounts, createAdminFiles()));
  app.route('/api/v1', publicRoutes(deps, uptime));
  app.route('/api/v1', restRoutes(deps));
  return app;
}

function statusRoutes(deps: HttpDeps, uptime: () => number): Hono<HttpEnvironment> {
  const { settings, metrics } = deps;
  metrics.gauge('mcp_uptime_seconds', 'Seconds since the start.', uptime);
  const mode = settings.demo ? 'demo' : 'live';
  return new Hono<HttpEnvironment>()
    .get('/health', context =>
      context.json({
        status: 'ok',
        uptime: uptime(),
        version: settings.version,
        environment: settings.demo ? 'development' : 'production',
        demoMode: settings.demo,
        mode,
      }),
    )
    .get('/health/ready', async context => {
      const database = await deps.ping().then(
        () => 'ok',
        () => 'error',
      );
      const slot = (name: string) => (settings.slots[name] ? 'configured' : 'not_configured');
      const providers = {
        database,
        telephony: slot('telephony'),
        email: slot('email'),
        whatsapp: slot('whatsapp'),
        line: slot('line'),
      };
      return context.json(
        { status: database === 'ok' ? 'ready' : 'degraded', providers },
        database === 'ok' ? 200 : 503,
      );
    })
    .get('/metrics', async context => context.body(await metrics.page(), 200, { 'content-type': metrics.contentType }));
}

function publicRoutes(deps: HttpDeps, uptime: () => number): Hono<HttpEnvironment> {
  const { settings, switchboard } = deps;
  const serverUrl = settings.publicUrl.href.replace(/\/$/, '');
  let document: string | undefined;
  return new Hono<HttpEnvironment>()
    .get('/health', context =>
      context.json({
        status: 'ok',
        uptime: uptime(),
        version: settings.version,
        mode: settings.demo ? 'demo' : 'live',
      }),
    )
    .use('/openapi.json', compress())
    .get('/openapi.json', context => {
      document ??= JSON.stringify(
        openApiDocument(switchboard.operations.values(), { version: settings.version, serverUrl }),
      );
      return context.body(document, 200, { 'content-type': 'application/json' });
    })
    .get('/integration-guide', context =>
      context.body(integrationGuide(serverUrl), 200, { 'content-type': 'text/markdown; charset=utf-8' }),
    );
}
