import { ButtdialError } from '@buttdial/core';
import { z } from 'zod';
import { auditBody } from '../audit.ts';
import type { Deps } from '../deps.ts';
import { defineOperation } from '../operation.ts';
import { agentScope, organizationScope } from '../principal.ts';
import { hashToken, newToken } from '../tokens.ts';

const view = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  expiresAt: z.string().nullable(),
});

/** The verbs about bearer tokens. */
export function tokenOperations(deps: Deps) {
  return { list: list(deps), rotate: rotate(deps), revoke: revoke(deps) };
}

function list(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'tokens.list',
    summary: "An agent's live tokens, without the tokens themselves.",
    access: 'organization',
    readOnly: true,
    rest: { method: 'get', path: '/agents/:agentId/tokens' },
    input: z.object({ agentId: z.string().min(1).max(64) }),
    output: z.object({ tokens: z.array(view) }),
    run: async (input, { principal }) => {
      const scope = await agentScope(store, principal, input.agentId);
      const tokens = await store.tokens.list(scope.organizationId, scope.agentId);
      const live = tokens.filter(token => !token.revokedAt && !(token.expiresAt && token.expiresAt <= runtime.now()));
      return {
        tokens: live.map(({ id, label, kind, createdAt, lastUsedAt, expiresAt }) => ({
          id,
          label,
          kind,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt?.toISOString() ?? null,
          expiresAt: expiresAt?.toISOString() ?? null,
        })),
      };
    },
  });
}

function rotate(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'tokens.rotate',
    summary: 'Make a new token for an agent and revoke its old ones. The new one is shown once.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'post', path: '/agents/:agentId/regenerate-token' },
    input: z.object({
      agentId: z.string().min(1).max(64),
      label: z.string().max(100).default('rotated'),
      expiresInDays: z.int().min(1).max(3650).optional(),
    }),
    output: z.object({ success: z.literal(true), token: z.string(), tokenId: z.string(), revokedCount: z.int() }),
    run: async (input, { principal }) => {
      const scope = await agentScope(store, principal, input.agentId);
      const token = newToken('agent', deps.settings.tokenMode, runtime);
      const tokenId = runtime.newId();
      const now = runtime.now();
      const expiresAt =
        input.expiresInDays === undefined
          ? {}
          : { expiresAt: new Date(now.getTime() + input.expiresInDays * 86_400_000) };
      const revokedCount = await store.tokens.rotate(
        scope.organizationId,
        scope.agentId,
        { id: tokenId, hash: hashToken(token), label: input.label, scopes: [], createdAt: now, ...expiresAt },
        now,
      );
      await store.audit.append(
        scope.organizationId,
        auditBody({
          event: 'token.rotated',
          actor: principal,
          target: scope.agentId,
          details: { revoked: revokedCount },
        }),
        now,
      );
      return { success: true as const, token, tokenId, revokedCount };
    },
  });
}

function revoke(deps: Deps) {
  const { store, runtime } = deps;
  return defineOperation({
    name: 'tokens.revoke',
    summary: 'Revoke one token. It is refused everywhere within a second.',
    access: 'organization',
    readOnly: false,
    rest: { method: 'delete', path: '/tokens/:tokenId' },
    input: z.object({
      tokenId: z.string().min(1).max(64),
      organizationId: z.string().max(64).optional().describe('Only for the orchestrator.'),
    }),
    output: z.object({ success: z.literal(true) }),
    run: async (input, { principal }) => {
      const organizationId = await organizationScope(store, principal, input);
      if (!(await store.tokens.revoke(organizationId, input.tokenId, runtime.now())))
        throw new ButtdialError('not-found', 'There is no such live token.', {
          field: 'tokenId',
          remedy: 'List the tokens of an agent with GET /api/v1/agents/:agentId/tokens.',
        });
      await store.audit.append(
        organizationId,
        auditBody({ event: 'token.revoked', actor: principal, target: input.tokenId }),
        runtime.now(),
      );
      return { success: true as const };
    },
  });
}
