import { ButtdialError } from '@buttdial/core';
import type { NewMail, NewPhoneMessage, SandboxControl } from '@buttdial/sandbox';
import { isAtLeast } from '@buttdial/switchboard';
import { Hono } from 'hono';
import type { HttpDeps, HttpEnvironment } from '../environment.ts';
import { callRoutes } from './network-calls.ts';
import { readBody } from './read-body.ts';

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
    if (context.req.method !== 'GET' && !isAtLeast(principal, 'admin'))
      throw new ButtdialError('forbidden', 'Your role may only look at the simulated network.', {
        remedy: 'Ask an owner of the organization for the role admin.',
      });
    await next();
  });
  phoneRoutes(app, control);
  callRoutes(app, { control, audio: deps.admin.phoneAudio });
  mailRoutes(app, control);
  return app;
}

function phoneRoutes(app: Hono<HttpEnvironment>, control: SandboxControl): void {
  app.get('/phones', context => context.json({ phones: control.phones() }));
  app.post('/phones', async context => context.json(control.addPhone(await readBody(context)), 201));
  app.get('/phones/:number/messages', context => {
    const other = context.req.query('with');
    const query = other === undefined ? {} : { with: other };
    return context.json({ messages: control.thread(context.req.param('number'), query).slice(-200) });
  });
  app.post('/phones/:number/messages', async context => {
    const message = { ...(await readBody<Omit<NewPhoneMessage, 'from'>>(context)), from: context.req.param('number') };
    return context.json(control.sendFromPhone(message), 201);
  });
  app.post('/phones/:number/read', async context => {
    const { number } = await readBody<{ number: unknown }>(context);
    return context.json({ read: control.readOnPhone(context.req.param('number'), String(number)) });
  });
}

function mailRoutes(app: Hono<HttpEnvironment>, control: SandboxControl): void {
  app.get('/mailboxes', context => context.json({ mailboxes: control.mailboxes() }));
  app.get('/mailboxes/:address/mails', context =>
    context.json({ mails: control.mails(context.req.param('address')).slice(-200) }),
  );
  app.post('/mails', async context => context.json(control.sendMail(await readBody<NewMail>(context)), 201));
  app.post('/mails/:id/reply', async context =>
    context.json(control.replyToMail(context.req.param('id'), await readBody(context)), 201),
  );
}
