import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

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
