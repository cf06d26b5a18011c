import type { Channel, PlanKind, Rental, TrafficEntry, VoucherKind } from '@buttdial/core';
import { sql } from 'drizzle-orm';
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

// What belongs to an organization besides its messages. Names and times as in schema.ts.
const at = (name: string) => integer(name, { mode: 'timestamp_ms' });

export const dataKeys = sqliteTable(
  'data_keys',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    rootKeyId: text('root_key_id').notNull(),
    wrapped: blob({ mode: 'buffer' }).notNull(),
    createdAt: at('created_at').notNull(),
    retiredAt: at('retired_at'),
  },
  table => [index('data_keys_organization').on(table.organizationId)],
);

export const credentials = sqliteTable(
  'credentials',
  {
    organizationId: text('organization_id').notNull(),
    connection: text().notNull(),
    version: integer().notNull(),
    keyId: text('key_id').notNull(),
    /** Base64 of each sealed field. */
    sealed: text({ mode: 'json' }).$type<Readonly<Record<string, string>>>().notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  table => [primaryKey({ columns: [table.organizationId, table.connection] })],
);

export const codes = sqliteTable(
  'codes',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    contactKey: text('contact_key').notNull(),
    hash: text().notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    triesLeft: integer('tries_left').notNull(),
    /** Told, or replaced by a newer one. */
    endedAt: at('ended_at'),
  },
  table => [index('codes_contact').on(table.organizationId, table.contactKey, table.createdAt)],
);

/** The books, a line per hour, agent, channel and kind: what was done in an hour is one sum, however much it was. */
export const ledger = sqliteTable(
  'ledger',
  {
    organizationId: text('organization_id').notNull(),
    hour: at('hour').notNull(),
    agentId: text('agent_id').notNull(),
    channel: text().$type<Channel>().notNull(),
    kind: text().$type<VoucherKind>().notNull(),
    count: integer().notNull(),
    reservedMicros: integer('reserved_micros').notNull(),
    spentMicros: integer('spent_micros').notNull(),
  },
  table => [primaryKey({ columns: [table.organizationId, table.hour, table.agentId, table.channel, table.kind] })],
);

/** Work at vendors that must not be forgotten. A row exists only while it is under way. */
export const plans = sqliteTable(
  'plans',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    kind: text().$type<PlanKind>().notNull().default('agent'),
    /** Nobody has taken it over; one for an agent holds a place of the pool. */
    making: integer({ mode: 'boolean' }).notNull(),
    rentals: text({ mode: 'json' }).$type<readonly Rental[]>().notNull(),
    createdAt: at('created_at').notNull(),
    leaseUntil: integer('lease_until').notNull(),
  },
  table => [uniqueIndex('plans_agent').on(table.agentId), index('plans_lease').on(table.leaseUntil)],
);

/**
 * Everybody who was written to, wrote, or was named with a consent. A trigger on `inbox` keeps it; who was written to comes in
 * when somebody looks, see `phonebook.ts`. An erasure empties it. Whoever is gone from everywhere else goes with the next purge.
 */
export const phonebook = sqliteTable(
  'phonebook',
  {
    organizationId: text('organization_id').notNull(),
    contactKey: text('contact_key').notNull(),
    address: text().notNull(),
    /** The one it was last heard on or written to. */
    channel: text().$type<Channel>().notNull(),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.organizationId, table.contactKey] }),
    index('phonebook_latest').on(table.organizationId, table.lastAt, table.contactKey),
  ],
);

/** The message that the phone book has come to. One row; the id tells whether row numbers are still what they were. */
export const phonebookMark = sqliteTable('phonebook_mark', {
  id: integer().primaryKey(),
  position: integer().notNull(),
  messageId: text('message_id').notNull(),
});

/** Posts that came from vendors and went to applications, without what was in them. */
export const traffic = sqliteTable(
  'traffic',
  {
    position: integer().primaryKey({ autoIncrement: true }),
    organizationId: text('organization_id').notNull(),
    at: at('at').notNull(),
    direction: text().$type<TrafficEntry['direction']>().notNull(),
    agentId: text('agent_id').notNull(),
    channel: text().$type<Channel>().notNull(),
    connection: text(),
    inboxId: text('inbox_id'),
    attempt: integer(),
    outcome: text().$type<TrafficEntry['outcome']>().notNull(),
    status: integer(),
    durationMs: integer('duration_ms').notNull(),
    messages: integer().notNull(),
    statuses: integer().notNull(),
  },
  table => [
    index('traffic_organization').on(table.organizationId, table.position),
    index('traffic_message').on(table.organizationId, table.inboxId).where(sql`inbox_id is not null`),
  ],
);
