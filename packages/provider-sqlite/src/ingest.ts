import { ButtdialError, type InboxEntry, type Ingest, type IngestAnswer, type StatusUpdate } from '@buttdial/core';
import type { Batch } from './batch.ts';
import type { AppendConsent } from './consent.ts';
import { acceptance, advance, type MessageChange, type Messages } from './messages.ts';
import type { Connection } from './open.ts';
import type { MessageRow } from './rows.ts';

/** Keeps an inbound message; false when it came before. */
function createArrivals(connection: Connection, appendConsent: AppendConsent) {
  const insert = connection.prepare(
    `insert into inbox (id, organization_id, agent_id, channel, from_address, to_address, contact_key, connection, vendor_id, sealed,
       received_at, deliveries, callback_attempt, callback_due_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?) on conflict (organization_id, connection, vendor_id) do nothing`,
  );
  const heard = connection.prepare(
    `insert into contacts (organization_id, contact_key, channel, last_inbound_at) values (?, ?, ?, ?)
     on conflict do update set last_inbound_at = max(last_inbound_at, excluded.last_inbound_at)`,
  );

  return (batch: Batch, { organizationId, connection: name }: Ingest, entry: InboxEntry): boolean => {
    if (entry.agentId === '' || !batch.meters.of(organizationId, entry.agentId))
      throw new ButtdialError('not-found', 'There is no such agent in the organization.');
    const due = entry.callbackDueAt?.getTime() ?? null;
    const receivedAt = entry.receivedAt.getTime();
    const written = insert.run(
      entry.id,
      organizationId,
      entry.agentId,
      entry.channel,
      entry.from,
      entry.to,
      entry.contactKey,
      name,
      entry.vendorId,
      entry.sealed,
      receivedAt,
      due,
    );
    if (written.changes === 0) return false;
    heard.run(organizationId, entry.contactKey, entry.channel, receivedAt);
    if (entry.consent) appendConsent(organizationId, entry.consent);
    batch.wake({ topic: 'inbox', agentId: entry.agentId });
    return true;
  };
}

/** The verb `ingest`, to be run inside a transaction. */
export function createIngest(connection: Connection, messages: Messages, appendConsent: AppendConsent) {
  const store = createArrivals(connection, appendConsent);

  function find(ingest: Ingest, update: StatusUpdate): MessageRow | undefined {
    const named = update.ref === undefined ? undefined : messages.find(ingest.organizationId, update.ref);
    if (named?.connection === ingest.connection) return named;
    return messages.findByVendor({ ...update, organizationId: ingest.organizationId, connection: ingest.connection });
  }

  return (batch: Batch, ingest: Ingest): IngestAnswer => {
    const organization = batch.meters.of(ingest.organizationId);
    if (!organization) throw new ButtdialError('not-found', 'There is no such organization.');
    const stored = ingest.messages.filter(entry => store(batch, ingest, entry)).map(entry => entry.id);
    const appended = ingest.consent.filter(event => appendConsent(ingest.organizationId, event)).length;
    const advanced = new Set<string>();
    let unmatched = 0;
    for (const update of ingest.statuses) {
      const row = find(ingest, update);
      if (!row) unmatched += 1;
      else if (apply(batch, messages, { row, update })) advanced.add(row.id);
    }
    const changed = stored.length + appended + advanced.size > 0;
    if (changed && ingest.auditBody !== undefined) batch.audit(organization, ingest.auditBody, ingest.now);
    return { stored, duplicates: ingest.messages.length - stored.length, advanced: [...advanced], unmatched };
  };
}

/** True when the report moved the message. */
function apply(
  batch: Batch,
  messages: Messages,
  { row, update }: { readonly row: MessageRow; readonly update: StatusUpdate },
): boolean {
  const state = advance(row, update.status);
  const news = row.vendor_id === null || state !== row.state;
  if (!news && (update.priceMicros === undefined || update.priceMicros === row.price_micros)) return false;
  const fault =
    state !== 'failed'
      ? null
      : row.vendor_id !== null && row.fault !== null
        ? row.fault
        : update.fault
          ? JSON.stringify(update.fault)
          : null;
  const change: MessageChange = {
    ...acceptance(row, { vendorId: update.vendorId, priceMicros: update.priceMicros, now: update.now }),
    state,
    fault,
  };
  messages.change(batch, row, { ...change, now: update.now });
  return news;
}
