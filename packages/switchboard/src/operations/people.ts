import { ButtdialError, type Role, roles } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { type Caller, defineOperation } from '../operation.ts';
import { isAtLeast, organizationScope, type Principal } from '../principal.ts';
import { organizationId } from './fields.ts';

/** The verbs about who belongs to an organization. */
export function peopleOperations(deps: Deps) {
  return { list: listPeople(deps), setRole: setRole(deps), remove: removePerson(deps) };
}

const role = z.enum(roles);
const personId = z.string().min(1).max(64);

function listPeople({ store }: Deps) {
  return defineOperation({
    name: 'people.list',
    summary: 'Who belongs to the organization, and as what.',
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/people' },
    input: z.object({ organizationId }),
    output: z.object({
      people: z.array(
        z.object({
          personId: z.string(),
          name: z.string(),
          email: z.string(),
          role,
          secondFactor: z.boolean().describe('Their password alone does not sign them in.'),
          joinedAt: z.string(),
          isYou: z.boolean(),
        }),
      ),
    }),
    run: async (input, { principal }) => {
      const members = await store.people.list(await organizationScope(store, principal, input));
      return {
        people: members.map(({ personId: id, name, email, joinedAt, ...member }) => ({
          personId: id,
          name,
          email,
          role: member.role,
          secondFactor: member.secondFactor,
          joinedAt: joinedAt.toISOString(),
          isYou: id === personOf(principal),
        })),
      };
    },
  });
}

const changed = z.object({ success: z.literal(true), personId: z.string() });

function setRole(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'people.setRole',
    summary: 'Give somebody another role. It holds everywhere within a second. Only an owner makes or unmakes owners.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'patch', path: '/people/:personId' },
    input: z.object({ organizationId, personId, role }),
    output: changed,
    run: async (input, caller) => {
      const scope = await organizationScope(store, caller.principal, input);
      await assertMayTouch(deps, scope, { caller, personId: input.personId, role: input.role });
      const details = { role: input.role };
      const entry = { event: 'person.role-changed', actor: caller.principal, target: input.personId, details };
      const witness = { at: runtime.now(), auditBody: auditBody(entry) };
      return told(input.personId, await store.people.setRole(scope, input.personId, input.role, witness));
    },
  });
}

function removePerson(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'people.remove',
    summary: 'Take somebody out of the organization. Their sessions can do nothing in it any more within a second.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'delete', path: '/people/:personId' },
    input: z.object({ organizationId, personId }),
    output: changed,
    run: async (input, caller) => {
      const scope = await organizationScope(store, caller.principal, input);
      await assertMayTouch(deps, scope, { caller, personId: input.personId });
      const entry = { event: 'person.removed', actor: caller.principal, target: input.personId };
      const witness = { at: runtime.now(), auditBody: auditBody(entry) };
      return told(input.personId, await store.people.remove(scope, input.personId, witness));
    },
  });
}

/** @throws `forbidden` when an owner is made or touched by somebody who is none. */
async function assertMayTouch(
  { store }: Deps,
  organization: string,
  asked: { readonly caller: Caller; readonly personId: string; readonly role?: Role },
): Promise<void> {
  if (isAtLeast(asked.caller.principal, 'owner')) return;
  const member = (await store.people.list(organization)).find(each => each.personId === asked.personId);
  if (asked.role === 'owner' || member?.role === 'owner') throw ownersOnly();
}

/** What whoever is no owner is told about owners. */
export function ownersOnly(): ButtdialError {
  return new ButtdialError('forbidden', 'Only an owner makes, changes or removes owners.', {
    field: 'role',
    remedy: 'Ask an owner of the organization.',
  });
}

function told(id: string, answer: 'changed' | 'unknown' | 'last-owner') {
  if (answer === 'unknown')
    throw new ButtdialError('not-found', 'There is no such person in the organization.', {
      field: 'personId',
      remedy: 'List them with GET /api/v1/people.',
    });
  if (answer === 'last-owner')
    throw new ButtdialError('conflict', 'An organization keeps at least one owner.', {
      field: 'personId',
      remedy: 'Make somebody else an owner first.',
    });
  return { success: true as const, personId: id };
}

function personOf(principal: Principal): string | undefined {
  return principal.kind === 'organization' ? principal.person?.id : undefined;
}
