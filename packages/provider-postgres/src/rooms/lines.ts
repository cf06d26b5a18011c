import type { Line, LineRoom } from '@buttdial/core';
import { and, eq } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import { present } from '../rows.ts';
import { agents, lines } from '../schema.ts';

export function lineRoom({ within }: Access): LineRoom {
  const mine = (organizationId: string, lineId: string) =>
    and(eq(lines.id, lineId), eq(lines.organizationId, organizationId));
  const owns = async (tables: Transaction, organizationId: string, agentId: string) =>
    (
      await tables
        .select({ id: agents.id })
        .from(agents)
        .where(and(eq(agents.id, agentId), eq(agents.organizationId, organizationId)))
    ).length > 0;
  const find = async (tables: Transaction, organizationId: string, lineId: string): Promise<Line | undefined> => {
    const [row] = await tables.select().from(lines).where(mine(organizationId, lineId));
    return row && present(row);
  };
  return {
    ofAgent: (organizationId, agentId) =>
      within(organizationId, async tables => {
        const where = and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId));
        return (await tables.select().from(lines).where(where).orderBy(lines.createdAt, lines.id)).map(present);
      }),
    list: organizationId =>
      within(organizationId, async tables =>
        (
          await tables
            .select()
            .from(lines)
            .where(eq(lines.organizationId, organizationId))
            .orderBy(lines.createdAt, lines.id)
        ).map(present),
      ),
    add: (organizationId, line) =>
      within(organizationId, async tables => {
        if (!(await owns(tables, organizationId, line.agentId))) return 'taken' as const;
        await tables.insert(lines).values({ ...line, organizationId });
        return 'added' as const;
      }).catch(error => {
        if (isTaken(error)) return 'taken' as const;
        throw error;
      }),
    update: (organizationId, lineId, { status, vendorId, agentId }) =>
      within(organizationId, async tables => {
        if (agentId !== undefined && !(await owns(tables, organizationId, agentId))) return undefined;
        if (status !== undefined || vendorId !== undefined || agentId !== undefined) {
          await tables.update(lines).set({ status, vendorId, agentId }).where(mine(organizationId, lineId));
        }
        return find(tables, organizationId, lineId);
      }).catch(error => {
        // A released address has found another owner meanwhile.
        if (isTaken(error)) return undefined;
        throw error;
      }),
  };
}
