import type { Role } from '@buttdial/core';
import { boolean, index, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { at, integer } from './columns.ts';

// Who signs in, and where they belong. Names and times as in schema.ts.

export const members = pgTable(
  'members',
  {
    organizationId: text('organization_id').notNull(),
    personId: text('person_id').notNull(),
    role: text().$type<Role>().notNull(),
    joinedAt: at('joined_at').notNull(),
  },
  table => [
    primaryKey({ columns: [table.organizationId, table.personId] }),
    index('members_person').on(table.personId, table.joinedAt),
  ],
);

export const invitations = pgTable(
  'invitations',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    email: text().notNull(),
    role: text().$type<Role>().notNull(),
    hash: text().notNull().unique(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    /** Accepted, withdrawn or replaced; kept a while because invitations of a day are counted. */
    endedAt: at('ended_at'),
  },
  table => [index('invitations_organization').on(table.organizationId, table.createdAt)],
);

/** How often something was tried, in a window that begins with the first try. */
export const tries = pgTable(
  'tries',
  {
    key: text().primaryKey(),
    count: integer('count').notNull(),
    since: integer('since').notNull(),
    until: integer('until').notNull(),
  },
  table => [index('tries_until').on(table.until)],
);

// The tables of better-auth 1.7: properties carry its names. That none is missing is tested.
export const people = pgTable('people', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean('email_verified').notNull(),
  image: text(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  twoFactorEnabled: boolean('two_factor_enabled'),
});

export const peopleSessions = pgTable(
  'people_sessions',
  {
    id: text().primaryKey(),
    token: text().notNull().unique(),
    userId: text('person_id').notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
  },
  table => [index('people_sessions_person').on(table.userId)],
);

export const peopleAccounts = pgTable(
  'people_accounts',
  {
    id: text().primaryKey(),
    userId: text('person_id').notNull(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    password: text(),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: at('access_token_expires_at'),
    refreshTokenExpiresAt: at('refresh_token_expires_at'),
    scope: text(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  table => [index('people_accounts_person').on(table.userId)],
);

export const peopleCodes = pgTable(
  'people_codes',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  table => [index('people_codes_identifier').on(table.identifier)],
);

export const secondFactors = pgTable(
  'second_factors',
  {
    id: text().primaryKey(),
    userId: text('person_id').notNull(),
    secret: text().notNull(),
    backupCodes: text('backup_codes').notNull(),
    verified: boolean('verified'),
    failedVerificationCount: integer('failed_verification_count'),
    lockedUntil: at('locked_until'),
  },
  table => [uniqueIndex('second_factors_person').on(table.userId)],
);

export const passkeys = pgTable(
  'passkeys',
  {
    id: text().primaryKey(),
    userId: text('person_id').notNull(),
    name: text(),
    publicKey: text('public_key').notNull(),
    credentialID: text('credential_id').notNull().unique(),
    counter: integer('counter').notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: boolean('backed_up').notNull(),
    transports: text(),
    aaguid: text(),
    createdAt: at('created_at'),
  },
  table => [index('passkeys_person').on(table.userId)],
);
