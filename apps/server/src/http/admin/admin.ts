import { ButtdialError, isButtdialError } from '@buttdial/core';
import { mayRun } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { HttpDeps, HttpEnvironment } from '../environment.ts';
import { createGuessGuard } from '../protection.ts';
import { createAdminFiles } from './files.ts';
import { liveRoutes } from './live.ts';
import { networkRoutes } from './network.ts';
import { assertOwnPage, type Session } from './sessions.ts';

/** `/admin`: the pages, and below `/admin/api` what only pages need. Everything else they do over `/api/v1`, like anybody. */
export function adminRoutes(deps: HttpDeps): Hono<HttpEnvironment> {
  const { admin } = deps;
  const files = createAdminFiles();
  const api = new Hono<HttpEnvironment>();
  api.use(async (context, next) => {
    context.header('cache-control', 'no-store');
    await next();
  });
  api.route('/session', sessionRoutes(deps));
  api.route('/', liveRoutes(deps, admin.live));
  if (admin.network) api.route('/network', networkRoutes(deps, admin.network));
  api.all('*', context => context.notFound());
  return new Hono<HttpEnvironment>()
    .get('/admin/api-docs/spec.json', context => context.redirect('/api/v1/openapi.json'))
    .route('/admin/api', api)
    .get('/admin', context => files(context, 'index.html'))
    .get('/admin/:path{.*}', context => files(context, context.req.param('path')));
}

const signIn = z.object({ token: z.string().trim().min(1).max(500) });

function sessionRoutes(deps: HttpDeps): Hono<HttpEnvironment> {
  const { admin, settings } = deps;
  const guesses = createGuessGuard();
  return new Hono<HttpEnvironment>()
    .get('/', async context => {
      const session = await admin.sessions.of(context);
      return context.json({ ...entrance(deps, context), session: session ? view(deps, session) : null });
    })
    .post('/', async context => {
      assertOwnPage(context, settings.publicUrl);
      const given = signIn.safeParse(await context.req.json().catch(() => undefined));
      if (!given.success)
        throw new ButtdialError('invalid-input', 'A token is required.', {
          field: 'token',
          remedy: 'Paste the token of the organization, bd_…_org_….',
        });
      const session = await guarded(deps, context, guesses, given.data.token);
      return context.json({ ...entrance(deps, context), session: view(deps, session) });
    })
    .post('/demo', async context => {
      assertOwnPage(context, settings.publicUrl);
      if (!admin.demoToken || !isThisMachine(context))
        throw new ButtdialError('forbidden', 'The demo opens without a token only on its own machine.', {
          remedy: 'Sign in with the organization token that the demo printed.',
        });
      const session = await admin.sessions.open(context, admin.demoToken);
      return context.json({ ...entrance(deps, context), session: view(deps, session) });
    })
    .delete('/', context => {
      assertOwnPage(context, settings.publicUrl);
      admin.sessions.end(context);
      return context.json({ ...entrance(deps, context), session: null });
    });
}

async function guarded(
  deps: HttpDeps,
  context: Context<HttpEnvironment>,
  ...[guesses, token]: [ReturnType<typeof createGuessGuard>, string]
): Promise<Session> {
  try {
    return await deps.admin.sessions.open(context, token);
  } catch (error) {
    if (!isButtdialError(error) || error.code !== 'unauthenticated') throw error;
    const peer = context.get('peer');
    const waitMs = await guesses.blocked(peer);
    await guesses.failed(peer);
    deps.metrics.count('buttdial_authentication_failures_total');
    if (waitMs === 0) throw error;
    throw new ButtdialError('limit-exceeded', 'Too many wrong tokens from this address.', {
      retryAfterMs: waitMs,
      remedy: 'Wait a minute, then use the right token.',
    });
  }
}

/** What a page may know before anybody signs in. */
function entrance({ settings, admin }: HttpDeps, context: Context<HttpEnvironment>) {
  return {
    mode: settings.demo ? 'demo' : 'live',
    version: settings.version,
    publicUrl: settings.publicUrl.href.replace(/\/$/, ''),
    demoOpens: admin.demoToken !== undefined && isThisMachine(context),
  };
}

function view({ switchboard, admin }: HttpDeps, { principal, until }: Session) {
  const organizationId = principal.kind === 'organization' ? principal.organizationId : 'default';
  return {
    kind: principal.kind,
    organizationId,
    until: until.toISOString(),
    operations: [...switchboard.operations.values()]
      .filter(operation => mayRun(principal, operation.access))
      .map(operation => operation.name),
    network: admin.network !== undefined && organizationId === 'default',
  };
}

// The socket and the name in the address bar: a name that was bent to point here is a stranger's.
function isThisMachine(context: Context<HttpEnvironment>): boolean {
  const socket = (context.env.incoming?.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const host = (context.req.header('host') ?? '').replace(/:\d+$/, '');
  const forwarded = context.req.header('x-forwarded-for') ?? context.req.header('forwarded');
  return (
    forwarded === undefined &&
    (socket === '::1' || /^127\./.test(socket)) &&
    /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)
  );
}
