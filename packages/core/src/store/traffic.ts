import type { Channel } from '../address.ts';
import type { Room } from './rooms.ts';

/** How a post ended, by its direction: those from vendors, then those to applications. */
export const trafficOutcomes = [
  'applied',
  'replayed',
  'ignored',
  'forged',
  'unreadable',
  'unknown-address',
  'delivered',
  'failed',
  'exhausted',
] as const;
/** One of `trafficOutcomes`. */
export type TrafficOutcome = (typeof trafficOutcomes)[number];

/** One post from a vendor (`in`) or to an agent's application (`out`), without what was in it. */
export interface TrafficEntry {
  readonly at: Date;
  readonly direction: 'in' | 'out';
  readonly agentId: string;
  readonly channel: Channel;
  /** The vendor, for posts from one. */
  readonly connection?: string;
  /** The inbound message that was posted on. */
  readonly inboxId?: string;
  /** Which attempt at it, from 1. */
  readonly attempt?: number;
  readonly outcome: TrafficOutcome;
  /** What was answered; absent where there was no answer. */
  readonly status?: number;
  readonly durationMs: number;
  /** How many messages and delivery reports were in it. */
  readonly messages: number;
  readonly statuses: number;
}

/** A kept one. The id counts up. */
export interface TrafficRecord extends TrafficEntry {
  readonly id: string;
}

/** Which posts to list; what is absent does not narrow. */
export interface TrafficFilter {
  readonly direction?: TrafficEntry['direction'];
  readonly agentId?: string;
  readonly outcomes?: readonly TrafficOutcome[];
  readonly inboxId?: string;
}

/** The last posts. They are notes, not books: gathered for a moment, and lost when the process dies. */
export type TrafficRoom = Room<{
  note(organizationId: string, entry: TrafficEntry): void;
  /** Newest first. */
  list(
    organizationId: string,
    filter: TrafficFilter,
    page: { readonly limit: number; readonly before?: string },
  ): Promise<readonly TrafficRecord[]>;
}>;
