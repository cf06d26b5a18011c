import type { DecisionRecord } from '@buttdial/core';
import { advanceStatus, type DeliveryStatus, type MessageState, type StatusUpdate } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { HeldRow } from './held.ts';
import type { Connection } from './open.ts';
import { type MessageRow, messageColumns } from './rows.ts';
import { hourStart } from './time.ts';

/** What may change in a stored message, besides the time of change. */
export type MessageChange = Partial<
  Pick<
    MessageRow,
    | 'state'
    | 'settled_attempt'
    | 'vendor_id'
    | 'fault'
    | 'decision'
    | 'reserved_micros'
    | 'price_micros'
    | 'due_at'
    | 'attempted_at'
    | 'usage_hour'
  >
> & {
  readonly lease_until?: number | null;
  /** The body goes when nobody will need it again. */
  readonly erase?: boolean;
};

/** Reading and changing single messages inside a transaction; whatever is done to the price is done to the sums too. */
export interface Messages {
  find(organizationId: string, messageId: string): MessageRow | undefined;
  findByVendor(update: StatusUpdate): MessageRow | undefined;
  change(batch: Batch, row: MessageRow, change: MessageChange & { readonly now: Date }): MessageRow;
  /** Changes a message that is being sent into one that the vendor has; undefined, and nothing changed, when it is no longer as given. */
  accept(batch: Batch, row: HeldRow, change: MessageChange & { readonly now: Date }): MessageRow | undefined;
}

export function createMessages(connection: Connection): Messages {
  const byId = connection.prepare(`select ${messageColumns} from messages where id = ? and organization_id = ?`);
  const byVendor = connection.prepare(
    `select ${messageColumns} from messages where organization_id = ? and connection = ? and vendor_id = ? and vendor_id is not null limit 1`,
  );
  const columns = `update messages set state = ?, settled_attempt = ?, vendor_id = ?, fault = ?, decision = ?, reserved_micros = ?,
    price_micros = ?, due_at = ?, attempted_at = ?, usage_hour = ?, updated_at = ?, lease_owner = null, lease_until = ?`;
  const keep = connection.prepare(`${columns} where id = ?`);
  const erase = connection.prepare(`${columns}, sealed_body = null where id = ?`);

  const accept = createAccept(connection);

  return {
    accept,
    find: (organizationId, messageId) => byId.get(messageId, organizationId) as MessageRow | undefined,
    findByVendor: ({ organizationId, connection: name, vendorId }) =>
      byVendor.get(organizationId, name, vendorId) as MessageRow | undefined,
    change: (batch, row, { now, lease_until: leaseUntil = null, erase: gone, ...changes }) => {
      const merged: MessageRow = { ...row, ...changes };
      // When it entered its state: a second look at an unknown message does not make it newer.
      const next: MessageRow = merged.state === row.state ? merged : { ...merged, updated_at: now.getTime() };
      (gone ? erase : keep).run(
        next.state,
        next.settled_attempt,
        next.vendor_id,
        next.fault,
        next.decision,
        next.reserved_micros,
        next.price_micros,
        next.due_at,
        next.attempted_at,
        next.usage_hour,
        next.updated_at,
        leaseUntil,
        next.id,
      );
      tell(batch, { before: row, after: next, at: now.getTime() });
      return next;
    },
  };
}

/** The usual end of an attempt, in as few columns as it takes: each one that an index holds costs a page. */
function createAccept(connection: Connection): Messages['accept'] {
  const accept = connection.prepare(
    `update messages set state = 'sent', settled_attempt = ?, vendor_id = ?, decision = ?, price_micros = ?, attempted_at = ?,
       usage_hour = ?, updated_at = ?, fault = null, lease_owner = null, lease_until = null, sealed_body = null
     where position = ? and id = ? and state = 'sending' and attempt = ? and vendor_id is null and to_address = ?`,
  );
  return (batch, row, { now, erase, ...change }) => {
    const next: MessageRow = {
      ...row,
      ...change,
      state: 'sent',
      fault: null,
      lease_until: null,
      updated_at: now.getTime(),
    };
    const { changes } = accept.run(
      next.settled_attempt,
      next.vendor_id,
      next.decision,
      next.price_micros,
      next.attempted_at,
      next.usage_hour,
      next.updated_at,
      row.position,
      next.id,
      next.attempt,
      // Erased meanwhile, it has none.
      next.to_address,
    );
    if (changes === 0) return undefined;
    tell(batch, { before: row, after: next, at: now.getTime() });
    return next;
  };
}

/** Carries a change of a message into the sums and the books, and wakes who waits for it. */
function tell(batch: Batch, step: Step): void {
  account(batch, step.before, step.after);
  book(batch, step);
  batch.wake({ topic: 'message', messageId: step.after.id });
}

/** What a message weighs: its price, or what is reserved as long as that is unknown. */
function cost(row: MessageRow): number {
  return row.price_micros ?? row.reserved_micros;
}

function account(batch: Batch, before: MessageRow, after: MessageRow): void {
  const difference = cost(after) - cost(before);
  if (difference !== 0) {
    const organization = batch.meters.of(before.organization_id);
    const agent = batch.meters.of(before.organization_id, before.agent_id);
    if (organization) batch.meters.spend(organization, before.admitted_at, difference);
    if (agent) batch.meters.spend(agent, before.admitted_at, difference);
  }
  if (after.usage_hour === null) return;
  const first = before.usage_hour === null;
  const micros = first ? cost(after) : difference;
  const row = {
    organizationId: after.organization_id,
    agentId: after.agent_id,
    channel: after.channel,
    at: after.usage_hour,
  };
  if (first || micros !== 0) batch.use(row, first ? 1 : 0, micros);
}

interface Step {
  readonly before: MessageRow;
  readonly after: MessageRow;
  readonly at: number;
}

/** Writes into the books what became of the reservation, or what is known better about a price now. */
function book(batch: Batch, { before, after, at }: Step): void {
  const open = before.usage_hour === null && openStates.has(before.state);
  const counted = before.usage_hour === null ? 0 : cost(before);
  const spentMicros = (after.usage_hour === null ? 0 : cost(after)) - counted;
  const ended = after.usage_hour !== null || after.state === 'failed' || after.state === 'refused';
  if (open ? !ended : spentMicros === 0) return;
  const kind = !open ? 'correction' : after.usage_hour === null ? 'release' : 'settlement';
  const reservedMicros = open ? before.asked_micros : 0;
  const { organization_id: organizationId, agent_id: agentId, channel } = after;
  batch.book({ organizationId, agentId, channel, kind, at, reservedMicros, spentMicros });
}

const openStates: ReadonlySet<MessageState> = new Set(['queued', 'deferred', 'sending', 'unknown']);

/** The part of a change that says: the vendor has it. From then on it is never sent again, whatever comes in late. */
export function acceptance(
  row: MessageRow,
  proof: { readonly vendorId: string; readonly now: Date; readonly priceMicros?: number | undefined },
): MessageChange {
  return {
    vendor_id: row.vendor_id ?? proof.vendorId,
    reserved_micros: row.asked_micros,
    price_micros: proof.priceMicros ?? row.price_micros,
    attempted_at: row.attempted_at ?? (row.state === 'sending' ? row.updated_at : proof.now.getTime()),
    usage_hour: row.usage_hour ?? hourStart(proof.now.getTime()),
    // What was said before it left is over; the allow that it left under stays.
    decision: row.vendor_id === null ? allowOf(row) : row.decision,
    erase: true,
  };
}

const known: { readonly [State in MessageState]?: DeliveryStatus } = {
  sent: 'sent',
  failed: 'failed',
  delivered: 'delivered',
};

/** Where a message stands after a report: only forwards, and for one not yet known to be accepted, wherever the report says. */
export function advance(row: MessageRow, reported: DeliveryStatus): 'sent' | 'failed' | 'delivered' {
  const before = row.vendor_id === null ? undefined : known[row.state];
  const after = before === undefined ? reported : advanceStatus(before, reported);
  return after === 'read' ? 'delivered' : after;
}

/** Found out later, it left under the allow of the attempt that got lost; a denial before that says nothing about it. */
function allowOf({ decision }: MessageRow): string | null {
  return (JSON.parse(decision ?? 'null') as DecisionRecord | null)?.effect === 'allow' ? decision : null;
}
