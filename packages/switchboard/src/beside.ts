import type { CallRecord, InboxEntry, MessageRecord } from '@buttdial/core';
import type { Outgoing } from './outgoing.ts';

/**
 * What is done beside traffic, after it is settled: copies to other places, and bodies that are kept. Best effort: nothing
 * waits for it, and its failures are its own.
 */
export interface Aside {
  /** A message left. */
  sent(message: MessageRecord, outgoing: Outgoing): void;
  /** Messages came in. */
  received(organizationId: string, entries: readonly InboxEntry[]): void;
  /** A call is over. */
  ended(call: CallRecord): void;
  /** Waits for what is under way; copies that wait for another attempt are given up. */
  stop(): Promise<void>;
}
