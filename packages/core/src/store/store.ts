import type { Channel } from '../address.ts';
import type { CodeRoom } from './codes.ts';
import type { CallbackOutcome, Ingest, IngestAnswer, LeaseRequest } from './inbox.ts';
import type { LedgerRoom } from './ledger.ts';
import type { Lists } from './lists.ts';
import type { Admission, AdmitRequest, ClaimRequest, Facts, FactsQuery, Settlement } from './outbox.ts';
import type { PlanRoom, Plans } from './plans.ts';
import type { PrivacyRoom } from './privacy.ts';
import type { Agent, InboxItem, Line, MessageRecord, Organization, OutboxItem, TokenRecord } from './records.ts';
import type {
  AgentRoom,
  AuditRoom,
  ConsentRoom,
  InboxRoom,
  LimitRoom,
  LineRoom,
  MessageRoom,
  OrganizationRoom,
  TokenRoom,
  UsageRoom,
} from './rooms.ts';

import type { VaultRoom } from './vault.ts';

/**
 * What is kept. A few hot verbs, each one transaction that is durable when its promise resolves, and rooms of ordinary
 * queries. Nothing of the database shows: no rows, no SQL, no generic query.
 */
export interface Store extends Outbox, Inbox, Directory, Lists, Plans, Rooms {
  /** Which store this is, for health and logs: `sqlite`, `postgres`. */
  readonly name: string;
  /** @throws when the store cannot answer. */
  ping(): Promise<void>;
  /** Waits for what is under way, then lets go of files and connections. */
  close(): Promise<void>;
  /**
   * Hears that something may have changed, in this process or another. At most a hint: messages may be missed or come
   * twice; the rows are the truth. Returns how to stop listening.
   */
  watch(listener: (wake: Wake) => void): () => void;
}

/** What may have changed. */
export type Wake =
  | { readonly topic: 'inbox'; readonly agentId: string }
  | { readonly topic: 'outbox' }
  | { readonly topic: 'message'; readonly messageId: string }
  | { readonly topic: 'tokens' }
  /** Credentials were changed. */
  | { readonly topic: 'connections' };

/** Outbound messages. */
export interface Outbox {
  admit(request: AdmitRequest): Promise<Admission>;
  /** Due `queued` and `deferred` messages, moved to `sending` with the attempt counted, oldest due first. */
  claim(request: ClaimRequest): Promise<readonly OutboxItem[]>;
  /**
   * Messages that may or may not have been sent, due for a look: `unknown` ones whose time has come, and `sending` ones
   * whose courier's lease ran out (moved to `unknown`). The attempt is not counted; `leaseMs` keeps others away.
   */
  claimUnknown(request: ClaimRequest): Promise<readonly OutboxItem[]>;
  facts(query: FactsQuery): Promise<Facts>;
  /** Writes an attempt's end, corrects the money, rolls up usage, audits, and erases the body where it is no longer needed. */
  settle(settlement: Settlement): Promise<MessageRecord | undefined>;
}

/** Inbound messages and reports. */
export interface Inbox {
  ingest(batch: Ingest): Promise<IngestAnswer>;
  /** Oldest first; leased messages and those behind a leased one of the same conversation are left out. */
  lease(request: LeaseRequest): Promise<readonly InboxItem[]>;
  /** Erases the bodies; answers how many were still waiting. Ids of other agents are ignored. */
  acknowledge(organizationId: string, agentId: string, inboxIds: readonly string[], now: Date): Promise<number>;
  /** Messages whose callback is due, leased to the caller. */
  claimCallbacks(request: ClaimRequest): Promise<readonly InboxItem[]>;
  settleCallback(outcome: CallbackOutcome): Promise<void>;
}

/** What must be found before the organization is known, and what belongs to none. */
export interface Directory {
  /** Also revoked and expired ones: the caller tells them apart. */
  findToken(hash: string): Promise<TokenRecord | undefined>;
  /** Batched, best effort. */
  touchToken(tokenId: string, at: Date): void;
  findAgent(agentId: string): Promise<Agent | undefined>;
  findLine(channel: Channel, address: string): Promise<Line | undefined>;
  createOrganization(
    organization: Organization,
    token: TokenRecord | undefined,
    auditBody: string,
  ): Promise<'created' | 'taken'>;
  listOrganizations(): Promise<readonly (Organization & { readonly agentCount: number })[]>;
  /** Orchestrator tokens belong to no organization. */
  addOrchestratorToken(token: TokenRecord): Promise<void>;
  /** Counts for the metrics page. */
  depth(): Promise<{
    readonly outboxDue: number;
    readonly outboxUnknown: number;
    readonly inboxWaiting: number;
    readonly callbacksDue: number;
  }>;
  /** Removes what has passed its time: acknowledged inbox rows, settled messages, admission log. Answers how many rows went. */
  purge(before: { readonly inbox: Date; readonly messages: Date }): Promise<number>;
}

/** Ordinary queries by aggregate; every method takes the organization first. */
export interface Rooms {
  readonly organizations: OrganizationRoom;
  readonly agents: AgentRoom;
  readonly lines: LineRoom;
  readonly tokens: TokenRoom;
  readonly messages: MessageRoom;
  readonly limits: LimitRoom;
  readonly usage: UsageRoom;
  readonly consent: ConsentRoom;
  readonly audit: AuditRoom;
  readonly inbox: InboxRoom;
  readonly vault: VaultRoom;
  readonly codes: CodeRoom;
  readonly ledger: LedgerRoom;
  readonly plans: PlanRoom;
  readonly privacy: PrivacyRoom;
}

/** The `store` capability: opening is where the I/O begins. Creates and migrates the database, safe with several openers at once. */
export interface StoreOpener {
  open(): Promise<Store>;
}
