import type { Channel } from '../address.ts';
import type { Room } from './rooms.ts';

/**
 * What kind of line of the books it is. Admission moves money from `available` to `reserved`; from there
 * - `settlement`: reserved → spent (`spentMicros`), what is left of it reserved → available
 * - `release`: reserved → available, all of it: certainly not sent
 * - `correction`: available → spent, or back when negative: a price that came late, or a message given up that went out
 */
export const voucherKinds = ['settlement', 'release', 'correction'] as const;
/** One of `voucherKinds`. */
export type VoucherKind = (typeof voucherKinds)[number];

/** All lines of one kind of one agent on one channel in one UTC hour, or in a sum of hours. Integer micros. */
export interface Voucher {
  readonly agentId: string;
  readonly channel: Channel;
  readonly kind: VoucherKind;
  /** Start of the hour in which it was written; absent in sums. A late price counts when it came. */
  readonly hour?: Date;
  readonly count: number;
  /** Taken out of `reserved`. */
  readonly reservedMicros: number;
  /** Put into `spent`; negative in a correction that gives back. */
  readonly spentMicros: number;
}

/** Which part of the books to read. */
export interface VoucherQuery {
  readonly agentId?: string;
  readonly since: Date;
  readonly until: Date;
  readonly by: 'total' | 'hour';
}

/**
 * The books: written in the transactions that settle a message or learn its price, so that at every moment what was
 * admitted = what is open + what the books took out of `reserved`, and what was spent = the sum of `spentMicros`.
 */
export type LedgerRoom = Room<{
  vouchers(organizationId: string, query: VoucherQuery): Promise<readonly Voucher[]>;
  /** What is reserved now for messages without an end. */
  open(organizationId: string, agentId?: string): Promise<{ readonly count: number; readonly reservedMicros: number }>;
}>;
