import type { MessageFilter, MessageRecord, MessageRoom, MessageState, Page } from '@buttdial/core';
import { and, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Access, Transaction } from '../access.ts';
import { present } from '../rows.ts';
import { messages as table, triedWords } from '../schema.ts';
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
    body: (organizationId, messageId) =>
      within(organizationId, async tables => {
        const [row] = await tables
          .select({ sealed: table.sealedBody })
          .from(table)
          .where(mine(organizationId, messageId));
        return row?.sealed ?? undefined;
      }),
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
    filter.contactKeys === undefined ? undefined : inArray(table.contactKey, [...filter.contactKeys]),
    ...byVendorId(organizationId, filter.vendorId),
    filter.until === undefined ? undefined : lte(table.createdAt, filter.until),
    ...inStates(filter.states),
    last && sql`(${table.createdAt}, ${table.id}) < (${last.createdAt.getTime()}::bigint, ${last.id})`,
  );
  const rows = await tables
    .select(messageColumns)
    .from(table)
    .where(where)
    .orderBy(desc(table.createdAt), desc(table.id))
    .limit(page.limit);
  return rows.map(present);
}

// The index begins with the connection, so those that there are have to be named.
function byVendorId(organizationId: string, vendorId: string | undefined): readonly SQL[] {
  if (vendorId === undefined) return [];
  return [
    eq(table.vendorId, vendorId),
    sql`${table.connection} in (select distinct connection from lines where organization_id = ${organizationId})`,
  ];
}

const passing: ReadonlySet<MessageState> = new Set(['queued', 'sending']);

// Each index is found only by its own words; without one, a state that few messages are in is looked for in all of them.
function inStates(states: readonly MessageState[] | undefined): readonly SQL[] {
  if (states === undefined) return [];
  const [only] = states;
  const among = only && states.length === 1 ? eq(table.state, only) : inArray(table.state, [...states]);
  if (states.every(state => !passing.has(state))) return [among, sql.raw(triedWords)];
  return [among];
}
