import type {
  AgentProfile,
  Channel,
  ConsentEvent,
  DecisionRecord,
  Fault,
  Line,
  MessageState,
  Organization,
  Purpose,
  TokenKind,
} from '@buttdial/core';
import { type SQL, sql } from 'drizzle-orm';
import { blob, customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { parseDecision } from './rows.ts';

// Property names are those of the records in core; every time is a UTC instant in milliseconds.
const at = (name: string) => integer(name, { mode: 'timestamp_ms' });

const decision = customType<{ data: DecisionRecord; driverData: string }>({
  dataType: () => 'text',
  toDriver: JSON.stringify,
  fromDriver: parseDecision,
});

export const organizations = sqliteTable('organizations', {
  id: text().primaryKey(),
  name: text().notNull(),
  slug: text().notNull().unique(),
  mode: text().$type<Organization['mode']>().notNull(),
  settings: text({ mode: 'json' }).$type<Organization['settings']>().notNull(),
  createdAt: at('created_at').notNull(),
});

export const agents = sqliteTable(
  'agents',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    displayName: text('display_name').notNull(),
    status: text().$type<'active' | 'deprovisioned'>().notNull(),
    blockedChannels: text('blocked_channels', { mode: 'json' }).$type<readonly Channel[]>().notNull(),
    profile: text({ mode: 'json' }).$type<AgentProfile>().notNull(),
    createdAt: at('created_at').notNull(),
  },
  table => [index('agents_organization').on(table.organizationId)],
);

export const lines = sqliteTable(
  'lines',
  {
    id: text().primaryKey(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    channel: text().$type<Channel>().notNull(),
    address: text().notNull(),
    connection: text().notNull(),
    status: text().$type<Line['status']>().notNull(),
    vendorId: text('vendor_id'),
    /** Null for a line of one agent alone. */
    shared: integer({ mode: 'boolean' }).$type<true>(),
    createdAt: at('created_at').notNull(),
  },
  table => [
    // A released address is free for the next owner.
    uniqueIndex('lines_address').on(table.channel, table.address).where(sql`status <> 'released'`),
    index('lines_organization').on(table.organizationId, table.agentId),
  ],
);

export const tokens = sqliteTable(
  'tokens',
  {
    id: text().primaryKey(),
    kind: text().$type<TokenKind>().notNull(),
    organizationId: text('organization_id'),
    agentId: text('agent_id'),
    hash: text().notNull().unique(),
    label: text().notNull(),
    scopes: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at'),
    lastUsedAt: at('last_used_at'),
    revokedAt: at('revoked_at'),
  },
  table => [index('tokens_organization').on(table.organizationId, table.agentId)],
);

/**
 * Caps and what was used of them: one row per agent, and one per organization (its `agent_id` is empty), which also
 * holds the tip of the audit chain. Whoever admits writes here, so this row is what admissions queue up behind.
 */
export const meters = sqliteTable(
  'meters',
  {
    id: integer().primaryKey(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    /** How many admissions there ever were. */
    sequence: integer().notNull().default(0),
    lastAdmittedAt: integer('last_admitted_at').notNull().default(0),
    /** Number of the UTC day and month that the sums belong to. */
    day: integer().notNull().default(0),
    dayMicros: integer('day_micros').notNull().default(0),
    month: integer().notNull().default(0),
    monthMicros: integer('month_micros').notNull().default(0),
    maxActionsPerMinute: integer('max_actions_per_minute'),
    maxActionsPerHour: integer('max_actions_per_hour'),
    maxActionsPerDay: integer('max_actions_per_day'),
    maxActionsPerMonth: integer('max_actions_per_month'),
    maxSpendMicrosPerDay: integer('max_spend_micros_per_day'),
    maxSpendMicrosPerMonth: integer('max_spend_micros_per_month'),
    maxCallsPerDaySameNumber: integer('max_calls_per_day_same_number'),
    /** The day and month for which it was told that four fifths of its budget are used. */
    warnedDay: integer('warned_day').notNull().default(0),
    warnedMonth: integer('warned_month').notNull().default(0),
    auditSequence: integer('audit_sequence').notNull().default(0),
    auditHash: text('audit_hash').notNull().default('0'.repeat(64)),
  },
  table => [uniqueIndex('meters_subject').on(table.organizationId, table.agentId)],
);

/** When the n-th admission of a meter was: a cap of N is one look at the N-th latest. */
export const admissions = sqliteTable(
  'admissions',
  {
    meterId: integer('meter_id').notNull(),
    sequence: integer().notNull(),
    at: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.meterId, table.sequence] })],
);

const waiting = (states: string): SQL => sql.raw(`state in (${states})`);

/** Messages that have been at a vendor or at the judge; a query finds their index when it says the same words. */
export const triedWords = `state not in ('queued', 'sending')`;

export const messages = sqliteTable(
  'messages',
  {
    /** Order of admission; never given twice, so that others can remember how far they have read. */
    position: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull().unique(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    channel: text().$type<Channel>().notNull(),
    purpose: text().$type<Purpose>().notNull(),
    from: text('from_address').notNull(),
    to: text('to_address').notNull(),
    contactKey: text('contact_key').notNull(),
    connection: text().notNull(),
    state: text().$type<MessageState>().notNull(),
    attempt: integer().notNull(),
    /** The latest attempt whose end was reported by its courier. */
    settledAttempt: integer('settled_attempt').notNull(),
    vendorId: text('vendor_id'),
    fault: text({ mode: 'json' }).$type<Fault>(),
    decision: decision(),
    /** What admission held; comes back when a message that was given up as unsent proves to have been sent. */
    askedMicros: integer('asked_micros').notNull(),
    reservedMicros: integer('reserved_micros').notNull(),
    priceMicros: integer('price_micros'),
    currency: text().notNull(),
    sealedBody: blob('sealed_body', { mode: 'buffer' }),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
    dueAt: at('due_at').notNull(),
    /** By the store's clock: decides which day and month the money belongs to. */
    admittedAt: integer('admitted_at').notNull(),
    /** When the attempt began that was accepted or may have been; null while none was. By the courier's clock. */
    attemptedAt: integer('attempted_at'),
    leaseOwner: text('lease_owner'),
    /** Until then nobody else takes it; null when nobody needs to. */
    leaseUntil: integer('lease_until'),
    /** The UTC hour in which it was counted as used; null until then. */
    usageHour: integer('usage_hour'),
    idempotencyKey: text('idempotency_key'),
    fingerprint: text(),
  },
  table => [
    index('messages_due').on(table.dueAt).where(waiting(`'queued', 'deferred'`)),
    index('messages_uncertain').on(table.leaseUntil).where(waiting(`'sending', 'unknown'`)),
    index('messages_agent').on(table.agentId, table.createdAt),
    // Lists narrow by channel and agent on the index alone.
    index('messages_organization').on(table.organizationId, table.createdAt, table.id, table.channel, table.agentId),
    // A message passes through the other two states in a moment, and has indexes there already.
    index('messages_state').on(table.organizationId, table.state, table.createdAt, table.id).where(sql.raw(triedWords)),
    index('messages_calls').on(table.agentId, table.contactKey, table.admittedAt).where(sql`channel = 'voice'`),
    index('messages_vendor')
      .on(table.organizationId, table.connection, table.vendorId)
      .where(sql`vendor_id is not null`),
    uniqueIndex('messages_idempotency').on(table.agentId, table.idempotencyKey).where(sql`idempotency_key is not null`),
  ],
);

/**
 * Where the messages to a contact lie, up to the mark; see conversations.ts. A contact is the beginning of its key, which others
 * may share: whoever reads a message looks at its whole key.
 */
export const conversations = sqliteTable(
  'conversations',
  {
    contact: text().notNull(),
    position: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.contact, table.position] })],
);

/** The last message that `conversations` holds. */
export const conversationMark = sqliteTable('conversation_mark', {
  id: integer().primaryKey(),
  position: integer().notNull(),
});

export const inbox = sqliteTable(
  'inbox',
  {
    /** Order of arrival. */
    position: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull().unique(),
    organizationId: text('organization_id').notNull(),
    agentId: text('agent_id').notNull(),
    channel: text().$type<Channel>().notNull(),
    from: text('from_address').notNull(),
    to: text('to_address').notNull(),
    contactKey: text('contact_key').notNull(),
    connection: text().notNull(),
    vendorId: text('vendor_id').notNull(),
    sealed: blob({ mode: 'buffer' }),
    receivedAt: at('received_at').notNull(),
    deliveries: integer().notNull(),
    callbackAttempt: integer('callback_attempt').notNull(),
    callbackDueAt: integer('callback_due_at'),
    leaseUntil: integer('lease_until'),
    acknowledgedAt: integer('acknowledged_at'),
  },
  table => [
    uniqueIndex('inbox_vendor').on(table.organizationId, table.connection, table.vendorId),
    index('inbox_waiting').on(table.agentId, table.receivedAt, table.position).where(sql`acknowledged_at is null`),
    index('inbox_callbacks').on(table.callbackDueAt).where(sql`callback_due_at is not null`),
    index('inbox_thread').on(table.organizationId, table.contactKey, table.receivedAt),
  ],
);

export const contacts = sqliteTable(
  'contacts',
  {
    organizationId: text('organization_id').notNull(),
    contactKey: text('contact_key').notNull(),
    channel: text().$type<Channel>().notNull(),
    lastInboundAt: at('last_inbound_at').notNull(),
  },
  table => [primaryKey({ columns: [table.organizationId, table.contactKey, table.channel] })],
);

export const consent = sqliteTable(
  'consent',
  {
    /** Order of writing, for events of the same instant. */
    position: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull(),
    organizationId: text('organization_id').notNull(),
    contactKey: text('contact_key').notNull(),
    channel: text().$type<ConsentEvent['channel']>().notNull(),
    kind: text().$type<ConsentEvent['kind']>().notNull(),
    level: text(),
    purposes: text({ mode: 'json' }).$type<readonly string[]>(),
    source: text(),
    notes: text(),
    at: at('at').notNull(),
    expiresAt: at('expires_at'),
  },
  table => [
    uniqueIndex('consent_id').on(table.organizationId, table.id),
    index('consent_contact').on(table.organizationId, table.contactKey, table.at),
  ],
);

export const usage = sqliteTable(
  'usage',
  {
    organizationId: text('organization_id').notNull(),
    hour: at('hour').notNull(),
    agentId: text('agent_id').notNull(),
    channel: text().$type<Channel>().notNull(),
    actions: integer().notNull(),
    micros: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.organizationId, table.hour, table.agentId, table.channel] })],
);

const afterTarget = `substr(body, instr(body, '"target":"') + 10)`;
/**
 * What an audit row is about, the first target that its body names; null where it names none. Queries and the index must say
 * it in the same words. As text, because every row is read for it when it is written: as JSON that took five times as long.
 */
export const auditTargetWords = `(case when instr(body, '"target":"') > 0 then substr(${afterTarget}, 1, instr(${afterTarget}, '"') - 1) end)`;
/** What happened. */
export const auditEventWords = `(case when json_valid(body) then body ->> '$.event' end)`;
/** Every event but those that each message brings. */
export const auditRemarkableWords = `substr(body, 1, 18) <> '{"event":"message.' and substr(body, 1, 26) <> '{"event":"webhook.applied"'`;

export const audit = sqliteTable(
  'audit',
  {
    organizationId: text('organization_id').notNull(),
    sequence: integer().notNull(),
    at: at('at').notNull(),
    body: text().notNull(),
    previousHash: text('previous_hash').notNull(),
    hash: text().notNull(),
  },
  table => [
    primaryKey({ columns: [table.organizationId, table.sequence] }),
    index('audit_target').on(table.organizationId, sql.raw(auditTargetWords), table.sequence),
    index('audit_remarkable').on(table.organizationId, table.sequence).where(sql.raw(auditRemarkableWords)),
  ],
);

/** Copies of do-not-call lists: the `current` one of each, one that is `loading`, and `old` ones being swept. */
export const listCopies = sqliteTable('list_copies', {
  copy: integer().primaryKey({ autoIncrement: true }),
  list: text().notNull(),
  state: text().$type<'loading' | 'current' | 'old'>().notNull(),
  asOf: at('as_of').notNull(),
  /** While it is loading: when that began. */
  importedAt: at('imported_at').notNull(),
  numbers: integer().notNull(),
  source: text().notNull(),
  sha256: text().notNull(),
});

/** E.164 digits as an integer. In a staged list of changes, a number that leaves is negative. */
export const listNumbers = sqliteTable(
  'list_numbers',
  {
    copy: integer().notNull(),
    number: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.copy, table.number] })],
);
