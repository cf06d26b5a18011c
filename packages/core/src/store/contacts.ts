import type { Channel } from '../address.ts';
import type { Room } from './rooms.ts';

/** Somebody on the other side, as far as is kept about them. */
export interface Contact {
  /** Keyed hash of the address. */
  readonly contactKey: string;
  readonly address: string;
  /** The channel it was last heard on or written to. */
  readonly channel: Channel;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Which contacts to list; what is absent does not narrow. */
export interface ContactFilter {
  /** Part of the address. */
  readonly find?: string;
  /** What the newest line of the ledger that speaks of it says; `none` for who has no such line. */
  readonly wish?: 'granted' | 'opted-out' | 'none';
}

/** Where a list of contacts goes on: the contact that the last page ended with. */
export interface ContactPage {
  readonly limit: number;
  readonly before?: string;
}

/** Everybody who was written to, wrote, or was named with a consent, and was not erased. */
export type ContactRoom = Room<{
  get(organizationId: string, contactKey: string): Promise<Contact | undefined>;
  /** Whoever was heard of last comes first. */
  list(organizationId: string, filter: ContactFilter, page: ContactPage): Promise<readonly Contact[]>;
  /** Puts somebody into the book who has no message yet, or moves them to the front. */
  note(organizationId: string, contact: Omit<Contact, 'firstAt'>): Promise<void>;
}>;
