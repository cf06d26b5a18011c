import { ButtdialError, type TokenRecord, type TokenRoom } from '@buttdial/core';
import { and, eq, isNull } from 'drizzle-orm';
import { type Access, lockOrganization, type Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import { present } from '../rows.ts';
import { agents, tokens } from '../schema.ts';
import type { Announce } from '../watch.ts';

export function tokenRoom({ within }: Access, announce: Announce): TokenRoom {
  async function requireAgent(tables: Transaction, organizationId: string, agentId: string): Promise<void> {
    const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
    const rows = await tables.select({ id: agents.id }).from(agents).where(mine);
    if (rows.length === 0) throw new ButtdialError('not-found', 'There is no such agent in the organization.');
  }
  const live = (organizationId: string) => and(eq(tokens.organizationId, organizationId), isNull(tokens.revokedAt));
  return {
    list: (organizationId, agentId) =>
      within(organizationId, async tables => {
        const where = and(
          eq(tokens.organizationId, organizationId),
          agentId === undefined ? undefined : eq(tokens.agentId, agentId),
        );
        return (await tables.select().from(tokens).where(where).orderBy(tokens.createdAt, tokens.id)).map(present);
      }),
    add: async (organizationId, token) => {
      await within(organizationId, async tables => {
        const known = await lockOrganization(tables, organizationId);
        if (!known) throw new ButtdialError('not-found', 'There is no such organization.');
        if (token.agentId !== undefined) await requireAgent(tables, organizationId, token.agentId);
        await insertToken(tables, { ...token, organizationId });
      });
      announce([{ topic: 'tokens' }]);
    },
    rotate: async (organizationId, agentId, ...[token, at]) => {
      const revoked = await within(organizationId, async tables => {
        await lockOrganization(tables, organizationId);
        await requireAgent(tables, organizationId, agentId);
        const theirs = and(live(organizationId), eq(tokens.agentId, agentId));
        const rows = await tables.update(tokens).set({ revokedAt: at }).where(theirs).returning({ id: tokens.id });
        await insertToken(tables, { ...token, kind: 'agent', organizationId, agentId });
        return rows.length;
      });
      announce([{ topic: 'tokens' }]);
      return revoked;
    },
    revoke: async (organizationId, tokenId, at) => {
      const one = and(live(organizationId), eq(tokens.id, tokenId));
      const rows = await within(organizationId, tables =>
        tables.update(tokens).set({ revokedAt: at }).where(one).returning({ id: tokens.id }),
      );
      if (rows.length > 0) announce([{ topic: 'tokens' }]);
      return rows.length > 0;
    },
  };
}

/** @throws ButtdialError `conflict` when the id or the hash is known already. */
export async function insertToken(tables: Transaction, token: TokenRecord): Promise<void> {
  try {
    await tables.insert(tokens).values(token);
  } catch (error) {
    if (isTaken(error)) throw new ButtdialError('conflict', 'There is such a token already.');
    throw error;
  }
}
