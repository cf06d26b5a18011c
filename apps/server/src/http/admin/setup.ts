import { ButtdialError } from '@buttdial/core';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { SetupDesk } from '../../setup/shapes.ts';
import type { HttpDeps, HttpEnvironment } from '../environment.ts';
import { createGuessGuard } from '../protection.ts';
import { isThisMachine } from '../this-machine.ts';
import { assertOwnPage, type Sessions } from './sessions.ts';

/** What the wizard's door needs. */
export interface SetupDoor {
  readonly desk: SetupDesk;
  readonly settings: Pick<HttpDeps['settings'], 'publicUrl'>;
  /** Absent before the server's first start. */
  readonly sessions?: Sessions;
}

const cookieName = 'bd_setup';
type App = Hono<HttpEnvironment>;

/**
 * `/admin/api/setup`: the wizard. It opens to the ticket that a set-up start printed, and to the operator; to no
 * organization and to no agent, for it changes what all of them live on.
 */
export function setupRoutes(door: SetupDoor): App {
  const app: App = new Hono();
  app.get('/identity', context => context.text(door.desk.identity));
  entranceRoutes(app, door);
  app.use(async (context, next) => {
    await assertMayEnter(door, context);
    await next();
  });
  viewRoutes(app, door.desk);
  changeRoutes(app, door.desk);
  endRoutes(app, door);
  return app;
}

const ticket = z.object({ token: z.string().trim().min(1).max(500) });

function entranceRoutes(app: App, { desk, settings }: SetupDoor): void {
  const guesses = createGuessGuard();
  const admit = (context: Context<HttpEnvironment>, secret: string) =>
    setCookie(context, cookieName, secret, {
      path: '/admin/api/setup',
      httpOnly: true,
      sameSite: 'Strict',
      secure: new URL(context.req.url).protocol === 'https:',
    });
  app.post('/session', async context => {
    assertOwnPage(context, settings.publicUrl);
    const { token } = await body(context, ticket);
    const peer = context.get('peer');
    const waitMs = await guesses.blocked(peer);
    if (waitMs > 0)
      throw new ButtdialError('limit-exceeded', 'Too many wrong tokens from this address.', {
        retryAfterMs: waitMs,
        remedy: 'Wait a minute, then use the right token.',
      });
    try {
      admit(context, desk.door.enter(token));
    } catch (error) {
      await guesses.failed(peer);
      throw error;
    }
    return context.json(await desk.view());
  });
  app.post('/practice', async context => {
    assertOwnPage(context, settings.publicUrl);
    if (!isThisMachine(context))
      throw new ButtdialError('forbidden', 'The walk through opens only on its own machine.', {
        remedy: 'Sign in with the orchestrator token that the demo printed.',
      });
    admit(context, desk.door.practise());
    return context.json(await desk.view());
  });
}

/** @throws `unauthenticated`, or `forbidden` for whoever is signed in and is not the operator. */
async function assertMayEnter(
  { desk, sessions, settings }: SetupDoor,
  context: Context<HttpEnvironment>,
): Promise<void> {
  if (desk.door.isKnown(getCookie(context, cookieName))) return assertOwnPage(context, settings.publicUrl);
  const session = await sessions?.of(context);
  if (session?.principal.kind === 'orchestrator') return undefined;
  const remedy = sessions
    ? 'Sign in with the orchestrator token.'
    : 'Open the address that the set-up printed at the console, or paste its token.';
  throw session
    ? new ButtdialError('forbidden', 'The set-up belongs to the operator of the server.', { remedy })
    : new ButtdialError('unauthenticated', 'The set-up is locked.', { remedy });
}

function viewRoutes(app: App, desk: SetupDesk): void {
  app.get('/', async context => context.json(await desk.view()));
  app.get('/checks', async context => context.json({ checks: await desk.check() }));
  app.get('/review', async context => context.json(await desk.review()));
}

const text = z.string().max(10_000);
const fields = z.record(z.string().max(64), text);

function changeRoutes(app: App, desk: SetupDesk): void {
  app.post('/values', async context => {
    const { values } = await body(context, z.object({ values: fields }));
    const problems = desk.change(values);
    return context.json({ problems, view: await desk.view() });
  });
  app.post('/step', async context => {
    desk.goTo((await body(context, z.object({ step: z.string().max(40) }))).step);
    return context.json(await desk.view());
  });
  app.post('/vendors', async context => {
    await desk.chooseVendors((await body(context, z.object({ vendors: z.array(z.string().max(64)).max(50) }))).vendors);
    return context.json(await desk.view());
  });
  app.post('/vendors/:name/test', async context => {
    const given = await body(context, z.object({ fields, keep: z.boolean().default(false) }));
    const test = await desk.testVendor(context.req.param('name'), given.fields, given.keep);
    return context.json({ test, view: await desk.view() });
  });
  app.post('/database/test', async context => {
    const { url } = await body(context, z.object({ url: text.optional() }));
    const database = await desk.testDatabase(url);
    return context.json({ database, view: await desk.view() });
  });
  app.post('/database/prepare', async context => {
    const database = await desk.prepareDatabase();
    return context.json({ database, view: await desk.view() });
  });
}

function endRoutes(app: App, { desk, sessions }: SetupDoor): void {
  app.post('/write', async context => context.json(await desk.write()));
  app.post('/start', async context => {
    await desk.start();
    return context.json(await desk.view());
  });
  // The person who set the server up is its operator.
  app.post('/enter', async context => {
    const token = desk.operatorToken();
    if (!sessions || token === undefined || desk.isPractice)
      throw new ButtdialError('conflict', 'There is no server to sign in to yet.', { remedy: 'Start it first.' });
    await sessions.open(context, token);
    return context.json({ entered: true });
  });
  app.post('/first-agent', async context => {
    desk.rememberAgent((await body(context, z.object({ agentId: z.string().max(64) }))).agentId);
    return context.json(await desk.view());
  });
  app.post('/finish', context => {
    desk.finish();
    setCookie(context, cookieName, '', { path: '/admin/api/setup', maxAge: 0 });
    return context.json({ finished: true });
  });
}

async function body<Shape extends z.ZodType>(
  context: Context<HttpEnvironment>,
  shape: Shape,
): Promise<z.output<Shape>> {
  const read = shape.safeParse(await context.req.json().catch(() => undefined));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new ButtdialError('invalid-input', 'The body is not of the expected shape.', {
    field: issue?.path.join('.') ?? '',
    remedy: issue?.message ?? '',
  });
}
