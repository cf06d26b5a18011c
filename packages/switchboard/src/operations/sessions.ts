import { ButtdialError } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { isAtLeast, organizationScope } from '../principal.ts';
import { organizationId } from './fields.ts';
import { ownersOnly } from './people.ts';

/** The verbs about where the people of an organization are signed in. */
export function sessionOperations(deps: Deps) {
  return { list: listSessions(deps), revoke: revokeSession(deps) };
}

function listSessions({ store, runtime }: Deps) {
  return defineOperation({
    name: 'sessions.list',
    summary: 'Where the people of the organization are signed in.',
    access: 'organization',
    role: 'admin',
    readOnly: true,
    rest: { method: 'get', path: '/sessions' },
    input: z.object({ organizationId }),
    output: z.object({
      sessions: z.array(
        z.object({
          id: z.string(),
          personId: z.string(),
          createdAt: z.string(),
          lastUsedAt: z.string(),
          expiresAt: z.string(),
          browser: z.string().nullable().describe('What it says it is.'),
        }),
      ),
    }),
    run: async (input, { principal }) => {
      const sessions = await store.people.sessions(await organizationScope(store, principal, input), runtime.now());
      return {
        sessions: sessions.map(({ id, personId, createdAt, lastUsedAt, expiresAt, userAgent }) => ({
          id,
          personId,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          browser: userAgent ?? null,
        })),
      };
    },
  });
}

function revokeSession({ store, runtime }: Deps) {
  return defineOperation({
    name: 'sessions.revoke',
    summary: 'Sign somebody out of one browser. It is refused everywhere within a second.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'delete', path: '/sessions/:sessionId' },
    input: z.object({ organizationId, sessionId: z.string().min(1).max(64) }),
    output: z.object({ success: z.literal(true) }),
    run: async (input, { principal }) => {
      const scope = await organizationScope(store, principal, input);
      if (!isAtLeast(principal, 'owner') && (await isOwners(store, scope, input.sessionId))) throw ownersOnly();
      const entry = { event: 'session.revoked', actor: principal, target: input.sessionId };
      const witness = { at: runtime.now(), auditBody: auditBody(entry) };
      if (!(await store.people.endSession(scope, input.sessionId, witness)))
        throw new ButtdialError('not-found', 'There is no such session.', {
          field: 'sessionId',
          remedy: 'List them with GET /api/v1/sessions.',
        });
      return { success: true as const };
    },
  });
}

async function isOwners(store: Deps['store'], scope: string, sessionId: string): Promise<boolean> {
  const [sessions, members] = await Promise.all([store.people.sessions(scope, new Date(0)), store.people.list(scope)]);
  const personId = sessions.find(session => session.id === sessionId)?.personId;
  return members.some(member => member.personId === personId && member.role === 'owner');
}
