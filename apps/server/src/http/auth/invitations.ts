import { ButtdialError, type Invitation } from '@buttdial/core';
import { auditBody, hashToken } from '@buttdial/switchboard';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { type Accounts, askedBy, passCookies } from '../../people/accounts.ts';
import { hashPassword } from '../../people/password.ts';
import { minute } from '../../people/throttle.ts';
import { chooseOrganization } from '../admin/sessions.ts';
import type { HttpEnvironment } from '../environment.ts';
import { bodyOf } from './asking.ts';
import { newPassword } from './register.ts';
import { entered } from './sign-in.ts';

type Asked = Context<HttpEnvironment>;

const secret = z.string().min(20).max(100);
const acceptance = z.object({
  secret,
  name: z.string().trim().min(1).max(100).optional(),
  password: newPassword.optional(),
});

/** `POST /invitations/look` and `/accept`: what the link in an invitation leads to. */
export function invitationRoutes(accounts: Accounts): Hono<HttpEnvironment> {
  return new Hono<HttpEnvironment>()
    .post('/look', async context => {
      const given = await bodyOf(accounts, context, z.object({ secret }));
      const invitation = await find(accounts, context, given.secret);
      const organization = await accounts.deps.store.organizations.get(invitation.organizationId);
      const person = await accounts.of(context);
      return context.json({
        organization: organization?.name ?? '',
        email: invitation.email,
        role: invitation.role,
        isRegistered: await isRegistered(accounts, invitation.email),
        isYou: person?.email === invitation.email,
      });
    })
    .post('/accept', async context => {
      const given = await bodyOf(accounts, context, acceptance);
      const invitation = await find(accounts, context, given.secret);
      const personId = await whoAccepts(accounts, context, { ...given, invitation });
      const { runtime, store } = accounts.deps;
      const details = { role: invitation.role };
      const entry = { event: 'person.joined', actor: `person:${personId}` as const, target: personId, details };
      const witness = { at: runtime.now(), auditBody: auditBody(entry) };
      if (!(await store.acceptInvitation(invitation.hash, personId, witness))) throw gone();
      accounts.forget();
      chooseOrganization(context, accounts.deps.publicUrl, invitation.organizationId);
      return context.json({ success: true, orgId: invitation.organizationId, redirect: '/admin' });
    });
}

/** Whoever is signed in with the invited address, or a newcomer: the link came to that address, so it is proven. */
async function whoAccepts(
  accounts: Accounts,
  context: Asked,
  given: z.output<typeof acceptance> & { readonly invitation: Invitation },
): Promise<string> {
  const { invitation, name, password } = given;
  const person = await accounts.of(context);
  if (person?.email === invitation.email) return person.personId;
  if (await isRegistered(accounts, invitation.email))
    throw new ButtdialError('unauthenticated', 'This address is registered already.', {
      remedy: 'Sign in with it, then open the link of the invitation again.',
    });
  if (name === undefined || password === undefined)
    throw new ButtdialError('invalid-input', 'A name and a password are required.', {
      field: name === undefined ? 'name' : 'password',
      remedy: 'Choose a password of at least eight characters.',
    });
  const done = await (await accounts.auth()).api.join({
    body: { email: invitation.email, name, passwordHash: await hashPassword(password) },
    headers: askedBy(context),
    returnHeaders: true,
  });
  if (done.response.taken) throw gone();
  passCookies(context, done.headers);
  const { personId } = done.response;
  await entered(accounts, context, { personId, email: invitation.email, factor: 'invitation' });
  return personId;
}

async function find(accounts: Accounts, context: Asked, given: string): Promise<Invitation> {
  const { store, runtime } = accounts.deps;
  const peer = { address: context.get('peer'), budget: { max: 60, spanMs: 15 * minute } };
  await accounts.throttle.spend({ what: 'invitation', peer });
  const invitation = await store.findInvitation(hashToken(given));
  if (!invitation || invitation.expiresAt <= runtime.now()) throw gone();
  return invitation;
}

async function isRegistered(accounts: Accounts, email: string): Promise<boolean> {
  const { internalAdapter } = await (await accounts.auth()).$context;
  return (await internalAdapter.findUserByEmail(email)) !== null;
}

function gone(): ButtdialError {
  return new ButtdialError('not-found', 'This invitation does not work any more.', {
    remedy: 'Ask for a new one.',
  });
}
