import { ButtdialError, type Runtime } from '@buttdial/core';
import { newToken } from '@buttdial/switchboard';
import { Hono } from 'hono';
import { createAdminFiles } from '../http/admin/files.ts';
import { setupRoutes } from '../http/admin/setup.ts';
import type { HttpDeps, HttpEnvironment } from '../http/environment.ts';
import { type Listening, listen } from '../http/listen.ts';
import { problemResponse } from '../http/problems.ts';
import { limitedBody, observed } from '../http/protection.ts';
import { createMetrics } from '../metrics.ts';
import { readProduction, startProduction } from '../production.ts';
import type { Running } from '../server.ts';
import { version } from '../version.ts';
import { createSetupDesk } from './desk.ts';
import type { Variables } from './env-file.ts';
import type { SetupDesk } from './shapes.ts';

/** How a set-up is started. */
export interface SetupOptions {
  readonly runtime: Runtime;
  readonly environment: Variables;
  readonly envFile: string;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
}

/** A set-up that waits for its person. */
export interface SetupServer {
  readonly url: URL;
  /** Opens the wizard, once. */
  readonly ticket: string;
  /** The server, once the person has started it. */
  readonly running: () => Running | undefined;
  close(): Promise<void>;
}

/** Serves the wizard and nothing else, until the person starts the server in its place, on the same socket. */
export async function startSetup(options: SetupOptions): Promise<SetupServer> {
  const { runtime, host, port, ...place } = options;
  const listening = await listen({ host, port });
  const ticket = newToken('orchestrator', 'live', runtime).replace('bd_live_root_', 'setup_');
  let running: Running | undefined;
  const desk: SetupDesk = createSetupDesk({
    ...place,
    runtime,
    ticket,
    port: Number(listening.url.port),
    async start(variables) {
      const production = await readProduction(variables, () => runtime);
      running = await startProduction(production, { listening, admin: { setup: desk } });
    },
  });
  answerWith(listening, runtime, desk);
  return {
    url: listening.url,
    ticket,
    running: () => running,
    close: async () => (running ? running.close() : listening.close()),
  };
}

function answerWith(listening: Listening, runtime: Runtime, desk: SetupDesk): void {
  const settings = settingsOf(listening.url);
  const deps = { runtime, metrics: createMetrics(), settings };
  const files = createAdminFiles();
  const app = new Hono<HttpEnvironment>();
  app.use(observed(deps));
  app.use(limitedBody(deps));
  app.onError((error, context) => problemResponse(deps, context, error));
  app.notFound(context =>
    problemResponse(
      deps,
      context,
      new ButtdialError('unavailable', 'This installation is not set up yet.', {
        remedy: 'Finish the set-up at /admin/setup.',
      }),
    ),
  );
  app.use('/admin/api/*', async (context, next) => {
    context.header('cache-control', 'no-store');
    await next();
  });
  app.get('/health', context => context.json({ status: 'ok', version, mode: 'setup' }));
  app.get('/admin/api/session', context =>
    context.json({ mode: 'setup', version, publicUrl: listening.url.origin, demoOpens: false, session: null }),
  );
  app.route('/admin/api/setup', setupRoutes({ desk, settings }));
  app.all('/admin/api/*', context => context.notFound());
  app.get('/admin', context => files(context, 'index.html'));
  app.get('/admin/:path{.*}', context => files(context, context.req.param('path')));
  listening.answer((request, bindings) => app.fetch(request, bindings));
}

function settingsOf(url: URL): HttpDeps['settings'] {
  return {
    serverName: 'butt-dial-setup',
    version,
    demo: false,
    publicUrl: url,
    corsOrigins: [],
    trustedProxies: [],
    rateLimit: { perAddress: 0, global: 0 },
    slots: {},
  };
}
