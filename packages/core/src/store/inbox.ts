import type { Channel } from '../address.ts';
import type { StatusUpdate } from './outbox.ts';
import type { ConsentEvent } from './records.ts';

/** An inbound message on its way into the inbox. */
export interface InboxEntry {
  readonly id: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly from: string;
  readonly to: string;
  readonly contactKey: string;
  readonly vendorId: string;
  readonly sealed: Uint8Array;
  readonly receivedAt: Date;
  /** Set when the agent has a callback: the first time to try it. */
  readonly callbackDueAt?: Date;
  /** STOP or START found in the text: written to the ledger in the same transaction. */
  readonly consent?: ConsentEvent;
}

/** One verified webhook. Applied whole in one transaction, once per event id of the connection. */
export interface Ingest {
  readonly organizationId: string;
  readonly connection: string;
  readonly now: Date;
  readonly messages: readonly InboxEntry[];
  readonly statuses: readonly StatusUpdate[];
  /** Ledger lines that come without a message, such as a complaint. */
  readonly consent: readonly ConsentEvent[];
  readonly auditBody?: string;
}

/** What one webhook changed. */
export interface IngestAnswer {
  /** Inbox ids that are new; the others were seen before. */
  readonly stored: readonly string[];
  readonly duplicates: number;
  /** Ids of messages whose state was moved by a status. */
  readonly advanced: readonly string[];
  /** Status reports that name no message of ours. */
  readonly unmatched: number;
}

/** An agent asks for what waits. */
export interface LeaseRequest {
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel?: Channel;
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
  /** Acknowledge in the same transaction, for clients that cannot ack. */
  readonly acknowledge: boolean;
}

/** What became of one attempt to post an inbound message to its agent's callback. */
export interface CallbackOutcome {
  readonly organizationId: string;
  readonly inboxId: string;
  readonly now: Date;
  /** `delivered` acknowledges the message · `retry` tries again at `dueAt` · `exhausted` leaves it waiting for a fetch. */
  readonly outcome:
    | { readonly kind: 'delivered' }
    | { readonly kind: 'retry'; readonly dueAt: Date }
    | { readonly kind: 'exhausted' };
}
