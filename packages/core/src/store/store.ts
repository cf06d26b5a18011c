import type { Channel } from '../address.ts';
import type { CallRoom, Calls } from './calls.ts';
import type { CodeRoom } from './codes.ts';
import type { ContactRoom } from './contacts.ts';
import type { CallbackOutcome, Ingest, IngestAnswer, LeaseRequest } from './inbox.ts';
import type { LedgerRoom } from './ledger.ts';
import type { Lists } from './lists.ts';
import type { OrderRoom } from './orders.ts';
import type { Admission, AdmitRequest, ClaimRequest, Facts, FactsQuery, Settlement } from './outbox.ts';
import type { People, PeopleRoom } from './people.ts';
import type { PlanRoom, Plans } from './plans.ts';
import type { PoolRoom } from './pools.ts';
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

import type { TrafficRoom } from './traffic.ts';
import type { VaultRoom } from './vault.ts';

/**
 * What is kept. A few hot verbs, each one transaction that is durable when its promise resolves, and rooms of ordinary
 * queries. Nothing of the database shows: no rows, no SQL, no generic query.
 */
export interface Store extends Outbox, Inbox, Calls, Directory, Lists, Plans, People, Rooms {
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
  /** Something happened in a call. */
  | { readonly topic: 'call'; readonly callId: string }
  /** Something is asked of whoever has a call, or was answered. */
  | { readonly topic: 'order'; readonly callId: string }
  | { readonly topic: 'tokens' }
  /** Credentials were changed. */
  | { readonly topic: 'connections' }
  /** Where copies of an agent's traffic go, or what an organization keeps, was changed. */
  | { readonly topic: 'switches' };

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
    /** A person who owns it from the start. */
    ownerId?: string,
  ): Promise<'created' | 'taken'>;
  /** Active agents whose traffic is copied somewhere. */
  duplicating(): Promise<readonly Agent[]>;
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
  readonly calls: CallRoom;
  readonly orders: OrderRoom;
  readonly codes: CodeRoom;
  readonly ledger: LedgerRoom;
  readonly plans: PlanRoom;
  readonly pools: PoolRoom;
  readonly people: PeopleRoom;
  readonly privacy: PrivacyRoom;
  readonly contacts: ContactRoom;
  readonly traffic: TrafficRoom;
}

/** How a database stands against the migrations of the installed package. */
export interface DatabaseState {
  /** What answers, with its version: `SQLite 3.51.0`, `PostgreSQL 18.4`. */
  readonly server: string;
  /** Migrations that it has seen; 0 for a new one. */
  readonly applied: number;
  /** Names of those that `open` would run, in order. */
  readonly pending: readonly string[];
}

/** The `store` capability: opening is where the I/O begins. Creates and migrates the database, safe with several openers at once. */
export interface StoreOpener {
  open(): Promise<Store>;
  /** Looks at the database and changes nothing. @throws `unavailable` when it does not answer or lets nobody in. */
  inspect?(): Promise<DatabaseState>;
  /**
   * Writes everything into a new file, as it stands at one moment, while others go on. @throws `conflict` when there is
   * such a file, `not-found` when there is no database yet.
   */
  backup?(file: string): Promise<void>;
  /**
   * Fills an empty database from a backup of the same kind of store. All or nothing. @throws `conflict` when something is
   * in it already, `invalid-input` for a file that is no such backup or of another version.
   */
  restore?(file: string): Promise<void>;
}
