import { ButtdialError } from '@buttdial/core';
import { auditBody, hashToken, newToken } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { type Accounts, askedBy, passCookies, sendCode } from '../../people/accounts.ts';
import { alreadyMail } from '../../people/mails.ts';
import { type Pending, registrationMs } from '../../people/registration.ts';
import { hour } from '../../people/throttle.ts';
import { chooseOrganization } from '../admin/sessions.ts';
import type { HttpEnvironment } from '../environment.ts';
import { isThisMachine } from '../this-machine.ts';
import { bodyOf, personOf, wrongCode } from './asking.ts';

type Asked = Context<HttpEnvironment>;

export const email = z.email().max(254).toLowerCase();
export const newPassword = z.string().min(8).max(200);
const line = z
  .string()
  .trim()
  .max(100)
  .regex(/^\P{C}*$/u, 'No control characters.');

const newcomer = z.object({
  email,
  password: newPassword,
  tosAccepted: z.literal(true),
  fullName: line.optional(),
  orgName: line.optional(),
  companyName: line.optional(),
});

/** Whether whoever asks may register. */
export function mayRegister(accounts: Accounts, context: Asked): boolean {
  const { registration } = accounts.deps;
  return registration === 'open' || (registration === 'here' && isThisMachine(context));
}

/**
 * `POST /register`, `/resend-code`, `/verify-email`: from nobody to the owner of an organization in its sandbox; and
 * `/organization`, another one for somebody who is signed in.
 */
export function registerRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .post('/register', async context => {
      const given = await bodyOf(accounts, context, newcomer);
      if (!mayRegister(accounts, context)) throw closed();
      await spend(accounts, context, given.email);
      const organizationName = given.orgName || given.companyName || given.email.split('@')[0] || 'My organization';
      const { password } = given;
      const name = given.fullName || given.email.split('@')[0] || '';
      const begun = await accounts.registrations.begin({ email: given.email, password, name, organizationName });
      await mail(accounts, given.email, begun.code);
      keep(accounts, context, begun.sealed);
      return context.json({ success: true, requiresVerification: true, email: given.email });
    })
    .post('/resend-code', async context => {
      await bodyOf(accounts, context, z.object({ email: email.optional() }));
      const pending = accounts.registrations.open(getCookie(context, cookieName(accounts)));
      await spend(accounts, context, pending.email);
      const again = accounts.registrations.again(pending);
      await mail(accounts, pending.email, again.code);
      keep(accounts, context, again.sealed);
      return context.json({ success: true });
    })
    .post('/verify-email', async context => {
      const given = await bodyOf(accounts, context, z.object({ email, code: z.string().trim().max(20) }));
      const pending = accounts.registrations.open(getCookie(context, cookieName(accounts)));
      if (pending.email !== given.email) throw wrongCode();
      await accounts.throttle.spend({
        what: 'verify',
        account: { name: pending.id, budget: { max: 5, spanMs: registrationMs } },
      });
      if (!accounts.registrations.isRight(pending, given.code)) throw wrongCode();
      const opened = await open(accounts, context, pending);
      setCookie(context, cookieName(accounts), '', { path: '/', maxAge: 0, secure: isSecure(accounts) });
      return context.json({ success: true, ...opened, redirect: '/admin' });
    })
    .post('/organization', async context => {
      const person = await personOf(accounts, context);
      const given = await bodyOf(accounts, context, z.object({ orgName: line.min(1) }));
      if (!mayRegister(accounts, context)) throw closed();
      await spend(accounts, context, person.email);
      const opened = await openOrganization(accounts, person.personId, given.orgName);
      chooseOrganization(context, accounts.deps.publicUrl, opened.orgId);
      return context.json({ success: true, ...opened, redirect: '/admin' });
    });
}

// Three an hour for an address, on either side; nobody types more by mistake.
function spend(accounts: Accounts, context: Asked, address: string): Promise<void> {
  const budget = { max: 3, spanMs: hour };
  return accounts.throttle.spend({
    what: 'register',
    account: { name: address, budget },
    peer: { address: context.get('peer'), budget: { ...budget, max: 6 } },
  });
}

/** Whether the address is registered shows in the mail and nowhere else. */
async function mail(accounts: Accounts, to: string, code: string): Promise<void> {
  const { internalAdapter } = await (await accounts.auth()).$context;
  const { deps } = accounts;
  if (await internalAdapter.findUserByEmail(to)) await deps.post.send(alreadyMail(to, deps.publicUrl));
  else await sendCode(deps, { to, code, use: 'register' });
}

/** Makes the person, and an organization of theirs. */
async function open(accounts: Accounts, context: Asked, pending: Pending) {
  const auth = await accounts.auth();
  const { email: address, name, passwordHash } = pending;
  const { response, headers } = await auth.api.join({
    body: { email: address, name, passwordHash },
    headers: askedBy(context),
    returnHeaders: true,
  });
  if (response.taken)
    throw new ButtdialError('conflict', 'This address is registered already.', {
      field: 'email',
      remedy: 'Sign in.',
    });
  const opened = await openOrganization(accounts, response.personId, pending.organizationName);
  passCookies(context, headers);
  accounts.forget();
  return opened;
}

/** An organization in its sandbox. Its token is shown here and never again. */
async function openOrganization({ deps }: Accounts, personId: string, name: string) {
  const { store, runtime, tokenMode } = deps;
  const now = runtime.now();
  const orgId = runtime.newId();
  const orgToken = newToken('organization', tokenMode, runtime);
  const token = { id: runtime.newId(), hash: hashToken(orgToken), label: 'registration', scopes: [], createdAt: now };
  await store.createOrganization(
    { id: orgId, name, slug: orgId, mode: 'sandbox', settings: {}, createdAt: now },
    { ...token, kind: 'organization', organizationId: orgId },
    auditBody({ event: 'organization.registered', actor: `person:${personId}`, target: orgId }),
    personId,
  );
  return { orgToken, orgId };
}

const isSecure = ({ deps }: Accounts) => deps.publicUrl.protocol === 'https:';
const cookieName = (accounts: Accounts) => (isSecure(accounts) ? '__Host-bd_registration' : 'bd_registration');

function keep(accounts: Accounts, context: Asked, sealed: string): void {
  setCookie(context, cookieName(accounts), sealed, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(accounts),
    maxAge: registrationMs / 1000,
  });
}

function closed(): ButtdialError {
  return new ButtdialError('forbidden', 'Registration is closed on this server.', {
    remedy: 'Ask its operator for an invitation, or to set REGISTRATION_ENABLED=true.',
  });
}
