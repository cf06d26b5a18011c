import type { Line, LineRoom } from '@buttdial/core';
import { and, eq, type SQL, sql } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { isTaken } from '../errors.ts';
import { present } from '../rows.ts';
import { agents, lines } from '../schema.ts';

export function lineRoom({ within }: Access): LineRoom {
  const mine = (organizationId: string, lineId: string) =>
    and(eq(lines.id, lineId), eq(lines.organizationId, organizationId));
  const find = async (tables: Transaction, organizationId: string, lineId: string): Promise<Line | undefined> => {
    const [row] = await tables.select().from(lines).where(mine(organizationId, lineId));
    return row && present(row);
  };
  return {
    ofAgent: (organizationId, agentId) =>
      within(organizationId, tables =>
        list(tables, and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId))),
      ),
    list: organizationId => within(organizationId, tables => list(tables, eq(lines.organizationId, organizationId))),
    shared: organizationId =>
      within(organizationId, tables =>
        list(tables, and(eq(lines.organizationId, organizationId), eq(lines.shared, true), eq(lines.status, 'active'))),
      ),
    lastWriter: (organizationId, { channel, address, contactKey }) =>
      within(organizationId, async tables => {
        const mine = sql`organization_id = ${organizationId} and contact_key = ${contactKey} and channel = ${channel} and from_address = ${address}`;
        // What is with a courier right now may be answered before its end is written down.
        const [row] = await tables.execute<{ agent_id: string }>(sql`select agent_id from (
            select agent_id, attempted_at as at, id from messages where attempted_at is not null and ${mine}
            union all
            select agent_id, updated_at as at, id from messages where state in ('sending', 'unknown') and state = 'sending' and ${mine}
          ) as written order by at desc, id desc limit 1`);
        return row?.agent_id;
      }),
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

async function list(tables: Transaction, where: SQL | undefined): Promise<readonly Line[]> {
  return (await tables.select().from(lines).where(where).orderBy(lines.createdAt, lines.id)).map(present);
}

async function owns(tables: Transaction, organizationId: string, agentId: string): Promise<boolean> {
  const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  return (await tables.select({ id: agents.id }).from(agents).where(mine)).length > 0;
}
