import type { Line, LineRoom } from '@buttdial/core';
import { and, eq, ne } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Tables } from '../open.ts';
import { present } from '../rows.ts';
import { agents, lines } from '../schema.ts';

export function lineRoom({ tables, write }: Access): LineRoom {
  const mine = (organizationId: string, lineId: string) =>
    and(eq(lines.id, lineId), eq(lines.organizationId, organizationId));
  const owns = (organizationId: string, agentId: string) =>
    tables
      .select({ id: agents.id })
      .from(agents)
      .where(and(eq(agents.id, agentId), eq(agents.organizationId, organizationId)))
      .get() !== undefined;
  const find = (organizationId: string, lineId: string): Line | undefined => {
    const row = tables.select().from(lines).where(mine(organizationId, lineId)).get();
    return row && present(row);
  };
  return {
    ofAgent: async (organizationId, agentId) =>
      tables
        .select()
        .from(lines)
        .where(and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId)))
        .orderBy(lines.createdAt, lines.id)
        .all()
        .map(present),
    list: async organizationId =>
      tables
        .select()
        .from(lines)
        .where(eq(lines.organizationId, organizationId))
        .orderBy(lines.createdAt, lines.id)
        .all()
        .map(present),
    add: (organizationId, line) =>
      write(() => {
        const idTaken = tables.select({ id: lines.id }).from(lines).where(eq(lines.id, line.id)).get();
        if (idTaken || !owns(organizationId, line.agentId) || addressTaken(tables, line)) return 'taken';
        tables
          .insert(lines)
          .values({ ...line, organizationId })
          .run();
        return 'added';
      }),
    update: (organizationId, lineId, { status, vendorId, agentId }) =>
      write(() => {
        const line = find(organizationId, lineId);
        if (!line || (agentId !== undefined && !owns(organizationId, agentId))) return undefined;
        // A released address may have found another owner meanwhile.
        if (line.status === 'released' && status !== undefined && status !== 'released' && addressTaken(tables, line))
          return undefined;
        if (status !== undefined || vendorId !== undefined || agentId !== undefined) {
          tables.update(lines).set({ status, vendorId, agentId }).where(mine(organizationId, lineId)).run();
        }
        return find(organizationId, lineId);
      }),
  };
}

/** True when somebody, of whatever organization, holds the address. A released one is nobody's. */
export function addressTaken(tables: Tables, { channel, address }: Pick<Line, 'channel' | 'address'>): boolean {
  const held = and(eq(lines.channel, channel), eq(lines.address, address), ne(lines.status, 'released'));
  return tables.select({ id: lines.id }).from(lines).where(held).get() !== undefined;
}
