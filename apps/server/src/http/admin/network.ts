import { ButtdialError } from '@buttdial/core';
import type { NewMail, NewPhoneMessage, SandboxControl } from '@buttdial/sandbox';
import { type Context, Hono } from 'hono';
import type { HttpDeps, HttpEnvironment } from '../environment.ts';

/**
 * `/admin/api/network`: what the person in front of the demo may do with the simulated phones and mailboxes. Only verbs of
 * people are here; faults, accounts and the clock of the network stay behind its own controls.
 */
export function networkRoutes(deps: HttpDeps, control: SandboxControl): Hono<HttpEnvironment> {
  const app = new Hono<HttpEnvironment>();
  app.use(async (context, next) => {
    const session = await deps.admin.sessions.of(context);
    if (!session) throw new ButtdialError('unauthenticated', 'Nobody is signed in.', { remedy: 'Sign in at /admin.' });
    const { principal } = session;
    // The network's numbers belong to the demo's own organization.
    if (principal.kind === 'organization' && principal.organizationId !== 'default')
      throw new ButtdialError('forbidden', 'The simulated network belongs to another organization.');
    await next();
  });
  phoneRoutes(app, control);
  mailRoutes(app, control);
  return app;
}

function phoneRoutes(app: Hono<HttpEnvironment>, control: SandboxControl): void {
  app.get('/phones', context => context.json({ phones: control.phones() }));
  app.post('/phones', async context => context.json(control.addPhone(await body(context)), 201));
  app.get('/phones/:number/messages', context => {
    const other = context.req.query('with');
    const query = other === undefined ? {} : { with: other };
    return context.json({ messages: control.thread(context.req.param('number'), query).slice(-200) });
  });
  app.post('/phones/:number/messages', async context => {
    const message = { ...(await body<Omit<NewPhoneMessage, 'from'>>(context)), from: context.req.param('number') };
    return context.json(control.sendFromPhone(message), 201);
  });
  app.post('/phones/:number/read', async context => {
    const { number } = await body<{ number: unknown }>(context);
    return context.json({ read: control.readOnPhone(context.req.param('number'), String(number)) });
  });
}

function mailRoutes(app: Hono<HttpEnvironment>, control: SandboxControl): void {
  app.get('/mailboxes', context => context.json({ mailboxes: control.mailboxes() }));
  app.get('/mailboxes/:address/mails', context =>
    context.json({ mails: control.mails(context.req.param('address')).slice(-200) }),
  );
  app.post('/mails', async context => context.json(control.sendMail(await body<NewMail>(context)), 201));
  app.post('/mails/:id/reply', async context =>
    context.json(control.replyToMail(context.req.param('id'), await body(context)), 201),
  );
}

// The verbs check what they are given.
async function body<Shape extends object>(context: Context<HttpEnvironment>): Promise<Shape> {
  const read: unknown = await context.req.json().catch(() => undefined);
  if (typeof read !== 'object' || read === null || Array.isArray(read))
    throw new ButtdialError('invalid-input', 'The body is not a JSON object.', { remedy: 'Send a JSON object.' });
  return read as Shape;
}
