import { ButtdialError, type TokenRecord, type TokenRoom } from '@buttdial/core';
import { and, eq, isNull, or } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Tables } from '../open.ts';
import { present } from '../rows.ts';
import { agents, organizations, tokens } from '../schema.ts';

export function tokenRoom({ tables, write }: Access): TokenRoom {
  const live = (organizationId: string) => and(eq(tokens.organizationId, organizationId), isNull(tokens.revokedAt));
  return {
    list: async (organizationId, agentId) => {
      const theirs = agentId === undefined ? undefined : eq(tokens.agentId, agentId);
      const where = and(eq(tokens.organizationId, organizationId), theirs);
      return tables.select().from(tokens).where(where).orderBy(tokens.createdAt, tokens.id).all().map(present);
    },
    add: (organizationId, token) =>
      write(batch => {
        requireOrganization(tables, organizationId);
        if (token.agentId !== undefined) requireAgent(tables, organizationId, token.agentId);
        insertToken(tables, { ...token, organizationId });
        batch.wake({ topic: 'tokens' });
      }),
    rotate: (organizationId, agentId, ...[token, at]) =>
      write(batch => {
        requireAgent(tables, organizationId, agentId);
        const theirs = and(live(organizationId), eq(tokens.agentId, agentId));
        const revoked = tables.update(tokens).set({ revokedAt: at }).where(theirs).run();
        insertToken(tables, { ...token, kind: 'agent', organizationId, agentId });
        batch.wake({ topic: 'tokens' });
        return revoked.changes;
      }),
    revoke: (organizationId, tokenId, at) =>
      write(batch => {
        const one = and(live(organizationId), eq(tokens.id, tokenId));
        const revoked = tables.update(tokens).set({ revokedAt: at }).where(one).run();
        if (revoked.changes > 0) batch.wake({ topic: 'tokens' });
        return revoked.changes > 0;
      }),
  };
}

/** @throws ButtdialError `conflict` when the id or the hash is known already. */
export function insertToken(tables: Tables, token: TokenRecord): void {
  const known = or(eq(tokens.id, token.id), eq(tokens.hash, token.hash));
  if (tables.select({ id: tokens.id }).from(tokens).where(known).get())
    throw new ButtdialError('conflict', 'There is such a token already.');
  tables.insert(tokens).values(token).run();
}

function requireAgent(tables: Tables, organizationId: string, agentId: string): void {
  const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  if (!tables.select({ id: agents.id }).from(agents).where(mine).get())
    throw new ButtdialError('not-found', 'There is no such agent in the organization.');
}
function requireOrganization(tables: Tables, organizationId: string): void {
  const known = tables
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .get();
  if (!known) throw new ButtdialError('not-found', 'There is no such organization.');
}
