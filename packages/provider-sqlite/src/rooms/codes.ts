import { ButtdialError, type CodeRoom, type OneTimeCode } from '@buttdial/core';
import { and, count, desc, eq, gt, gte, isNull, lt, min, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { agents } from '../schema.ts';
import { codes } from '../schema-tenants.ts';

export function codeRoom({ tables, write }: Access): CodeRoom {
  const working = (organizationId: string, contact: { readonly agentId: string; readonly contactKey: string }) =>
    and(
      eq(codes.organizationId, organizationId),
      eq(codes.agentId, contact.agentId),
      eq(codes.contactKey, contact.contactKey),
      isNull(codes.endedAt),
    );
  return {
    issue: (organizationId, code, { max, since }) =>
      write(() => {
        requireAgent(tables, organizationId, code.agentId);
        const own = eq(codes.organizationId, organizationId);
        tables
          .delete(codes)
          .where(and(own, lt(codes.createdAt, since), lt(codes.expiresAt, code.createdAt)))
          .run();
        const counted = tables
          .select({ made: count(), oldest: min(codes.createdAt) })
          .from(codes)
          .where(and(own, eq(codes.contactKey, code.contactKey), gte(codes.createdAt, since)))
          .get();
        if (counted?.oldest && counted.made >= max) return { issued: false as const, oldest: counted.oldest };
        tables.update(codes).set({ endedAt: code.createdAt }).where(working(organizationId, code)).run();
        tables
          .insert(codes)
          .values({ ...code, organizationId })
          .run();
        return { issued: true as const };
      }),
    spendTry: (organizationId, contact, now) =>
      write(() => {
        const live = and(working(organizationId, contact), gt(codes.expiresAt, now), gt(codes.triesLeft, 0));
        const row = tables.select(columns).from(codes).where(live).orderBy(desc(codes.createdAt)).get();
        if (!row) return undefined;
        tables
          .update(codes)
          .set({ triesLeft: sql`${codes.triesLeft} - 1` })
          .where(eq(codes.id, row.id))
          .run();
        return row satisfies OneTimeCode;
      }),
    use: (organizationId, codeId, now) =>
      write(() => {
        const unused = and(eq(codes.id, codeId), eq(codes.organizationId, organizationId), isNull(codes.endedAt));
        return tables.update(codes).set({ endedAt: now }).where(unused).run().changes > 0;
      }),
  };
}

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

function requireAgent(tables: Access['tables'], organizationId: string, agentId: string): void {
  const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  if (!tables.select({ id: agents.id }).from(agents).where(mine).get())
    throw new ButtdialError('not-found', 'There is no such agent in the organization.');
}
