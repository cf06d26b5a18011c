import { ButtdialError, isButtdialError, type Role } from '@buttdial/core';
import { isAtLeast, mayRun } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { SignedInPerson } from '../../people/accounts.ts';
import { mayRegister } from '../auth/register.ts';
import type { HttpDeps, HttpEnvironment } from '../environment.ts';
import { createGuessGuard } from '../protection.ts';
import { isThisMachine } from '../this-machine.ts';
import { createAdminFiles } from './files.ts';
import { liveRoutes } from './live.ts';
import { networkRoutes } from './network.ts';
import { assertOwnPage, chooseOrganization, type Session } from './sessions.ts';
import { setupRoutes } from './setup.ts';

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
  const { setup: desk, sessions } = admin;
  if (desk) api.route('/setup', setupRoutes({ desk, settings: deps.settings, sessions }));
  api.all('*', context => context.notFound());
  return new Hono<HttpEnvironment>()
    .get('/admin/api-docs/spec.json', context => context.redirect('/api/v1/openapi.json'))
    .route('/admin/api', api)
    .get('/admin', context => files(context, 'index.html'))
    .get('/admin/*', context => files(context, context.req.path.slice('/admin/'.length)));
}

const signIn = z.object({ token: z.string().trim().min(1).max(500) });

function sessionRoutes(deps: HttpDeps): Hono<HttpEnvironment> {
  const { admin, settings } = deps;
  const guesses = createGuessGuard();
  return new Hono<HttpEnvironment>()
    .get('/', async context => {
      const { session, notice } = await whoAsks(deps, context);
      const seen = session ? await view(deps, session) : null;
      return context.json({ ...entrance(deps, context), ...(notice ? { notice } : {}), session: seen });
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
      return context.json({ ...entrance(deps, context), session: await view(deps, session) });
    })
    .post('/demo', async context => {
      assertOwnPage(context, settings.publicUrl);
      if (!admin.demoToken || !isThisMachine(context))
        throw new ButtdialError('forbidden', 'The demo opens without a token only on its own machine.', {
          remedy: 'Sign in with the organization token that the demo printed.',
        });
      const session = await admin.sessions.open(context, admin.demoToken);
      return context.json({ ...entrance(deps, context), session: await view(deps, session) });
    })
    .post('/organization', async context => {
      const session = await admin.sessions.of(context);
      await chooseOwn(deps, context, session);
      return context.json({ success: true });
    })
    .delete('/', async context => {
      assertOwnPage(context, settings.publicUrl);
      await admin.sessions.end(context);
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

/** Who is signed in; or why somebody who is may not come in: they belong nowhere, or to an organization that is suspended. */
async function whoAsks(
  { admin, settings }: HttpDeps,
  context: Context<HttpEnvironment>,
): Promise<{ readonly session?: Session | undefined; readonly notice?: string }> {
  try {
    return { session: await admin.sessions.of(context) };
  } catch (error) {
    if (!isButtdialError(error) || error.code !== 'forbidden') throw error;
    assertOwnPage(context, settings.publicUrl);
    return { notice: [error.message, error.details.remedy].filter(Boolean).join(' ') };
  }
}

const choice = z.object({ organizationId: z.string().min(1).max(64) });

/** @throws `unauthenticated`, `not-found` for an organization that the person does not belong to. */
async function chooseOwn(
  { accounts, settings }: HttpDeps,
  context: Context<HttpEnvironment>,
  session: Session | undefined,
): Promise<void> {
  const { organizationId } = choice.parse(await context.req.json().catch(() => undefined));
  if (!session?.person)
    throw new ButtdialError('unauthenticated', 'Nobody is signed in as themselves.', { remedy: 'Sign in at /admin.' });
  const own = await accounts.deps.store.findMemberships(session.person.personId);
  if (!own.some(each => each.organizationId === organizationId))
    throw new ButtdialError('not-found', 'You do not belong to such an organization.', {
      field: 'organizationId',
      remedy: 'Choose one of those that the session names.',
    });
  chooseOrganization(context, settings.publicUrl, organizationId);
}

/** What a page may know before anybody signs in. */
function entrance(deps: HttpDeps, context: Context<HttpEnvironment>) {
  const { settings, admin, accounts } = deps;
  return {
    mode: settings.demo ? 'demo' : 'live',
    version: settings.version,
    publicUrl: settings.publicUrl.href.replace(/\/$/, ''),
    demoOpens: admin.demoToken !== undefined && isThisMachine(context),
    registration: mayRegister(accounts, context) ? 'open' : 'closed',
  };
}

async function view(deps: HttpDeps, { principal, until, person }: Session) {
  const { switchboard, admin } = deps;
  const organizationId = principal.kind === 'organization' ? principal.organizationId : 'default';
  return {
    kind: principal.kind,
    organizationId,
    until: until.toISOString(),
    operations: [...switchboard.operations.values()]
      .filter(operation => mayRun(principal, operation))
      .map(operation => operation.name),
    // Whoever only looks plays nobody on the other side either.
    network: admin.network !== undefined && organizationId === 'default' && isAtLeast(principal, 'admin'),
    ...(person && principal.kind === 'organization' ? await personView(deps, person, principal.person?.role) : {}),
  };
}

async function personView({ accounts }: HttpDeps, person: SignedInPerson, role: Role | undefined) {
  const { store } = accounts.deps;
  const memberships = await store.findMemberships(person.personId);
  const organizations = memberships.map(async ({ organizationId, role: theirs }) => ({
    id: organizationId,
    name: (await store.organizations.get(organizationId))?.name ?? organizationId,
    role: theirs,
  }));
  const { personId: id, name, email, secondFactor } = person;
  return { person: { id, name, email, role, secondFactor }, organizations: await Promise.all(organizations) };
}
