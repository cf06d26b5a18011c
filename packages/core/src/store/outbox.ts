import type { Channel } from '../address.ts';
import type { Fault } from '../fault.ts';
import type { DeliveryStatus, Purpose } from '../message.ts';
import type { LimitReached } from './limits.ts';
import type { ConsentEvent, DecisionRecord, MessageRecord } from './records.ts';

/** A message asking to be let in. Everything in it is already validated; addresses are normalized. */
export interface AdmitRequest {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly from: string;
  readonly to: string;
  readonly contactKey: string;
  readonly connection: string;
  /** Encrypted; kept until the message is settled. */
  readonly sealedBody: Uint8Array;
  /** The highest price it can have; held against the caps. */
  readonly reserveMicros: number;
  readonly currency: string;
  readonly now: Date;
  /** Later than `now` for a scheduled message. */
  readonly dueAt: Date;
  readonly idempotency?: { readonly key: string /** Hash of what was asked. */; readonly fingerprint: string };
  /** Hand it to this courier in the same transaction (state `sending`, attempt 1) when it is due now. */
  readonly claim?: { readonly owner: string; readonly leaseMs: number };
  /** What the judge will need to know, where the store can tell it along with the admission. */
  readonly facts?: FactsQuery;
  /** Canonical JSON of the audit entry. */
  readonly auditBody: string;
}

/**
 * The answer of `admit`. Exact under any number of callers and processes: caps are never passed, not by one.
 * - `admitted`: stored, counted, its price reserved. - `duplicate`: same key and fingerprint as this earlier message.
 * - `conflict`: same key, other fingerprint. - `limited`: a cap is reached, nothing was written.
 * - `inactive`: no such active agent in the organization. - `blocked`: the channel is switched off for the agent.
 */
export type Admission =
  | {
      readonly outcome: 'admitted';
      readonly message: MessageRecord;
      /** Budgets of which it used up the fourth fifth; each is told once per day or month, to one caller. */
      readonly nearing?: readonly LimitReached[];
      /**
       * The facts that were asked for, as fresh as an answer of `facts` would be now; absent from a store that would have to look
       * again for that.
       */
      readonly facts?: Facts;
    }
  | { readonly outcome: 'duplicate'; readonly message: MessageRecord }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'limited'; readonly limit: LimitReached }
  | { readonly outcome: 'inactive' }
  | { readonly outcome: 'blocked' };

/** A courier asks for work. Rows are leased; a crashed courier's rows come back by themselves. */
export interface ClaimRequest {
  readonly owner: string;
  readonly now: Date;
  readonly leaseMs: number;
  readonly limit: number;
}

/** What became of one attempt, and the decision that it left under; where none is given, the one before stays. */
export type SettleOutcome =
  | {
      readonly kind: 'sent';
      readonly vendorId: string;
      readonly priceMicros?: number;
      /** The allow that it left under. */
      readonly decision?: DecisionRecord;
    }
  | { readonly kind: 'failed'; readonly fault: Fault; readonly decision?: DecisionRecord }
  | { readonly kind: 'refused'; readonly decision: DecisionRecord }
  /** Certainly not sent; the courier takes it again at `dueAt`. Body and reservation stay. */
  | { readonly kind: 'retry'; readonly dueAt: Date; readonly fault?: Fault; readonly decision?: DecisionRecord }
  | { readonly kind: 'deferred'; readonly dueAt: Date; readonly decision: DecisionRecord }
  /** May have been sent; looked at again at `dueAt`, or never when that is absent (body erased, reservation stands). */
  | { readonly kind: 'unknown'; readonly dueAt?: Date; readonly decision?: DecisionRecord };

/** The end of one attempt, for `settle`. */
export interface Settlement {
  readonly organizationId: string;
  readonly messageId: string;
  /** The attempt that this speaks about; a settlement of an attempt that is no longer the current one changes nothing. */
  readonly attempt: number;
  readonly now: Date;
  readonly outcome: SettleOutcome;
  readonly auditBody: string;
}

/** A vendor's report about one message, by our reference or the vendor's id. */
export interface StatusUpdate {
  readonly organizationId: string;
  readonly connection: string;
  /** Message id, from the status URL. */
  readonly ref?: string;
  readonly vendorId: string;
  readonly status: DeliveryStatus;
  readonly fault?: Fault;
  /** The real price, correcting what was reserved. */
  readonly priceMicros?: number;
  readonly now: Date;
}

/** What the judge needs to know from the store, fetched in one read. */
export interface FactsQuery {
  readonly organizationId: string;
  readonly contactKey: string;
  readonly now: Date;
  /** E.164. When given, it is looked up in every do-not-call list that was imported. */
  readonly number?: string;
}

/** Somebody was, or is about to be, written to or rung. */
export interface Attempt {
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly at: Date;
}

/** What is known about a contact at one moment, for the judge. */
export interface Facts {
  /** Everything in the consent ledger about this contact, oldest first. */
  readonly ledger: readonly ConsentEvent[];
  /** When the contact last wrote to us, per channel. */
  readonly lastInboundAt: { readonly [C in Channel]?: Date };
  /** Attempts to reach the contact since `now` minus 31 days, newest first, at most 200. Only accepted or uncertain ones count. */
  readonly attempts: readonly Attempt[];
  /**
   * Attempts that a courier or a call has in hand and of which nobody knows yet whether they will count, newest first. Whoever
   * asks because of a message that is leaving finds it among them.
   */
  readonly underWay: readonly (Attempt & { readonly messageId: string })[];
  /** Per imported list: how old our copy is, and whether the number asked about is on it. Empty when none was asked about. */
  readonly lists: Readonly<Record<string, { readonly asOf: Date; readonly listed: boolean }>>;
  /** The contact was erased, and has not written since. */
  readonly erased: boolean;
}
