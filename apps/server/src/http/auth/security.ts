import { Hono } from 'hono';
import { z } from 'zod';
import { type Accounts, askedBy, passCookies, type SignedInPerson } from '../../people/accounts.ts';
import { changedMail } from '../../people/mails.ts';
import { minute } from '../../people/throttle.ts';
import type { HttpEnvironment } from '../environment.ts';
import { asked, bodyOf, personOf, wrongCode, wrongPassword } from './asking.ts';
import { newPassword } from './register.ts';

const password = z.string().min(1).max(200);

/** What people change about their own account: password, second factor, sessions. */
export function securityRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .post('/password', async context => {
      const person = await guessing(accounts, await personOf(accounts, context));
      const given = await bodyOf(accounts, context, z.object({ password, newPassword }));
      const { password: currentPassword, newPassword: chosen } = given;
      const work = (await accounts.auth()).api.changePassword({
        body: { currentPassword, newPassword: chosen, revokeOtherSessions: true },
        headers: askedBy(context),
        returnHeaders: true,
      });
      passCookies(context, (await asked(work, wrongPassword)).headers);
      await changed(accounts, person, 'person.password-changed');
      return context.json({ success: true });
    })
    .route('/', ownSessions(accounts))
    .route('/totp', totpRoutes(accounts))
    .route('/email-factor', emailFactorRoutes(accounts));
}

function totpRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .post('/', async context => {
      await guessing(accounts, await personOf(accounts, context));
      const body = await bodyOf(accounts, context, z.object({ password }));
      const api = (await accounts.auth()).api;
      const work = api.enableTwoFactor({ body: { ...body, method: 'totp' }, headers: askedBy(context) });
      const made = (await asked(work, wrongPassword)) as { totpURI: string; backupCodes: string[] };
      const secret = new URL(made.totpURI).searchParams.get('secret');
      return context.json({ uri: made.totpURI, secret, backupCodes: made.backupCodes });
    })
    .post('/confirm', async context => {
      const person = await guessing(accounts, await personOf(accounts, context));
      const body = await bodyOf(accounts, context, z.object({ code: z.string().trim().max(20) }));
      const api = (await accounts.auth()).api;
      const done = await asked(api.verifyTOTP({ body, headers: askedBy(context), returnHeaders: true }), wrongCode);
      passCookies(context, done.headers);
      await changed(accounts, person, 'person.totp-on');
      return context.json({ success: true });
    })
    .post('/backup-codes', async context => {
      const person = await guessing(accounts, await personOf(accounts, context));
      const body = await bodyOf(accounts, context, z.object({ password }));
      const api = (await accounts.auth()).api;
      const made = await asked(api.generateBackupCodes({ body, headers: askedBy(context) }), wrongPassword);
      await changed(accounts, person, 'person.backup-codes-renewed');
      return context.json({ backupCodes: made.backupCodes });
    })
    .post('/off', async context => {
      const person = await guessing(accounts, await personOf(accounts, context));
      const body = await bodyOf(accounts, context, z.object({ password }));
      const api = (await accounts.auth()).api;
      const done = await asked(
        api.disableTwoFactor({ body, headers: askedBy(context), returnHeaders: true }),
        wrongPassword,
      );
      passCookies(context, done.headers);
      await changed(accounts, person, 'person.second-factor-off');
      return context.json({ success: true });
    });
}

function emailFactorRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>().post('/', async context => {
    const person = await guessing(accounts, await personOf(accounts, context));
    const body = await bodyOf(accounts, context, z.object({ password }));
    accounts.deps.post.assertReady();
    const api = (await accounts.auth()).api;
    const request = {
      body: { ...body, method: 'otp' as const },
      headers: askedBy(context),
      returnHeaders: true as const,
    };
    passCookies(context, (await asked(api.enableTwoFactor(request), wrongPassword)).headers);
    await changed(accounts, person, 'person.email-factor-on');
    return context.json({ success: true });
  });
}

function ownSessions(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .get('/sessions', async context => {
      const person = await personOf(accounts, context);
      const sessions = await (await accounts.auth()).api.listSessions({ headers: askedBy(context) });
      const newestFirst = sessions.toSorted((one, other) => other.updatedAt.getTime() - one.updatedAt.getTime());
      return context.json({
        sessions: newestFirst.map(({ id, createdAt, updatedAt, expiresAt, userAgent }) => ({
          id,
          createdAt,
          lastUsedAt: updatedAt,
          expiresAt,
          browser: userAgent ?? null,
          isThis: id === person.sessionId,
        })),
      });
    })
    .post('/sessions/end-others', async context => {
      const person = await personOf(accounts, context);
      await (await accounts.auth()).api.revokeOtherSessions({ headers: askedBy(context) });
      accounts.forget();
      await accounts.witness(person.personId, 'session.revoked', { others: true });
      return context.json({ success: true });
    })
    .delete('/sessions/:id', async context => {
      const person = await personOf(accounts, context);
      const api = (await accounts.auth()).api;
      const sessions = await api.listSessions({ headers: askedBy(context) });
      const one = sessions.find(each => each.id === context.req.param('id'));
      if (!one) return context.notFound();
      await api.revokeSession({ body: { token: one.token }, headers: askedBy(context) });
      accounts.forget();
      await accounts.witness(person.personId, 'session.revoked', { session: one.id });
      return context.json({ success: true });
    });
}

/** Who has somebody's session may not find out their password or their code with it. */
async function guessing(accounts: Accounts, person: SignedInPerson): Promise<SignedInPerson> {
  const account = { name: person.personId, budget: { max: 20, spanMs: 15 * minute } };
  await accounts.throttle.spend({ what: 'own', account });
  return person;
}

async function changed(accounts: Accounts, person: SignedInPerson, event: string): Promise<void> {
  accounts.forget();
  const { post, publicUrl } = accounts.deps;
  await accounts.witness(person.personId, event);
  const what = event === 'person.password-changed' ? 'password' : 'second-factor';
  await post.send(changedMail(person.email, what, publicUrl));
}
