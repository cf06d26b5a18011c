import type { Line, LineRoom } from '@buttdial/core';
import { and, eq, ne, type SQL } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { positionsOf } from '../conversations.ts';
import type { Tables } from '../open.ts';
import { present } from '../rows.ts';
import { agents, lines } from '../schema.ts';

export function lineRoom({ connection, tables, write }: Access): LineRoom {
  // What is with a courier right now may be answered before its end is written down.
  const writer = connection
    .prepare(
      `select agent_id from (
         select agent_id, attempted_at as at, id from messages where organization_id = :organizationId and contact_key = :contactKey
           and position in (${positionsOf(':contactKey')}) and attempted_at is not null and channel = :channel and from_address = :address
         union all
         select agent_id, updated_at as at, id from messages where state in ('sending', 'unknown') and state = 'sending'
           and organization_id = :organizationId and contact_key = :contactKey and channel = :channel and from_address = :address)
       order by at desc, id desc limit 1`,
    )
    .pluck();
  const mine = (organizationId: string, lineId: string) =>
    and(eq(lines.id, lineId), eq(lines.organizationId, organizationId));
  const find = (organizationId: string, lineId: string): Line | undefined => {
    const row = tables.select().from(lines).where(mine(organizationId, lineId)).get();
    return row && present(row);
  };
  const list = (where: SQL | undefined): readonly Line[] =>
    tables.select().from(lines).where(where).orderBy(lines.createdAt, lines.id).all().map(present);
  return {
    ofAgent: async (organizationId, agentId) =>
      list(and(eq(lines.organizationId, organizationId), eq(lines.agentId, agentId))),
    list: async organizationId => list(eq(lines.organizationId, organizationId)),
    shared: async organizationId =>
      list(and(eq(lines.organizationId, organizationId), eq(lines.shared, true), eq(lines.status, 'active'))),
    lastWriter: async (organizationId, conversation) =>
      writer.get({ organizationId, ...conversation }) as string | undefined,
    add: (organizationId, line) =>
      write(() => {
        const idTaken = tables.select({ id: lines.id }).from(lines).where(eq(lines.id, line.id)).get();
        if (idTaken || !owns(tables, organizationId, line.agentId) || addressTaken(tables, line)) return 'taken';
        tables
          .insert(lines)
          .values({ ...line, organizationId })
          .run();
        return 'added';
      }),
    update: (organizationId, lineId, { status, vendorId, agentId }) =>
      write(() => {
        const line = find(organizationId, lineId);
        if (!line || (agentId !== undefined && !owns(tables, organizationId, agentId))) return undefined;
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

function owns(tables: Tables, organizationId: string, agentId: string): boolean {
  const mine = and(eq(agents.id, agentId), eq(agents.organizationId, organizationId));
  return tables.select({ id: agents.id }).from(agents).where(mine).get() !== undefined;
}
