import type { Channel } from '../address.ts';
import type { Limits, LimitUse } from './limits.ts';
import type {
  Agent,
  AgentProfile,
  AuditRecord,
  ConsentEvent,
  InboxItem,
  Line,
  MessageRecord,
  MessageState,
  Organization,
  Rental,
  TokenRecord,
  UsageRow,
} from './records.ts';

/** A page of a list that is ordered newest first. `before` is the id that the last page ended with. */
export interface Page {
  readonly limit: number;
  readonly before?: string;
}

/** Every method of a room takes the organization first and can neither see nor touch another one's rows. */
export type Room<Methods> = {
  readonly [Name in keyof Methods]: Methods[Name] extends (organizationId: string, ...rest: infer Rest) => infer Result
    ? (organizationId: string, ...rest: Rest) => Result
    : never;
};

/** The organization itself. */
export type OrganizationRoom = Room<{
  get(organizationId: string): Promise<Organization | undefined>;
  update(
    organizationId: string,
    change: {
      readonly name?: string;
      readonly mode?: Organization['mode'];
      readonly settings?: Organization['settings'];
      /** Changes only the named settings, in one step with reading them; null takes one out. */
      readonly settingsPatch?: Readonly<Record<string, unknown>>;
    },
  ): Promise<Organization | undefined>;
}>;

/** An agent with its lines, token and limits, made in one transaction. */
export interface NewAgent {
  readonly id: string;
  readonly displayName: string;
  readonly profile: AgentProfile;
  readonly createdAt: Date;
  readonly limits: Limits;
  readonly lines: readonly Omit<Line, 'organizationId' | 'agentId'>[];
  readonly token?: Omit<TokenRecord, 'organizationId' | 'agentId' | 'kind'>;
  /** Ends the plan that held its place, in the same transaction. */
  readonly planId?: string;
  readonly auditBody: string;
}

/** Agents. */
export type AgentRoom = Room<{
  get(organizationId: string, agentId: string): Promise<Agent | undefined>;
  list(organizationId: string): Promise<readonly Agent[]>;
  /**
   * `taken` when the agent id or one of the addresses belongs to somebody, here or in another organization. `lapsed` when
   * its plan was taken over.
   */
  create(organizationId: string, agent: NewAgent): Promise<'created' | 'taken' | 'lapsed'>;
  update(
    organizationId: string,
    agentId: string,
    change: {
      readonly displayName?: string;
      readonly blockedChannels?: readonly Channel[];
      readonly profile?: AgentProfile;
      /** Changes only the named fields, in one step with reading them; null takes one out. */
      readonly profilePatch?: { readonly [Field in keyof AgentProfile]?: AgentProfile[Field] | null };
    },
  ): Promise<Agent | undefined>;
  /**
   * Ends the agent: status, lines released, tokens revoked, audit. False when it is not active. A plan keeps in mind what
   * must be given back at vendors.
   */
  deprovision(
    organizationId: string,
    agentId: string,
    at: Date,
    auditBody: string,
    plan?: { readonly id: string; readonly rentals: readonly Rental[]; readonly leaseMs: number },
  ): Promise<boolean>;
}>;

/** Lines: addresses and who has them. */
export type LineRoom = Room<{
  ofAgent(organizationId: string, agentId: string): Promise<readonly Line[]>;
  list(organizationId: string): Promise<readonly Line[]>;
  /** Those that all agents of the organization send from. */
  shared(organizationId: string): Promise<readonly Line[]>;
  /** The agent that wrote last to a contact from an address, as far as its message is kept. */
  lastWriter(
    organizationId: string,
    conversation: { readonly channel: Channel; readonly address: string; readonly contactKey: string },
  ): Promise<string | undefined>;
  add(organizationId: string, line: Omit<Line, 'organizationId'>): Promise<'added' | 'taken'>;
  update(
    organizationId: string,
    lineId: string,
    change: { readonly status?: Line['status']; readonly vendorId?: string; readonly agentId?: string },
  ): Promise<Line | undefined>;
}>;

/** Bearer tokens, by their hashes. */
export type TokenRoom = Room<{
  list(organizationId: string, agentId?: string): Promise<readonly TokenRecord[]>;
  add(organizationId: string, token: Omit<TokenRecord, 'organizationId'>): Promise<void>;
  /** Revokes all live tokens of the agent and adds the new one, in one transaction; answers how many were revoked. */
  rotate(
    organizationId: string,
    agentId: string,
    token: Omit<TokenRecord, 'organizationId' | 'agentId' | 'kind'>,
    at: Date,
  ): Promise<number>;
  /** False when it is not a live token of the organization. */
  revoke(organizationId: string, tokenId: string, at: Date): Promise<boolean>;
}>;

/** Outbound messages, without their text. */
export type MessageRoom = Room<{
  get(organizationId: string, messageId: string): Promise<MessageRecord | undefined>;
  list(organizationId: string, filter: MessageFilter, page: Page): Promise<readonly MessageRecord[]>;
  /** The sealed body of a message that has not ended; undefined once it is erased. */
  body(organizationId: string, messageId: string): Promise<Uint8Array | undefined>;
  /** Takes a message that has not left yet out of the queue. False when it was already on its way. */
  cancel(organizationId: string, messageId: string, at: Date, auditBody: string): Promise<boolean>;
}>;
/** Which messages to list; what is absent does not narrow. */
export interface MessageFilter {
  readonly agentId?: string;
  readonly channel?: Channel;
  readonly states?: readonly MessageState[];
  readonly contactKey?: string;
  /** Messages to any of these. */
  readonly contactKeys?: readonly string[];
  /** The vendor's id. */
  readonly vendorId?: string;
  /** Made at this moment or before. */
  readonly until?: Date;
}

/** Caps and what is used of them. */
export type LimitRoom = Room<{
  /** Limits of an agent, or of the organization itself when no agent is named. */
  get(organizationId: string, agentId?: string): Promise<Limits>;
  /** Changes only the named caps; null lifts one. Undefined when there is no such agent. */
  set(organizationId: string, change: Limits, agentId?: string): Promise<Limits | undefined>;
  use(organizationId: string, now: Date, agentId?: string): Promise<LimitUse>;
}>;

/** What was done and what it cost. */
export type UsageRoom = Room<{
  /** From hourly roll-ups, never from history. `by: 'hour'` keeps the hours apart. */
  summary(
    organizationId: string,
    query: { readonly agentId?: string; readonly since: Date; readonly until: Date; readonly by: 'total' | 'hour' },
  ): Promise<readonly UsageRow[]>;
}>;

/** The consent ledger. */
export type ConsentRoom = Room<{
  append(organizationId: string, event: ConsentEvent, auditBody: string): Promise<void>;
  of(organizationId: string, contactKey: string): Promise<readonly ConsentEvent[]>;
}>;

/** The organization's audit chain. */
export type AuditRoom = Room<{
  append(organizationId: string, body: string, at: Date): Promise<AuditRecord>;
  /** Oldest first, from a sequence number on. */
  list(organizationId: string, fromSequence: number, limit: number): Promise<readonly AuditRecord[]>;
  /** Newest first. */
  search(
    organizationId: string,
    filter: AuditFilter,
    page: { readonly limit: number; readonly before?: number },
  ): Promise<readonly AuditRecord[]>;
}>;

/** Which links of the chain to look for; what is absent does not narrow. */
export interface AuditFilter {
  /** What the entry is about: a message, an agent, a token. */
  readonly target?: string;
  readonly events?: readonly string[];
  /** Leaves out what every message brings. */
  readonly remarkable?: true;
}

/** What waits, without its text. */
export type InboxRoom = Room<{
  /** How many messages wait, per channel. */
  waiting(organizationId: string, agentId: string): Promise<Readonly<Partial<Record<Channel, number>>>>;
  /** One inbound message; its body is empty once it was acknowledged. */
  get(organizationId: string, inboxId: string): Promise<InboxItem | undefined>;
  /** What a contact wrote, newest first, up to a moment; bodies as in `get`. */
  ofContact(
    organizationId: string,
    contactKey: string,
    page: { readonly limit: number; readonly until?: Date },
  ): Promise<readonly InboxItem[]>;
  /** Makes its callback due again, whatever became of it. False when the body is gone or the agent has none. */
  repost(organizationId: string, inboxId: string, at: Date, auditBody: string): Promise<boolean>;
}>;
