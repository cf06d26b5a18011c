import type { Line } from './records.ts';
import type { Room } from './rooms.ts';

/** What waits in a pool: a rented phone number, or one that is registered as a WhatsApp sender. */
export type PoolKind = 'number' | 'sender';

/**
 * Where an entry stands. `pending` the channel has not approved it · `available` · `taken` somebody makes an agent with
 * it, or has it · `rejected` the channel refused it · `given` it became an agent's line and counts only as rented.
 */
export type PoolState = 'pending' | 'available' | 'taken' | 'rejected' | 'given';

/** How a channel rates what is sent from a sender; a low one is about to be limited. */
export type SenderQuality = 'high' | 'medium' | 'low';

/** Something rented that waits for an agent. */
export interface PoolEntry {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: PoolKind;
  /** E.164. */
  readonly address: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly connection: string;
  /** The vendor's id of the number. Absent for a sender whose number was brought along. */
  readonly vendorId?: string;
  /** The vendor's id of the sender. */
  readonly senderId?: string;
  readonly state: PoolState;
  readonly quality?: SenderQuality;
  /** Who has it. */
  readonly agentId?: string;
  /** What it costs a month, as far as known. */
  readonly monthlyMicros: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Something to put into a pool. */
export type NewPoolEntry = Omit<PoolEntry, 'organizationId' | 'agentId' | 'updatedAt'>;

/** What is wished for out of a pool, for a plan. */
export interface PoolWish {
  readonly kind: PoolKind;
  readonly country?: string;
  readonly planId: string;
  readonly now: Date;
  readonly leaseMs: number;
}

/** The pools of an organization. Every entry has one holder at most, however many ask at once. */
export type PoolRoom = Room<{
  /** Oldest first. */
  list(organizationId: string): Promise<readonly PoolEntry[]>;
  /**
   * Puts something in, and ends the plan that it was rented under, in one transaction. `taken` when somebody, of whatever
   * organization, has the address in a pool already. `lapsed` when the plan was taken over.
   */
  add(
    organizationId: string,
    entry: NewPoolEntry,
    how: { readonly planId?: string; readonly auditBody: string },
  ): Promise<'added' | 'taken' | 'lapsed'>;
  /**
   * Gives the oldest available entry to a plan and writes it into the plan's rentals, so that whoever gives the plan up
   * puts it back. `none` when there is none, `lapsed` when there is no such plan any more.
   */
  take(organizationId: string, wish: PoolWish): Promise<PoolEntry | 'none' | 'lapsed'>;
  /** Makes a taken entry available again. False when it was not taken, or has become an agent's. */
  putBack(organizationId: string, entryId: string, now: Date): Promise<boolean>;
  /** What the channel says of a sender. A taken one stays taken unless it is rejected. False when nothing changed. */
  judge(
    organizationId: string,
    entryId: string,
    word: {
      readonly state: 'pending' | 'available' | 'rejected';
      readonly quality?: SenderQuality;
      readonly now: Date;
      readonly auditBody: string;
    },
  ): Promise<boolean>;
  /**
   * Takes an entry out that nobody has. What was rented goes into a plan in the same transaction. Undefined when somebody
   * has it or there is none.
   */
  remove(
    organizationId: string,
    entryId: string,
    removal: { readonly planId: string; readonly leaseMs: number; readonly at: Date; readonly auditBody: string },
  ): Promise<PoolEntry | undefined>;
  /**
   * Gives approved senders to the agents that wait for one, who waited longest first. Answers every line that has a sender
   * and still waits to be connected.
   */
  fill(organizationId: string, now: Date): Promise<readonly Line[]>;
  /**
   * Makes a number that nobody has a line that all agents of the organization share, of the agent that gets what nobody
   * else is meant by. Undefined when it is not available any more.
   */
  share(
    organizationId: string,
    entryId: string,
    how: {
      readonly agentId: string;
      readonly smsLineId: string;
      readonly voiceLineId: string;
      readonly at: Date;
      readonly auditBody: string;
    },
  ): Promise<PoolEntry | undefined>;
}>;

/** The address of a line that waits for a sender: nobody's number, and unlike every other one. */
export function waitingAddress(agentId: string): string {
  return `queued:${agentId}`;
}
