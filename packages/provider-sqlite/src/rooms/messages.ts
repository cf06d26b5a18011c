import type { MessageFilter, MessageRecord, MessageRoom, MessageState, Page } from '@buttdial/core';
import { and, desc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Access } from '../access.ts';
import { contactOf } from '../conversations.ts';
import type { Messages } from '../messages.ts';
import { present, toMessage } from '../rows.ts';
import { conversations, messages as table, triedWords } from '../schema.ts';

const columns = {
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

export function messageRoom({ tables, write }: Access, messages: Messages): MessageRoom {
  function list(organizationId: string, filter: MessageFilter, page: Page): readonly MessageRecord[] {
    const last = page.before === undefined ? undefined : messages.find(organizationId, page.before);
    if (page.before !== undefined && !last) return [];
    const contactKeys = filter.contactKey === undefined ? filter.contactKeys : [filter.contactKey];
    const where = and(
      eq(table.organizationId, organizationId),
      filter.agentId === undefined ? undefined : eq(table.agentId, filter.agentId),
      filter.channel === undefined ? undefined : eq(table.channel, filter.channel),
      ...toContacts(contactKeys),
      ...byVendorId(organizationId, filter.vendorId),
      filter.until === undefined ? undefined : lte(table.createdAt, filter.until),
      ...inStates(filter.states),
      // As one comparison of pairs, which an index answers; as an OR it would be read from the top.
      last && sql`(${table.createdAt}, ${table.id}) < (${last.created_at}, ${last.id})`,
    );
    return (
      tables
        .select(columns)
        .from(table)
        .where(where)
        // A conversation, or what carries the vendor's id, is short: found first, then sorted, not read along in order.
        .orderBy(
          contactKeys || filter.vendorId !== undefined ? sql`+${table.createdAt} desc` : desc(table.createdAt),
          desc(table.id),
        )
        .limit(page.limit)
        .all()
        .map(present)
    );
  }
  return {
    get: async (organizationId, messageId) => {
      const row = messages.find(organizationId, messageId);
      return row && toMessage(row);
    },
    list: async (organizationId, filter, page) => list(organizationId, filter, page),
    body: async (organizationId, messageId) => {
      const mine = and(eq(table.id, messageId), eq(table.organizationId, organizationId));
      return tables.select({ sealed: table.sealedBody }).from(table).where(mine).get()?.sealed ?? undefined;
    },
    cancel: (organizationId, messageId, ...[at, auditBody]) =>
      write(batch => {
        const row = messages.find(organizationId, messageId);
        const organization = batch.meters.of(organizationId);
        if (!row || !organization || (row.state !== 'queued' && row.state !== 'deferred')) return false;
        messages.change(batch, row, { state: 'failed', reserved_micros: 0, erase: true, now: at });
        batch.audit(organization, auditBody, at);
        return true;
      }),
  };
}

/** Found by their conversations, then told from others whose keys begin alike. */
function toContacts(keys: readonly string[] | undefined): readonly SQL[] {
  if (keys === undefined) return [];
  const contacts = keys.map(contactOf);
  const positions = sql`select ${conversations.position} from ${conversations} where ${conversations.contact} in ${contacts}
    union all select position from messages where position > (select position from conversation_mark) and contact_key in ${keys}`;
  return [sql`${table.position} in (${positions})`, inArray(table.contactKey, [...keys])];
}

// The index begins with the connection, so those that there are have to be named.
function byVendorId(organizationId: string, vendorId: string | undefined): readonly SQL[] {
  if (vendorId === undefined) return [];
  return [
    eq(table.vendorId, vendorId),
    sql`${table.connection} in (select distinct connection from lines where organization_id = ${organizationId})`,
  ];
}

const passingIds = `select id from messages indexed by messages_due where state in ('queued', 'deferred')
  union all select id from messages indexed by messages_uncertain where state in ('sending', 'unknown')`;
const passing: ReadonlySet<MessageState> = new Set(['queued', 'sending']);

// Each index is found only by its own words; without one, a state that few messages are in is looked for in all of them.
function inStates(states: readonly MessageState[] | undefined): readonly SQL[] {
  if (states === undefined) return [];
  const [only] = states;
  const among = only && states.length === 1 ? eq(table.state, only) : inArray(table.state, [...states]);
  if (states.every(state => !passing.has(state))) return [among, sql.raw(triedWords)];
  if (states.every(state => passing.has(state))) return [among, sql`${table.id} in (${sql.raw(passingIds)})`];
  return [among];
}
