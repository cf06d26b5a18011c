import type { ConsentEvent, DecisionRecord, Fault, InboxItem, MessageRecord, OutboxItem } from '@buttdial/core';

/** A row of `messages`, as a result or as JSON of a function. */
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
  readonly vendor_id: string | null;
  readonly fault: Fault | null;
  readonly decision: object | null;
  readonly reserved_micros: number;
  readonly price_micros: number | null;
  readonly currency: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly due_at: number;
  readonly idempotency_key: string | null;
  /** Only where it was selected. */
  readonly sealed_body?: Uint8Array | null;
}

export function toMessage(row: MessageRow): MessageRecord {
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
    ...(row.fault !== null && { fault: row.fault }),
    ...(row.decision !== null && { decision: parseDecision(row.decision) }),
    reservedMicros: row.reserved_micros,
    ...(row.price_micros !== null && { priceMicros: row.price_micros }),
    currency: row.currency,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
    dueAt: new Date(row.due_at),
    ...(row.idempotency_key !== null && { idempotencyKey: row.idempotency_key }),
  };
}

export function toOutboxItem(row: MessageRow): OutboxItem {
  return { ...toMessage(row), sealedBody: row.sealed_body ?? new Uint8Array() };
}

/** JSON knows no dates. */
export function parseDecision(json: object): DecisionRecord {
  const { nextAllowedAt, ...decision } = json as DecisionRecord;
  return { ...decision, ...(nextAllowedAt && { nextAllowedAt: new Date(nextAllowedAt) }) };
}

/** A row of `inbox` as it is handed out. */
export interface InboxRow {
  readonly id: string;
  readonly organization_id: string;
  readonly agent_id: string;
  readonly channel: InboxItem['channel'];
  readonly from_address: string;
  readonly to_address: string;
  readonly vendor_id: string;
  readonly sealed: Uint8Array;
  readonly received_at: number;
  readonly deliveries: number;
  readonly callback_attempt: number;
}

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

/** A row of `consent` as JSON of a function. */
export interface ConsentRow {
  readonly id: string;
  readonly organization_id: string;
  readonly contact_key: string;
  readonly channel: ConsentEvent['channel'];
  readonly kind: ConsentEvent['kind'];
  readonly level: string | null;
  readonly purposes: readonly string[] | null;
  readonly source: string | null;
  readonly notes: string | null;
  readonly at: number;
  readonly expires_at: number | null;
}

export function toConsent({
  id,
  organization_id,
  contact_key,
  channel,
  kind,
  at,
  expires_at,
  ...row
}: ConsentRow): ConsentEvent {
  return {
    id,
    organizationId: organization_id,
    contactKey: contact_key,
    channel,
    kind,
    ...(row.level !== null && { level: row.level }),
    ...(row.purposes !== null && { purposes: row.purposes }),
    ...(row.source !== null && { source: row.source }),
    ...(row.notes !== null && { notes: row.notes }),
    at: new Date(at),
    ...(expires_at !== null && { expiresAt: new Date(expires_at) }),
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
