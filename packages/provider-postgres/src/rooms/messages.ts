import type { MessageFilter, MessageRecord, MessageRoom, Page } from '@buttdial/core';
import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { present } from '../rows.ts';
import { messages as table } from '../schema.ts';
import type { Announce } from '../watch.ts';

export const messageColumns = {
  id: table.id,
  organizationId: table.organizationId,
  agentId: table.agentId,
  channel: table.channel,
  purpose: table.purpose,
  from: table.from,
  to: table.to,
  contactKey: table.contactKey,
  connection: table.connection,
  state: table.state,
  attempt: table.attempt,
  vendorId: table.vendorId,
  fault: table.fault,
  decision: table.decision,
  reservedMicros: table.reservedMicros,
  priceMicros: table.priceMicros,
  currency: table.currency,
  createdAt: table.createdAt,
  updatedAt: table.updatedAt,
  dueAt: table.dueAt,
  idempotencyKey: table.idempotencyKey,
};

export function messageRoom({ within }: Access, announce: Announce): MessageRoom {
  return {
    get: (organizationId, messageId) => within(organizationId, tables => find(tables, organizationId, messageId)),
    list: (organizationId, filter, page) =>
      within(organizationId, tables => list(tables, organizationId, { filter, page })),
    cancel: async (organizationId, messageId, ...[at, auditBody]) => {
      const [row] = await within(organizationId, tables =>
        tables.execute<{ done: boolean }>(
          sql`select store_cancel(${organizationId}, ${messageId}, ${at.getTime()}::bigint, ${auditBody}) as done`,
        ),
      );
      if (row?.done) announce([{ topic: 'message', messageId }]);
      return row?.done === true;
    },
  };
}

const mine = (organizationId: string, messageId: string) =>
  and(eq(table.id, messageId), eq(table.organizationId, organizationId));
async function find(
  tables: Transaction,
  organizationId: string,
  messageId: string,
): Promise<MessageRecord | undefined> {
  const [row] = await tables.select(messageColumns).from(table).where(mine(organizationId, messageId));
  return row && present(row);
}
async function list(
  tables: Transaction,
  organizationId: string,
  { filter, page }: { readonly filter: MessageFilter; readonly page: Page },
) {
  const last = page.before === undefined ? undefined : await find(tables, organizationId, page.before);
  if (page.before !== undefined && !last) return [];
  const where = and(
    eq(table.organizationId, organizationId),
    filter.agentId === undefined ? undefined : eq(table.agentId, filter.agentId),
    filter.channel === undefined ? undefined : eq(table.channel, filter.channel),
    filter.contactKey === undefined ? undefined : eq(table.contactKey, filter.contactKey),
    filter.states === undefined ? undefined : inArray(table.state, [...filter.states]),
    last && or(lt(table.createdAt, last.createdAt), and(eq(table.createdAt, last.createdAt), lt(table.id, last.id))),
  );
  const rows = await tables
    .select(messageColumns)
    .from(table)
    .where(where)
    .orderBy(desc(table.createdAt), desc(table.id))
    .limit(page.limit);
  return rows.map(present);
}
