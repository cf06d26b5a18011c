import type { Channel } from '../address.ts';
import type { Fault } from '../fault.ts';
import type { Purpose } from '../message.ts';

/** An organization: the tenant wall. */
export interface Organization {
  readonly id: string;
  readonly name: string;
  /** Unique, `[a-z0-9-]+`. */
  readonly slug: string;
  /** `sandbox` never reaches a real network. */
  readonly mode: 'sandbox' | 'production';
  readonly settings: Readonly<Record<string, unknown>>;
  readonly createdAt: Date;
}

/** Who uses lines. Ids are unique over the whole installation, because webhook paths name only the agent. */
export interface Agent {
  readonly id: string;
  readonly organizationId: string;
  readonly displayName: string;
  readonly status: 'active' | 'deprovisioned';
  readonly blockedChannels: readonly Channel[];
  /** Greeting, prompt, voice, language, gender, callback URL and the like: see `AgentProfile`. */
  readonly profile: AgentProfile;
  readonly createdAt: Date;
}

/** How an agent presents itself, and where its messages go. `language` is BCP 47. */
export interface AgentProfile {
  readonly greeting?: string;
  readonly systemPrompt?: string;
  readonly voice?: string;
  readonly language?: string;
  readonly gender?: 'male' | 'female' | 'neutral';
  /** Where inbound messages are posted, signed. */
  readonly callbackUrl?: string;
  readonly routeDuplication?: RouteDuplication;
  /** It sends from the numbers that all agents of its organization share. */
  readonly sharesNumber?: true;
  /** How it is billed: the tier it was put in, the markup on vendors' prices, and where bills go. */
  readonly billing?: {
    readonly tier?: 'free' | 'starter' | 'pro' | 'enterprise';
    readonly markupPercent?: number;
    readonly billingEmail?: string;
  };
  readonly providerOverrides?: Readonly<Record<string, string>>;
  readonly calls?: AgentCallRules;
}

/** Whom an agent may ring, and who answers when somebody calls it. */
export interface AgentCallRules {
  /** E.164 prefixes; they only narrow those of the operator. */
  readonly allowPrefixes?: readonly string[];
  /** Who answers: `auto` is the agent where it waits for calls, else a language model, else the answering machine. */
  readonly answer?: 'auto' | 'agent' | 'llm' | 'machine' | 'reject';
  /** Outside of them the answering machine answers. Days count from 1 for Monday; times are local, `HH:MM`. */
  readonly hours?: {
    readonly days: readonly number[];
    readonly from: string;
    readonly until: string;
    /** IANA. */
    readonly zone: string;
  };
  /** E.164 numbers that are answered at any time, as if within hours. */
  readonly always?: readonly string[];
  /** E.164 prefixes that are never answered. */
  readonly never?: readonly string[];
  /** Whom whoever talks for the agent may hand a call to: E.164, or ids of agents. */
  readonly transferTo?: readonly string[];
  /** Callers who are joined with somebody else instead of being answered. */
  readonly bridges?: readonly CallBridge[];
}

/** A stored route: who calls the agent's number from there is joined with the destination. */
export interface CallBridge {
  readonly id: string;
  /** E.164, or `*` for everybody. */
  readonly callerPattern: string;
  /** E.164. */
  readonly destinationNumber: string;
  readonly label?: string;
  readonly createdAt: string;
}

/** Where copies of an agent's traffic go: best effort, beside the traffic itself. */
export interface RouteDuplication {
  /** Every SMS, in and out, is posted there, signed. */
  readonly smsUrl?: string;
  /** Gets a copy of every e-mail that leaves. */
  readonly emailBcc?: string;
  /** The transcript of every call is posted there when it is over, signed. */
  readonly callUrl?: string;
  /** Gets the transcript of every call when it is over, as an e-mail from the agent's own mailbox. */
  readonly callBcc?: string;
  /** Calls are to be recorded where law and consent allow it. */
  readonly recordCalls?: boolean;
}

/** An address owned on a connection. `(channel, address)` is unique over the installation. */
export interface Line {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly address: string;
  /** Name of the connection it lives on, `twilio`. */
  readonly connection: string;
  readonly status: 'active' | 'pending' | 'released';
  /** The vendor's id of the number or sender. */
  readonly vendorId?: string;
  /** All agents of the organization send from it. Who is meant by an answer, their messages say; else it is `agentId`. */
  readonly shared?: true;
  readonly createdAt: Date;
}

/** Whom a token speaks for. */
export type TokenKind = 'agent' | 'organization' | 'orchestrator';

/** A bearer token as kept: its SHA-256, never itself. */
export interface TokenRecord {
  readonly id: string;
  readonly kind: TokenKind;
  /** Absent only for orchestrator tokens. */
  readonly organizationId?: string;
  readonly agentId?: string;
  /** SHA-256 of the token, lower-case hex. */
  readonly hash: string;
  readonly label: string;
  readonly scopes: readonly string[];
  readonly createdAt: Date;
  readonly expiresAt?: Date;
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
}

/**
 * Where an outbound message stands.
 * `queued` waits for the courier · `sending` is with it · `sent` the vendor has it · `delivered` · `failed` certainly not
 * delivered · `unknown` the vendor may have it, being found out or given up · `deferred` waits for a lawful time ·
 * `refused` by law or policy at the exit.
 */
export const messageStates = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
  'deferred',
  'refused',
] as const;
/** One of `messageStates`. */
export type MessageState = (typeof messageStates)[number];

/** Why the judge said no, kept with the attempt. */
export interface DecisionRecord {
  readonly effect: 'allow' | 'require' | 'deny';
  readonly ruleIds: readonly string[];
  readonly citations: readonly string[];
  readonly remedy?: string;
  readonly nextAllowedAt?: Date;
  /** The whole decision as JSON, for `compliance.explain`. */
  readonly json?: string;
}

/** One outbound message without its body. */
export interface MessageRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly purpose: Purpose;
  readonly from: string;
  readonly to: string;
  /** Keyed hash of the recipient: what opt-outs and frequency caps are kept under. */
  readonly contactKey: string;
  readonly connection: string;
  readonly state: MessageState;
  /** How many times the courier has taken it. */
  readonly attempt: number;
  readonly vendorId?: string;
  readonly fault?: Fault;
  readonly decision?: DecisionRecord;
  /** Held against the caps until the price is known. */
  readonly reservedMicros: number;
  /** What it cost, as far as known. */
  readonly priceMicros?: number;
  readonly currency: string;
  readonly createdAt: Date;
  /** When it entered its state; looking again at an unknown message does not change it. */
  readonly updatedAt: Date;
  /** When the courier may next take it: scheduled time, retry, deferral, or the next look at an unknown one. */
  readonly dueAt: Date;
  readonly idempotencyKey?: string;
}

/** A message in the courier's hands, with its sealed body. */
export interface OutboxItem extends MessageRecord {
  readonly sealedBody: Uint8Array;
}

/** One inbound message waiting for its agent. `sealed` holds text, subject, html and attachments; it is erased on ack. */
export interface InboxItem {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly channel: Channel;
  readonly from: string;
  readonly to: string;
  readonly vendorId: string;
  readonly sealed: Uint8Array;
  readonly receivedAt: Date;
  /** How often it was handed out or its callback tried. */
  readonly deliveries: number;
  /** How many times its callback was tried. */
  readonly callbackAttempt: number;
}

/** One link of an organization's audit chain: `hash = SHA-256(previousHash + "\n" + sequence + "\n" + body)`, hex. */
export interface AuditRecord {
  readonly organizationId: string;
  /** Gap-free from 1. */
  readonly sequence: number;
  readonly at: Date;
  /** Canonical JSON: event, actor, target, details. */
  readonly body: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** One line of an organization's consent ledger. It only grows; what holds now is a fold over it. */
export interface ConsentEvent {
  readonly id: string;
  readonly organizationId: string;
  readonly contactKey: string;
  /** `*` speaks about every channel. */
  readonly channel: Channel | '*';
  readonly kind: 'granted' | 'revoked' | 'stop' | 'start' | 'relationship';
  /** `express`, `express_written`, `implied`, `transactional`, `none`. */
  readonly level?: string;
  readonly purposes?: readonly string[];
  readonly source?: string;
  readonly notes?: string;
  readonly at: Date;
  readonly expiresAt?: Date;
}

/** Actions and spend of one agent on one channel in one UTC hour or in a sum of hours. */
export interface UsageRow {
  readonly agentId: string;
  readonly channel: Channel;
  /** Start of the hour; absent in sums. */
  readonly hour?: Date;
  readonly actions: number;
  readonly micros: number;
}

/** Something that was rented for an agent, or asked for. */
export interface Rental {
  /** A phone number when left out; a WhatsApp sender, or an account under the operator's. */
  readonly kind?: 'number' | 'sender' | 'account';
  readonly connection: string;
  /** E.164; for an account its name at the vendor. */
  readonly number: string;
  /** The vendor's id. Absent while it is not known whether the vendor gave it. */
  readonly vendorId?: string;
  /** The entry of a pool that it came out of: it goes back there, not to the vendor. */
  readonly poolId?: string;
}
