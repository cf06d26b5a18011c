import type { Channel } from '../address.ts';
import type { ConsentEvent, InboxItem, MessageRecord } from './records.ts';
import type { Room } from './rooms.ts';

/** Everything that is kept about one contact. */
export interface ContactExport {
  /** Newest first. */
  readonly messages: readonly MessageRecord[];
  /** Oldest first; those that were acknowledged have an empty body. */
  readonly inbox: readonly InboxItem[];
  /** Oldest first. */
  readonly ledger: readonly ConsentEvent[];
  readonly lastInboundAt: { readonly [C in Channel]?: Date };
  /** What was kept because the organization chose to keep bodies, oldest first. */
  readonly bodies: readonly KeptBody[];
}

/** The body of one message that an organization chose to keep, sealed with a key of its own. */
export interface KeptBody {
  /** Of the message or the inbox row. */
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly contactKey: string;
  readonly channel: Channel;
  readonly direction: 'in' | 'out';
  readonly sealed: Uint8Array;
  readonly at: Date;
  readonly expiresAt: Date;
}

/** What of one organization has passed its time; absent for what its installation's own times hold for. */
export interface Retention {
  readonly channel: Channel;
  readonly before: Date;
}

/** Source of the one ledger line that outlives an erasure, of kind `stop`. It says that the person is known no more. */
export const erasureSource = 'erasure';

/** Whether a contact was erased and has not written since: the folding of `Facts.erased` that every store shares. */
export function isErased(ledger: readonly ConsentEvent[], lastInboundAt: { readonly [C in Channel]?: Date }): boolean {
  const erased = ledger.findLast(event => event.source === erasureSource);
  return erased !== undefined && !Object.values(lastInboundAt).some(at => at >= erased.at);
}

/** How many rows an erasure took away. */
export interface ContactErasure {
  readonly messages: number;
  readonly inbox: number;
  readonly ledger: number;
  readonly bodies: number;
  /** Messages that are with a courier right now: without their address from now on, erased by the next erasure. */
  readonly underWay: number;
}

/** What the people on the other side may ask for. */
export type PrivacyRoom = Room<{
  exportContact(organizationId: string, contactKey: string): Promise<ContactExport>;
  /**
   * Erases all rows of the contact, and takes what waits out of the queue, in one transaction. What remains is the keyed
   * hash: a standing STOP, and that the contact was erased (`Facts.erased`).
   */
  eraseContact(organizationId: string, contactKey: string, at: Date, auditBody: string): Promise<ContactErasure>;
  /**
   * Keeps a body. False when the message is not there any more, because its contact was erased meanwhile; keeping the
   * same one twice does no harm.
   */
  keepBody(organizationId: string, body: Omit<KeptBody, 'organizationId'>): Promise<boolean>;
  keptBody(organizationId: string, id: string): Promise<KeptBody | undefined>;
  /** Forgets kept bodies: what expired before a moment, or all of them. Answers how many. */
  dropBodies(organizationId: string, expiredBefore?: Date): Promise<number>;
  /** Removes settled messages, acknowledged inbox rows and kept bodies of a channel that are older. Answers how many rows went. */
  purge(organizationId: string, retention: Retention): Promise<number>;
}>;
