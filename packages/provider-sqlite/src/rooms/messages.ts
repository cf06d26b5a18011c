import type { MessageFilter, MessageRecord, MessageRoom, Page } from '@buttdial/core';
import { and, desc, eq, inArray, lt, or } from 'drizzle-orm';
import type { Access } from '../access.ts';
import type { Messages } from '../messages.ts';
import { present, toMessage } from '../rows.ts';
import { messages as table } from '../schema.ts';

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
    const from = last && new Date(last.created_at);
    const where = and(
      eq(table.organizationId, organizationId),
      filter.agentId === undefined ? undefined : eq(table.agentId, filter.agentId),
      filter.channel === undefined ? undefined : eq(table.channel, filter.channel),
      filter.contactKey === undefined ? undefined : eq(table.contactKey, filter.contactKey),
      filter.states === undefined ? undefined : inArray(table.state, [...filter.states]),
      from && last && or(lt(table.createdAt, from), and(eq(table.createdAt, from), lt(table.id, last.id))),
    );
    return tables
      .select(columns)
      .from(table)
      .where(where)
      .orderBy(desc(table.createdAt), desc(table.id))
      .limit(page.limit)
      .all()
      .map(present);
  }
  return {
    get: async (organizationId, messageId) => {
      const row = messages.find(organizationId, messageId);
      return row && toMessage(row);
    },
    list: async (organizationId, filter, page) => list(organizationId, filter, page),
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
