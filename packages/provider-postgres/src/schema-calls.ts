import type { CallEnding, CallRecord, CallState, DecisionRecord, OrderState } from '@buttdial/core';
import { sql } from 'drizzle-orm';
import { customType, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at, bytes, integer } from './columns.ts';
import { parseDecision } from './rows.ts';

// Calls and what is said in them. Names and times as in schema.ts.
const decision = customType<{ data: DecisionRecord; driverData: object | string }>({
  dataType: () => 'jsonb',
  toDriver: JSON.stringify,
  fromDriver: kept => parseDecision(kept as object),
});

/** One row per call. The money of one that was let in is in the message of the same id. */
export const calls = pgTable(
  'calls',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    direction: text().$type<CallRecord['direction']>().notNull(),
    from: text('from_address').notNull(),
    to: text('to_address').notNull(),
    contactKey: text('contact_key').notNull(),
    connection: text().notNull(),
    vendorId: text('vendor_id'),
    state: text().$type<CallState>().notNull(),
    brain: text().notNull(),
    transport: text().$type<CallRecord['transport']>().notNull(),
    sealedPlan: bytes('sealed_plan').notNull(),
    ending: jsonb().$type<CallEnding>(),
    sealedOutcome: bytes('sealed_outcome'),
    decision: decision(),
    maxSeconds: integer('max_seconds').notNull(),
    talkMs: integer('talk_ms'),
    disclosureHeardMs: integer('disclosure_heard_ms'),
    reservedMicros: integer('reserved_micros').notNull(),
    priceMicros: integer('price_micros'),
    currency: text().notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    dueAt: at('due_at').notNull(),
    answeredAt: at('answered_at'),
    endedAt: at('ended_at'),
    /** By the store's clock: the day whose seconds it uses. Null while it was not let in. */
    reservedAt: integer('reserved_at'),
    leaseOwner: text('lease_owner').notNull(),
    leaseUntil: integer('lease_until').notNull(),
    idempotencyKey: text('idempotency_key'),
    fingerprint: text(),
  },
  table => [
    index('calls_agent').on(table.agentId, table.createdAt),
    index('calls_organization').on(table.organizationId, table.createdAt),
    index('calls_contact').on(table.organizationId, table.contactKey),
    index('calls_day').on(table.agentId, table.reservedAt).where(sql`reserved_at is not null`),
    index('calls_live').on(table.organizationId, table.agentId).where(sql`state <> 'ended'`),
    index('calls_lease').on(table.leaseUntil).where(sql`state <> 'ended'`),
    index('calls_vendor').on(table.organizationId, table.connection, table.vendorId).where(sql`vendor_id is not null`),
    uniqueIndex('calls_idempotency').on(table.agentId, table.idempotencyKey).where(sql`idempotency_key is not null`),
  ],
);

/** What happened in a call, in order, sealed. */
export const callEvents = pgTable(
  'call_events',
  {
    organizationId: text('organization_id').notNull(),
    callId: text('call_id').notNull(),
    sequence: integer('sequence').notNull(),
    at: at('at').notNull(),
    sealed: bytes().notNull(),
  },
  table => [primaryKey({ columns: [table.callId, table.sequence] })],
);

/** One-time paths of sockets. */
export const callTickets = pgTable(
  'call_tickets',
  {
    hash: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    callId: text('call_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
    usedAt: integer('used_at'),
  },
  table => [index('call_tickets_expired').on(table.expiresAt)],
);

/** What one process asks of whichever has a call. What is asked is gone once it was taken. */
export const callOrders = pgTable(
  'call_orders',
  {
    organizationId: text('organization_id').notNull(),
    callId: text('call_id').notNull(),
    /** In the order of asking. */
    sequence: integer('sequence').notNull(),
    key: text().notNull(),
    state: text().$type<OrderState>().notNull(),
    sealed: bytes(),
    sealedAnswer: bytes('sealed_answer'),
    takenBy: text('taken_by'),
    updatedAt: at('updated_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.callId, table.sequence] }),
    uniqueIndex('call_orders_key').on(table.callId, table.key),
    index('call_orders_updated').on(table.updatedAt),
    index('call_orders_waiting').on(table.callId).where(sql`state = 'waiting'`),
  ],
);

/** Agents that wait for a call to ring. */
export const callWaiters = pgTable(
  'call_waiters',
  {
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    until: at('until').notNull(),
  },
  table => [primaryKey({ columns: [table.organizationId, table.agentId] })],
);
