import type { LimitReached } from './limits.ts';
import type { AdmitRequest, ClaimRequest, SettleOutcome } from './outbox.ts';
import type { DecisionRecord } from './records.ts';
import type { Page, Room } from './rooms.ts';

/**
 * Where a call stands, in order; a call never goes back.
 * `draft` written down, not yet let in · `scheduled` waits for its time · `queued` let in, its money reserved · `dialing`
 * with the carrier · `ringing` · `in-progress` answered · `ended` settled, for good.
 */
export const callStates = ['draft', 'scheduled', 'queued', 'dialing', 'ringing', 'in-progress', 'ended'] as const;
/** One of `callStates`. */
export type CallState = (typeof callStates)[number];

/** How a call ended, whose doing it was and what it was, in the words of `@buttdial/voice` (`EndReason`). */
export interface CallEnding {
  readonly status: string;
  readonly by: string;
  readonly why: string;
  /** The rule that denied, the limit that was reached, or the carrier's code. */
  readonly code?: string;
}

/** One call. What is said in it is in its events, sealed. Durations in the unit of their names, money in micros. */
export interface CallRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly from: string;
  readonly to: string;
  /** Keyed hash of the other party. */
  readonly contactKey: string;
  readonly connection: string;
  readonly vendorId?: string;
  readonly state: CallState;
  /** Who talks: `agent`, `llm`, `realtime`, `script`. */
  readonly brain: string;
  /** What the carrier exchanges with us: text or audio. */
  readonly transport: 'relay' | 'media';
  /** What it is to be like: mission, greeting, voice. Encrypted. */
  readonly sealedPlan: Uint8Array;
  readonly ending?: CallEnding;
  /** What it was worth: outcome, summary, evidence. Encrypted. */
  readonly sealedOutcome?: Uint8Array;
  /** The last decision of the judge about it. */
  readonly decision?: DecisionRecord;
  readonly maxSeconds: number;
  /** From the answer to the end. */
  readonly talkMs?: number;
  /** When the disclosure had been heard whole, from the answer on; absent while it was not. */
  readonly disclosureHeardMs?: number;
  /** Held against the caps until the price is known. */
  readonly reservedMicros: number;
  readonly priceMicros?: number;
  readonly currency: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** When it is to be placed. */
  readonly dueAt: Date;
  readonly answeredAt?: Date;
  readonly endedAt?: Date;
  readonly idempotencyKey?: string;
}

/** A call that begins. An outbound one enters as `draft` or `scheduled`, an inbound one as `ringing`. */
export interface NewCall
  extends Pick<
    CallRecord,
    | 'id'
    | 'organizationId'
    | 'agentId'
    | 'direction'
    | 'from'
    | 'to'
    | 'contactKey'
    | 'connection'
    | 'vendorId'
    | 'brain'
    | 'transport'
    | 'sealedPlan'
    | 'maxSeconds'
    | 'currency'
    | 'dueAt'
  > {
  readonly state: 'draft' | 'scheduled' | 'ringing';
  readonly now: Date;
  readonly idempotency?: { readonly key: string; readonly fingerprint: string };
  /** Who works on it, until when; a scheduled one is taken by whoever comes when it is due. */
  readonly lease: { readonly owner: string; readonly leaseMs: number };
  readonly auditBody: string;
}

/** The answer of `addCall`. `duplicate`: the same key and fingerprint, or the same inbound call, came before. */
export type CallAddition =
  | { readonly outcome: 'added'; readonly call: CallRecord }
  | { readonly outcome: 'duplicate'; readonly call: CallRecord }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'inactive' };

/** What a reservation may not pass; null or absent means no cap. Days are UTC. */
export interface CallCaps {
  /** Calls that are under way, inbound ones included. */
  readonly concurrentPerAgent?: number | null;
  readonly concurrentPerOrganization?: number | null;
  /** Seconds of calls that were let in today: talked, or reserved while under way. */
  readonly secondsPerDayPerAgent?: number | null;
}

/** Lets a call in. `admit` is the message that carries its money, with the call's id. */
export interface CallReservation {
  readonly organizationId: string;
  readonly callId: string;
  readonly caps: CallCaps;
  readonly admit: AdmitRequest;
}

/**
 * The answer of `reserveCall`, exact like `admit`. `limited`: nothing was written. `gone`: it is not one that waits to be
 * let in (any more).
 */
export type CallAdmission =
  | { readonly outcome: 'reserved'; readonly call: CallRecord; readonly nearing?: readonly LimitReached[] }
  | { readonly outcome: 'limited'; readonly limit: LimitReached }
  | { readonly outcome: 'inactive' }
  | { readonly outcome: 'blocked' }
  | { readonly outcome: 'gone' };

/**
 * A step forward. What it says about an earlier state changes nothing but what was not known; of an ended call only the
 * outcome changes.
 */
export interface CallMove {
  readonly organizationId: string;
  readonly callId: string;
  readonly now: Date;
  readonly state?: 'dialing' | 'ringing' | 'in-progress';
  readonly vendorId?: string;
  readonly decision?: DecisionRecord;
  readonly disclosureHeardMs?: number;
  readonly sealedOutcome?: Uint8Array;
}

/** The end of a call. */
export interface CallSettlement {
  readonly organizationId: string;
  readonly callId: string;
  readonly now: Date;
  readonly ending: CallEnding;
  readonly talkMs: number;
  readonly disclosureHeardMs?: number;
  /** Stands unless somebody has set one before. */
  readonly sealedOutcome?: Uint8Array;
  /** The last event of the call, kept together with its end. */
  readonly sealedEvent?: Uint8Array;
  readonly decision?: DecisionRecord;
  /** What becomes of the money that was reserved; for a call that was never let in it is only kept as its price. */
  readonly money: Extract<SettleOutcome, { readonly kind: 'sent' | 'failed' | 'refused' | 'unknown' }>;
  readonly auditBody: string;
}

/** Something that happened in a call, as it is kept. `sealed` is JSON. */
export interface CallEventRecord {
  /** From 1 without gaps, in order of writing. */
  readonly sequence: number;
  readonly at: Date;
  readonly sealed: Uint8Array;
}

/** A one-time path of a socket, by its SHA-256. */
export interface SocketTicket {
  readonly hash: string;
  readonly organizationId: string;
  readonly callId: string;
  readonly now: Date;
  readonly validMs: number;
}

/** The hot verbs of calls; each is one transaction. */
export interface Calls {
  addCall(call: NewCall): Promise<CallAddition>;
  /** Caps, reservation and the step to `queued`, all or nothing. Exact under any number of callers and processes. */
  reserveCall(reservation: CallReservation): Promise<CallAdmission>;
  /** Undefined when there is no such call. */
  moveCall(move: CallMove): Promise<CallRecord | undefined>;
  /** Ends the call and settles its money. `settled` is true for exactly one caller. */
  settleCall(end: CallSettlement): Promise<{ readonly call: CallRecord; readonly settled: boolean } | undefined>;
  /**
   * Keeps what an ended call really cost, as it is shown. The money of one that was let in is corrected by `ingest`, with
   * the call's id as reference. False when there is nothing to change.
   */
  priceCall(late: {
    readonly organizationId: string;
    readonly callId: string;
    readonly priceMicros: number;
    readonly now: Date;
  }): Promise<boolean>;
  /** Scheduled calls that are due, and calls whose lease ran out, leased to the caller; oldest first. */
  claimCalls(request: ClaimRequest): Promise<readonly CallRecord[]>;
  /** Renews leases; answers the ids that are still the owner's and not ended. */
  keepCalls(request: Omit<ClaimRequest, 'limit'> & { readonly callIds: readonly string[] }): Promise<readonly string[]>;
  /** Takes a call over, whoever had it: the carrier has come to this owner with it. False when it has ended. */
  holdCall(hold: {
    readonly organizationId: string;
    readonly callId: string;
    readonly owner: string;
    readonly now: Date;
    readonly leaseMs: number;
  }): Promise<boolean>;
  /** Those of some calls that an order waits for. */
  orderedCalls(callIds: readonly string[]): Promise<readonly string[]>;
  /** Removes calls that ended before, with what was said in them. Answers how many. */
  purgeCalls(endedBefore: Date): Promise<number>;
  issueTicket(ticket: SocketTicket): Promise<void>;
  /** Each ticket answers once, while it is valid and its call has not ended. */
  useTicket(hash: string, now: Date): Promise<{ readonly organizationId: string; readonly callId: string } | undefined>;
}

/** Which calls to list; what is absent does not narrow. */
export interface CallFilter {
  readonly agentId?: string;
  readonly states?: readonly CallState[];
  readonly contactKey?: string;
}

/** Calls and what happened in them. */
export type CallRoom = Room<{
  get(organizationId: string, callId: string): Promise<CallRecord | undefined>;
  /** By the carrier's id. */
  byVendor(organizationId: string, connection: string, vendorId: string): Promise<CallRecord | undefined>;
  /** Newest first. */
  list(organizationId: string, filter: CallFilter, page: Page): Promise<readonly CallRecord[]>;
  /** After a sequence number, oldest first. */
  events(
    organizationId: string,
    callId: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly CallEventRecord[]>;
  /** Adds events in order; answers the sequence number of the last one. Undefined when there is no such call. */
  append(
    organizationId: string,
    callId: string,
    events: readonly Omit<CallEventRecord, 'sequence'>[],
  ): Promise<number | undefined>;
  /** An agent waits for a call to ring, until then. False when it is none of the organization's. */
  expect(organizationId: string, agentId: string, until: Date): Promise<boolean>;
  /** Whether an agent waits for a call to ring, in any process. */
  isExpected(organizationId: string, agentId: string, now: Date): Promise<boolean>;
  /**
   * Erases the calls of a contact and what was said in them. Of one that is under way only what was said so far goes: erase
   * again when it has ended.
   */
  eraseContact(
    organizationId: string,
    contactKey: string,
  ): Promise<{ readonly erased: number; readonly underWay: number }>;
}>;
