import { Hono } from 'hono';
import type { Accounts } from '../../people/accounts.ts';
import type { AdminFiles } from '../admin/files.ts';
import type { HttpEnvironment } from '../environment.ts';
import { invitationRoutes } from './invitations.ts';
import { passkeyRoutes } from './passkeys.ts';
import { registerRoutes } from './register.ts';
import { securityRoutes } from './security.ts';
import { signInRoutes } from './sign-in.ts';

/** `/auth`: the pages of the way in, and below `/auth/api` what they and programs call. */
export function authRoutes(accounts: Accounts, files: AdminFiles): Hono<HttpEnvironment> {
  const api = new Hono<HttpEnvironment>();
  api.use(async (context, next) => {
    context.header('cache-control', 'no-store');
    await next();
  });
  api.route('/', registerRoutes(accounts));
  api.route('/', signInRoutes(accounts));
  api.route('/', passkeyRoutes(accounts));
  api.route('/', securityRoutes(accounts));
  api.route('/invitations', invitationRoutes(accounts));
  api.all('*', context => context.notFound());
  return new Hono<HttpEnvironment>()
    .route('/auth/api', api)
    .get('/auth/login', context => context.redirect('/admin'))
    .get('/auth', context => files(context, 'index.html'))
    .get('/auth/:page{register|forgot|invitation}', context => files(context, 'index.html'));
}
