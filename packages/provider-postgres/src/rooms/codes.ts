import { ButtdialError, type CodeRoom } from '@buttdial/core';
import { and, desc, eq, gt, gte, isNull, lt, sql } from 'drizzle-orm';
import { type Access, lockOrganization, type Transaction } from '../access.ts';
import { agents } from '../schema.ts';
import { codes } from '../schema-tenants.ts';

type Contact = { readonly agentId: string; readonly contactKey: string };

export function codeRoom({ within }: Access): CodeRoom {
  return {
    issue: (organizationId, code, { max, since }) =>
      within(organizationId, async tables => {
        // Counting is exact because everybody who issues holds this lock.
        await lockOrganization(tables, organizationId);
        await requireAgent(tables, organizationId, code.agentId);
        const own = eq(codes.organizationId, organizationId);
        await tables.delete(codes).where(and(own, lt(codes.createdAt, since), lt(codes.expiresAt, code.createdAt)));
        const made = await tables
          .select({ at: codes.createdAt })
          .from(codes)
          .where(and(own, eq(codes.contactKey, code.contactKey), gte(codes.createdAt, since)))
          .orderBy(codes.createdAt);
        const oldest = made[0]?.at;
        if (oldest && made.length >= max) return { issued: false as const, oldest };
        await tables.update(codes).set({ endedAt: code.createdAt }).where(working(organizationId, code));
        await tables.insert(codes).values({ ...code, organizationId });
        return { issued: true as const };
      }),
    spendTry: (organizationId, contact, now) =>
      within(organizationId, async tables => {
        const live = and(working(organizationId, contact), gt(codes.expiresAt, now), gt(codes.triesLeft, 0));
        const [row] = await tables
          .select(columns)
          .from(codes)
          .where(live)
          .orderBy(desc(codes.createdAt))
          .limit(1)
          .for('update');
        if (!row) return undefined;
        await tables
          .update(codes)
          .set({ triesLeft: sql`${codes.triesLeft} - 1` })
          .where(eq(codes.id, row.id));
        return row;
      }),
    use: (organizationId, codeId, now) =>
      within(organizationId, async tables => {
        const unused = and(eq(codes.id, codeId), eq(codes.organizationId, organizationId), isNull(codes.endedAt));
        return (await tables.update(codes).set({ endedAt: now }).where(unused).returning()).length > 0;
      }),
  };
}

const working = (organizationId: string, { agentId, contactKey }: Contact) =>
  and(
    eq(codes.organizationId, organizationId),
    eq(codes.agentId, agentId),
    eq(codes.contactKey, contactKey),
    isNull(codes.endedAt),
  );

const columns = {
  id: codes.id,
  organizationId: codes.organizationId,
  agentId: codes.agentId,
  contactKey: codes.contactKey,
  hash: codes.hash,
  createdAt: codes.createdAt,
  expiresAt: codes.expiresAt,
  triesLeft: codes.triesLeft,
};

async function requireAgent(tables: Transaction, organizationId: string, agentId: string): Promise<void> {
  const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  if ((await tables.select({ id: agents.id }).from(agents).where(mine)).length === 0)
    throw new ButtdialError('not-found', 'There is no such agent in the organization.');
}
