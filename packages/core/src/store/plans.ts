import type { ClaimRequest } from './outbox.ts';
import type { Rental } from './records.ts';
import type { Room } from './rooms.ts';

/**
 * Work at vendors that must not be forgotten: while it exists, its rentals belong to nobody, and whoever claims it after
 * its lease gives them back.
 */
export interface Plan {
  readonly id: string;
  readonly organizationId: string;
  /** The agent that is being made, or was ended. */
  readonly agentId: string;
  readonly rentals: readonly Rental[];
  readonly createdAt: Date;
}

/**
 * What a plan is for. `agent` makes one: it holds a place of the agent pool and the agent's id until it ends. `pool` rents
 * something for a pool, `account` opens an account at a vendor: they hold only their name.
 */
export type PlanKind = 'agent' | 'pool' | 'account';

/** A plan to begin. */
export interface NewPlan {
  readonly id: string;
  /** `agent` when left out. */
  readonly kind?: PlanKind;
  /** The agent's id; for the other kinds a name of which there is one plan at a time. */
  readonly agentId: string;
  readonly now: Date;
  readonly leaseMs: number;
  readonly pool: { readonly max: number; readonly exempt: readonly string[] };
}

/** Plans under way. */
export type PlanRoom = Room<{
  /** `taken` when the id is an agent's, anywhere, or of another plan. `full` when the pool has no place; both exactly. */
  begin(organizationId: string, plan: NewPlan): Promise<'begun' | 'taken' | 'full'>;
  /** Writes down what is rented or about to be, and renews the lease. False when the plan was taken over or has ended. */
  note(
    organizationId: string,
    planId: string,
    progress: { readonly rentals: readonly Rental[]; readonly now: Date; readonly leaseMs: number },
  ): Promise<boolean>;
  /** Forgets the plan. False when there is none. */
  end(organizationId: string, planId: string): Promise<boolean>;
  list(organizationId: string): Promise<readonly Plan[]>;
}>;

/** Plans whose lease ran out, of every organization. */
export interface Plans {
  /** Leased to the caller; the lease's holder before finds out when it writes. */
  claimPlans(request: ClaimRequest): Promise<readonly Plan[]>;
}
