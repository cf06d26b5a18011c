import { ButtdialError } from '@buttdial/core';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { type Accounts, askedBy, passCookies } from '../../people/accounts.ts';
import { sessionCookie } from '../../people/cookies.ts';
import { changedMail } from '../../people/mails.ts';
import { type Attempt, hour, minute } from '../../people/throttle.ts';
import { forgetToken } from '../admin/sessions.ts';
import type { HttpEnvironment } from '../environment.ts';
import { asked, bodyOf, wrongCode } from './asking.ts';
import { email, newPassword } from './register.ts';

type Asked = Context<HttpEnvironment>;

const guesses = { max: 10, spanMs: 15 * minute };
const fromOnePlace = { max: 40, spanMs: 15 * minute };

/** `POST /login`, `/second-factor`, `/forgot-password`, `/reset-password`, `/logout`: the ways in and out. */
export function signInRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .post('/login', async context => {
      const given = await bodyOf(accounts, context, z.object({ email, password: z.string().max(200) }));
      return context.json(await signIn(accounts, context, given));
    })
    .post('/second-factor', async context => {
      const given = await bodyOf(accounts, context, secondFactor);
      return context.json(await giveSecondFactor(accounts, context, given));
    })
    .post('/second-factor/send', async context => {
      await bodyOf(accounts, context, z.object({}));
      accounts.deps.post.assertReady();
      const peer = { address: context.get('peer'), budget: { max: 10, spanMs: hour } };
      await accounts.throttle.spend({ what: 'send-second', peer });
      await asked((await accounts.auth()).api.sendTwoFactorOTP({ headers: askedBy(context) }), noChallenge);
      return context.json({ success: true });
    })
    .post('/forgot-password', async context => {
      const given = await bodyOf(accounts, context, z.object({ email }));
      accounts.deps.post.assertReady();
      await accounts.throttle.spend(perMail(context, 'forgot', given.email));
      const auth = await accounts.auth();
      await asked(auth.api.requestPasswordResetEmailOTP({ body: given, headers: askedBy(context) }), wrongCode);
      return context.json({ success: true, message: 'If the address is registered, a code is on its way to it.' });
    })
    .post('/reset-password', async context => {
      const given = await bodyOf(accounts, context, z.object({ email, code: z.string().trim().max(20), newPassword }));
      await resetPassword(accounts, context, given);
      return context.json({ success: true });
    })
    .post('/logout', async context => {
      await bodyOf(accounts, context, z.object({}));
      await accounts.leave(context);
      return context.json({ success: true, redirect: '/admin' });
    });
}

async function signIn(
  accounts: Accounts,
  context: Asked,
  given: { readonly email: string; readonly password: string },
) {
  const auth = await accounts.auth();
  const attempt = attemptOf(accounts, context, given.email);
  await accounts.throttle.spend(attempt);
  const headers = askedBy(context);
  const work = auth.api.signInEmail({ body: given, headers, returnHeaders: true });
  const done = await asked(work, wrongPair).catch(async error => {
    const { internalAdapter } = await auth.$context;
    const known = await internalAdapter.findUserByEmail(given.email);
    if (known) await accounts.witness(known.user.id, 'person.sign-in-failed', { factor: 'password' });
    throw error;
  });
  await accounts.throttle.forgive(attempt);
  const { response } = done;
  await leaveOld(accounts, context);
  passCookies(context, done.headers);
  if ('twoFactorRedirect' in response && response.twoFactorRedirect) {
    const methods = (response as { readonly twoFactorMethods?: readonly string[] }).twoFactorMethods ?? [];
    return { success: true, secondFactor: methods.includes('totp') ? 'totp' : 'email' };
  }
  const { user } = response as { readonly user: { readonly id: string } };
  await entered(accounts, context, { personId: user.id, email: given.email, factor: 'password' });
  return { success: true, redirect: '/admin' };
}

const secondFactor = z.object({
  kind: z.enum(['totp', 'email', 'backup']).default('totp'),
  code: z.string().trim().min(1).max(40),
});

async function giveSecondFactor(accounts: Accounts, context: Asked, given: z.output<typeof secondFactor>) {
  const auth = await accounts.auth();
  const peer = { address: context.get('peer'), budget: fromOnePlace };
  await accounts.throttle.spend({ what: 'second', peer });
  // A session in the same browser would be taken for the person who is asked.
  const headers = withoutSession(accounts, askedBy(context));
  const request = { body: { code: given.code }, headers, returnHeaders: true as const };
  const verbs = {
    totp: () => auth.api.verifyTOTP(request),
    email: () => auth.api.verifyTwoFactorOTP(request),
    backup: () => auth.api.verifyBackupCode(request),
  };
  const done = await asked(verbs[given.kind](), wrongCode);
  const { user } = done.response as { readonly user: { readonly id: string; readonly email: string } };
  if (given.kind === 'totp') await onlyOnce(accounts, { personId: user.id, code: given.code, headers: done.headers });
  passCookies(context, done.headers);
  await entered(accounts, context, { personId: user.id, email: user.email, factor: given.kind });
  return { success: true, redirect: '/admin' };
}

/** A TOTP code that somebody read over a shoulder is worth nothing once it was used. */
async function onlyOnce(
  accounts: Accounts,
  used: { readonly personId: string; readonly code: string; readonly headers: Headers },
): Promise<void> {
  const { store, sealer, runtime } = accounts.deps;
  const key = sealer.fingerprint(`totp\n${used.personId}\n${used.code}`);
  const { count } = await store.countTry(key, 2 * minute, runtime.now());
  if (count === 1) return;
  const cookie = used.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ');
  await (await accounts.auth()).api.signOut({ headers: new Headers({ cookie }) });
  throw wrongCode();
}

/** Notes who came in, and gives the browser the mark of one that the account knows. */
export async function entered(
  accounts: Accounts,
  context: Asked,
  who: { readonly personId: string; readonly email: string; readonly factor: string },
): Promise<void> {
  accounts.forget();
  forgetToken(context, accounts.deps.publicUrl);
  setCookie(context, deviceCookie(accounts), deviceMark(accounts, who.email), {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(accounts),
    maxAge: 180 * 86_400,
  });
  await accounts.witness(who.personId, 'person.signed-in', { factor: who.factor });
}

/** Ends the session of this browser, if there is one. A session that was planted in it is worth nothing afterwards. */
export async function leaveOld(accounts: Accounts, context: Asked): Promise<void> {
  if (!accounts.knows(context)) return;
  await (await accounts.auth()).api.signOut({ headers: askedBy(context) });
  accounts.forget();
}

async function resetPassword(
  accounts: Accounts,
  context: Asked,
  given: { readonly email: string; readonly code: string; readonly newPassword: string },
): Promise<void> {
  const auth = await accounts.auth();
  const account = { name: given.email, budget: guesses };
  await accounts.throttle.spend({
    what: 'reset',
    account,
    peer: { address: context.get('peer'), budget: fromOnePlace },
  });
  const body = { email: given.email, otp: given.code, password: given.newPassword };
  await asked(auth.api.resetPasswordEmailOTP({ body, headers: askedBy(context) }), wrongCode);
  accounts.forget();
  const { internalAdapter } = await auth.$context;
  const known = await internalAdapter.findUserByEmail(given.email);
  if (known) await accounts.witness(known.user.id, 'person.password-reset');
  await accounts.deps.post.send(changedMail(given.email, 'password', accounts.deps.publicUrl));
}

const perMail = (context: Asked, what: string, address: string): Attempt => ({
  what,
  account: { name: address, budget: { max: 3, spanMs: hour } },
  peer: { address: context.get('peer'), budget: { max: 10, spanMs: hour } },
});

/**
 * Strangers share one budget for an account. A browser that signed in to it before has one of its own, so nobody is kept
 * out of their account by others who guess at it.
 */
function attemptOf(accounts: Accounts, context: Asked, address: string): Attempt {
  const mark = getCookie(context, deviceCookie(accounts));
  const [id = '', signature] = mark?.split('.') ?? [];
  const isKnown = signature === signatureOf(accounts, address, id);
  const peer = { address: context.get('peer'), budget: fromOnePlace };
  const account = { name: isKnown ? `${address}\n${mark}` : address, budget: guesses };
  return isKnown ? { what: 'sign-in', account } : { what: 'sign-in', account, peer };
}

const isSecure = ({ deps }: Accounts) => deps.publicUrl.protocol === 'https:';
const deviceCookie = (accounts: Accounts) => (isSecure(accounts) ? '__Host-bd_device' : 'bd_device');
const signatureOf = ({ deps }: Accounts, address: string, id: string) =>
  deps.sealer.fingerprint(`device\n${address}\n${id}`);
function deviceMark(accounts: Accounts, address: string): string {
  const id = accounts.deps.runtime.newId();
  return `${id}.${signatureOf(accounts, address, id)}`;
}

function withoutSession({ deps }: Accounts, headers: Headers): Headers {
  const name = sessionCookie(deps.publicUrl);
  const rest = (headers.get('cookie') ?? '').split(/; */).filter(each => !each.startsWith(`${name}=`));
  headers.set('cookie', rest.join('; '));
  return headers;
}

function wrongPair(): ButtdialError {
  return new ButtdialError('unauthenticated', 'The address or the password is wrong.', {
    field: 'password',
    remedy: 'Try again, or choose a new password.',
  });
}

function noChallenge(): ButtdialError {
  return new ButtdialError('unauthenticated', 'There is nobody to send a code to.', {
    remedy: 'Sign in with your password first.',
  });
}
