import type { CallRecord, CallReport, Fault } from '@buttdial/core';
import type { AgentBrain, CallSession } from '@buttdial/voice';
import type { MediaRecipes } from './media-elsewhere.ts';
import type { Meter } from './meter.ts';
import type { PlannedCall } from './planned.ts';

/** A call that this server talks in. */
export interface Conducted {
  readonly plan: PlannedCall;
  readonly session: CallSession;
  readonly agent: AgentBrain;
  /** As far as this server knows. */
  call(): CallRecord;
  /** What is learned about it on the way. */
  learn(news: Partial<Pick<CallRecord, 'vendorId' | 'answeredAt' | 'disclosureHeardMs' | 'decision'>>): void;
  /** Numbers that it may be handed to, E.164: named by who asked for the call or by who commands it, never by what is said in it. */
  readonly mayReach: Set<string>;
  /** Whether the question of its plan was answered with yes; never, while nobody answered it. */
  readonly agreed: Promise<boolean>;
  /** Present where its frames are handled in another process. */
  readonly recipes: MediaRecipes | undefined;
  /** What models were used and what of it has not been written down yet. */
  readonly meter: Meter;
  /** Resolves once it has ended and what was recorded of it here is kept. */
  readonly recorded: Promise<void>;
  /** Begins another call on this server, such as one to whoever is asked whether to take this one. */
  beside(call: CallRecord, opening: Opening): Conducted;
  /** What came of dialing, where it was not plainly taken. */
  readonly dialing: { fault?: Fault; isUncertain?: boolean };
  /** Another server goes on with it: nothing more is done here, and nothing is settled. */
  drop(): void;
  readonly dropped: boolean;
  report(report: CallReport): void;
}

/** How a call begins on this server. */
export interface Opening {
  readonly plan: PlannedCall;
  readonly agentName: string;
  /** It was under way before, on another server: it is neither judged nor dialed again. */
  readonly resumed?: {
    /** Somebody was on the line by then: they were greeted and asked there, or not at all. */
    readonly isAnswered: boolean;
    /** What was said. */
    readonly before: string;
    /** The last event of that time. */
    readonly lastSequence: number;
  };
}
