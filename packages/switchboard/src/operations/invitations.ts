import { ButtdialError, type Invitation, roles } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { isAtLeast, organizationScope } from '../principal.ts';
import { hashToken } from '../tokens.ts';
import { organizationId } from './fields.ts';
import { ownersOnly } from './people.ts';

const lifeMs = 7 * 86_400_000;
const throttle = { max: 50, spanMs: 86_400_000 };

/** The verbs about who is asked to join an organization. */
export function invitationOperations(deps: Deps) {
  return { invite: invite(deps), list: listInvitations(deps), withdraw: withdraw(deps) };
}

const view = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(roles),
  createdAt: z.string(),
  expiresAt: z.string(),
});
const viewOf = ({ id, email, role, createdAt, expiresAt }: Omit<Invitation, 'organizationId'>) => ({
  id,
  email,
  role,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});

function invite(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'people.invite',
    summary: 'Invite somebody by e-mail. The link in it works once, for seven days. Only an owner invites owners.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/invitations' },
    input: z.object({
      organizationId,
      email: z.email().max(254).toLowerCase(),
      role: z.enum(roles).default('viewer'),
    }),
    output: z.object({ success: z.literal(true), invitation: view }),
    run: async (input, caller) => {
      if (input.role === 'owner' && !isAtLeast(caller.principal, 'owner')) throw ownersOnly();
      deps.post.assertReady();
      const scope = await organizationScope(store, caller.principal, input);
      const organization = await store.organizations.get(scope);
      const now = runtime.now();
      const secret = Buffer.from(runtime.randomBytes(32)).toString('base64url');
      const invitation = {
        id: runtime.newId(),
        email: input.email,
        role: input.role,
        hash: hashToken(secret),
        createdAt: now,
        expiresAt: new Date(now.getTime() + lifeMs),
      };
      await keep(deps, scope, { invitation, caller });
      await deps.post.send(mailOf(deps, { name: organization?.name ?? scope, email: input.email, secret }));
      return { success: true as const, invitation: viewOf(invitation) };
    },
  });
}

async function keep(
  { store }: Deps,
  scope: string,
  { invitation, caller }: { readonly invitation: Omit<Invitation, 'organizationId'>; readonly caller: Caller },
): Promise<void> {
  const { id: target, createdAt } = invitation;
  const details = { role: invitation.role };
  const audit = auditBody({ event: 'person.invited', actor: caller.principal, target, details });
  const since = new Date(createdAt.getTime() - throttle.spanMs);
  const answer = await store.people.invite(scope, invitation, { max: throttle.max, since }, audit);
  if (answer === 'member')
    throw new ButtdialError('conflict', 'Somebody with this address belongs to the organization already.', {
      field: 'email',
      remedy: 'Change their role with PATCH /api/v1/people/:personId.',
    });
  if (answer === 'too-many')
    throw new ButtdialError('limit-exceeded', `${throttle.max} invitations were sent within a day.`, {
      limit: { type: 'invitations', current: throttle.max, max: throttle.max },
      remedy: 'Go on tomorrow.',
    });
}

// The secret stands behind "#": browsers keep that part to themselves, so it is in nobody's log.
function mailOf(
  { settings }: Deps,
  { name, email, secret }: { readonly name: string; readonly email: string; readonly secret: string },
) {
  const plain = name.replace(/\p{C}/gu, ' ');
  return {
    to: email,
    subject: `You are invited to ${plain}`,
    text: `You are invited to join ${plain} on ${settings.publicUrl.host}.\n\nOpen this link within seven days:\n${new URL('/auth/invitation', settings.publicUrl).href}#${secret}\n\nIf you did not expect it, there is nothing to do.\n`,
  };
}

function listInvitations({ store, runtime }: Deps) {
  return defineOperation({
    name: 'invitations.list',
    summary: 'Invitations that still can be accepted.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/invitations' },
    input: z.object({ organizationId }),
    output: z.object({ invitations: z.array(view) }),
    run: async (input, { principal }) => ({
      invitations: (
        await store.people.invitations(await organizationScope(store, principal, input), runtime.now())
      ).map(viewOf),
    }),
  });
}

function withdraw({ store, runtime }: Deps) {
  return defineOperation({
    name: 'invitations.withdraw',
    summary: 'Take an invitation back. Its link does not work any more.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'delete', path: '/invitations/:invitationId' },
    input: z.object({ organizationId, invitationId: z.string().min(1).max(64) }),
    output: z.object({ success: z.literal(true) }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(store, principal, input);
      const entry = { event: 'person.invitation-withdrawn', actor: principal, target: input.invitationId };
      const witness = { at: runtime.now(), auditBody: auditBody(entry) };
      if (!(await store.people.withdraw(scope, input.invitationId, witness)))
        throw new ButtdialError('not-found', 'There is no such invitation.', {
          field: 'invitationId',
          remedy: 'List them with GET /api/v1/invitations.',
        });
      return { success: true as const };
    },
  });
}
