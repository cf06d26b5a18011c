import type { ConsentEvent, Inbox, InboxEntry, Ingest, IngestAnswer, StatusUpdate, Wake } from '@buttdial/core';
import { kept } from './errors.ts';
import type { Connection } from './open.ts';
import { type Clock, hex } from './outbox.ts';
import { type InboxRow, toInboxItem } from './rows.ts';
import type { Announce } from './watch.ts';

export function createInbox(
  connection: Connection,
  { clock, announce }: { readonly clock: Clock; readonly announce: Announce },
): Inbox {
  return {
    ingest: async batch => {
      const rows = await kept(connection<{ answer: IngestAnswer & { readonly agents: readonly string[] } }[]>`
        select store_ingest(${batch.organizationId}, ${batch.connection}, ${batchJson(batch)}::text::jsonb) as answer`);
      const { agents, ...answer } = rows[0]!.answer;
      announce([
        ...agents.map((agentId): Wake => ({ topic: 'inbox', agentId })),
        ...answer.advanced.map((messageId): Wake => ({ topic: 'message', messageId })),
      ]);
      return answer;
    },
    lease: async ({ organizationId, agentId, channel = null, now, leaseMs, limit, acknowledge }) => {
      const rows = await kept(connection<InboxRow[]>`
        select * from store_lease(${organizationId}, ${agentId}, ${channel}, ${now.getTime()}, ${clock(now)}, ${leaseMs}, ${limit}, ${acknowledge})`);
      return rows.map(toInboxItem);
    },
    acknowledge: async (organizationId, agentId, ...[inboxIds, now]) => {
      const rows = await kept(connection<{ count: number }[]>`
        select store_acknowledge(${organizationId}, ${agentId}, ${[...inboxIds]}, ${now.getTime()}) as count`);
      return rows[0]!.count;
    },
    claimCallbacks: async ({ now, leaseMs, limit }) =>
      (
        await kept(connection<InboxRow[]>`select * from store_claim_callbacks(${clock(now)}, ${leaseMs}, ${limit})`)
      ).map(toInboxItem),
    settleCallback: async ({ organizationId, inboxId, now, outcome }) => {
      const dueAt = outcome.kind === 'retry' ? outcome.dueAt.getTime() : null;
      const [row] = await kept(connection<{ agent: string | null }[]>`
        select store_settle_callback(${organizationId}, ${inboxId}, ${now.getTime()}, ${outcome.kind}, ${dueAt}) as agent`);
      // What waited behind it may go now.
      if (row?.agent) announce([{ topic: 'inbox', agentId: row.agent }]);
    },
  };
}

function batchJson({ now, messages, statuses, consent, auditBody }: Ingest): string {
  return JSON.stringify({
    now: now.getTime(),
    auditBody,
    messages: messages.map(entryRow),
    statuses: statuses.map(statusRow),
    consent: consent.map(consentRow),
  });
}

function entryRow(entry: InboxEntry) {
  return {
    id: entry.id,
    agent_id: entry.agentId,
    channel: entry.channel,
    from_address: entry.from,
    to_address: entry.to,
    contact_key: entry.contactKey,
    vendor_id: entry.vendorId,
    sealed: hex(entry.sealed),
    received_at: entry.receivedAt.getTime(),
    callback_due_at: entry.callbackDueAt?.getTime(),
    consent: entry.consent && consentRow(entry.consent),
  };
}

function statusRow({ ref, vendorId, status, fault, priceMicros, now }: StatusUpdate) {
  return { ref, vendor_id: vendorId, status, fault, price_micros: priceMicros, now: now.getTime() };
}

/** A ledger line as `store_consent` reads it. */
export function consentRow({ at, expiresAt, ...event }: ConsentEvent) {
  return { ...event, at: at.getTime(), expiresAt: expiresAt?.getTime() };
}
