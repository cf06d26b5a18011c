import type { Channel, KeptBody, PoolKind, PoolState, SenderQuality } from '@buttdial/core';
import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at, bytes, integer } from './columns.ts';

/** Numbers and senders that wait for an agent. */
export const pools = pgTable(
  'pools',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    kind: text().$type<PoolKind>().notNull(),
    address: text().notNull(),
    country: text().notNull(),
    connection: text().notNull(),
    vendorId: text('vendor_id'),
    senderId: text('sender_id'),
    state: text().$type<PoolState>().notNull(),
    quality: text().$type<SenderQuality>(),
    agentId: text('agent_id'),
    /** The plan that makes an agent with it. */
    planId: text('plan_id'),
    monthlyMicros: integer('monthly_micros').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  table => [
    uniqueIndex('pools_address').on(table.kind, table.address).where(sql`state <> 'given'`),
    index('pools_organization').on(table.organizationId, table.createdAt),
  ],
);

/** Bodies that an organization chose to keep. */
export const keptBodies = pgTable(
  'kept_bodies',
  {
    id: text().notNull(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    contactKey: text('contact_key').notNull(),
    channel: text().$type<Channel>().notNull(),
    direction: text().$type<KeptBody['direction']>().notNull(),
    sealed: bytes().notNull(),
    at: at('at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.organizationId, table.id] }),
    index('kept_bodies_contact').on(table.organizationId, table.contactKey, table.at),
    index('kept_bodies_expiry').on(table.expiresAt),
  ],
);
