import type { DecisionRecord, InboxItem, MessageRecord, OutboxItem } from '@buttdial/core';

/** A row of `messages` as SQLite gives it. */
export interface MessageRow {
  readonly id: string;
  readonly organization_id: string;
  readonly agent_id: string;
  readonly channel: MessageRecord['channel'];
  readonly purpose: MessageRecord['purpose'];
  readonly from_address: string;
  readonly to_address: string;
  readonly contact_key: string;
  readonly connection: string;
  readonly state: MessageRecord['state'];
  readonly attempt: number;
  readonly settled_attempt: number;
  readonly vendor_id: string | null;
  readonly fault: string | null;
  readonly decision: string | null;
  readonly asked_micros: number;
  readonly reserved_micros: number;
  readonly price_micros: number | null;
  readonly currency: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly due_at: number;
  readonly admitted_at: number;
  readonly attempted_at: number | null;
  readonly lease_until: number | null;
  readonly usage_hour: number | null;
  readonly idempotency_key: string | null;
  readonly fingerprint: string | null;
  /** Only where it was selected. */
  readonly sealed_body?: Buffer | null;
}

/** Everything but the body, which only the courier needs. */
export const messageColumns = `id, organization_id, agent_id, channel, purpose, from_address, to_address, contact_key, connection, state,
  attempt, settled_attempt, vendor_id, fault, decision, asked_micros, reserved_micros, price_micros, currency, created_at, updated_at,
  due_at, admitted_at, attempted_at, lease_until, usage_hour, idempotency_key, fingerprint`;

/** @param decision the row's own, where it is at hand and need not be read from its JSON. */
export function toMessage(row: MessageRow, decision = decisionOf(row)): MessageRecord {
  return {
    id: row.id,
    organizationId: row.organization_id,
    agentId: row.agent_id,
    channel: row.channel,
    purpose: row.purpose,
    from: row.from_address,
    to: row.to_address,
    contactKey: row.contact_key,
    connection: row.connection,
    state: row.state,
    attempt: row.attempt,
    ...(row.vendor_id !== null && { vendorId: row.vendor_id }),
    ...(row.fault !== null && { fault: JSON.parse(row.fault) }),
    ...(decision && { decision }),
    reservedMicros: row.reserved_micros,
    ...(row.price_micros !== null && { priceMicros: row.price_micros }),
    currency: row.currency,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    dueAt: new Date(row.due_at),
    ...(row.idempotency_key !== null && { idempotencyKey: row.idempotency_key }),
  };
}

function decisionOf({ decision }: MessageRow): DecisionRecord | undefined {
  return decision === null ? undefined : parseDecision(decision);
}

/** JSON knows no dates. */
export function parseDecision(json: string): DecisionRecord {
  const { nextAllowedAt, ...decision } = JSON.parse(json);
  return { ...decision, ...(nextAllowedAt && { nextAllowedAt: new Date(nextAllowedAt) }) };
}

export function toOutboxItem(row: MessageRow): OutboxItem {
  return { ...toMessage(row), sealedBody: row.sealed_body ?? new Uint8Array() };
}

/** A row of `inbox` as SQLite gives it. */
export interface InboxRow {
  readonly id: string;
  readonly organization_id: string;
  readonly agent_id: string;
  readonly channel: InboxItem['channel'];
  readonly from_address: string;
  readonly to_address: string;
  readonly vendor_id: string;
  readonly sealed: Buffer;
  readonly received_at: number;
  readonly deliveries: number;
  readonly callback_attempt: number;
  readonly lease_until: number | null;
}

export const inboxColumns = `id, organization_id, agent_id, channel, from_address, to_address, vendor_id, sealed, received_at, deliveries,
  callback_attempt, lease_until`;

export function toInboxItem(row: InboxRow): InboxItem {
  return {
    id: row.id,
    organizationId: row.organization_id,
    agentId: row.agent_id,
    channel: row.channel,
    from: row.from_address,
    to: row.to_address,
    vendorId: row.vendor_id,
    sealed: row.sealed,
    receivedAt: new Date(row.received_at),
    deliveries: row.deliveries,
    callbackAttempt: row.callback_attempt,
  };
}

/** A record without its nulls: what is absent in a record is null in a row. */
export function present<Row extends object>(row: Row): Present<Row> {
  const entries = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as Present<Row>;
}

type NullableKeys<Row> = { [Key in keyof Row]: null extends Row[Key] ? Key : never }[keyof Row];
type Present<Row> = { [Key in Exclude<keyof Row, NullableKeys<Row>>]: Row[Key] } & {
  [Key in NullableKeys<Row>]?: NonNullable<Row[Key]>;
};

/** An object with the named members changed; null takes one out. */
export function patched<Whole extends object>(whole: Whole | undefined, patch: object): Whole {
  const merged = Object.entries({ ...whole, ...patch }).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(merged) as Whole;
}
