import type { Air } from '../../calls/air.ts';
import type { CallStatus, TwilioCall } from './records.ts';

/** Where the next instructions of a call come from. */
export type Source =
  | { readonly kind: 'document'; readonly xml: string }
  | {
      readonly kind: 'ask';
      readonly url: string;
      readonly method: 'GET' | 'POST';
      readonly form: Readonly<Record<string, string>>;
    };

/** One call of an account under way. */
export interface Leg {
  call(): TwilioCall;
  change(fields: Partial<TwilioCall>): void;
  readonly air: Air;
  /** Aborts when the call is over. */
  readonly signal: AbortSignal;
  /** True once it was answered, false when it ended before. */
  readonly answered: Promise<boolean>;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  announce(): void;
  ring(): void;
  answer(): void;
  /** Ends it. What is over already stays as it ended. */
  end(status: CallStatus): void;
  /** Work that belongs to the call and ends with it. */
  run(work: () => Promise<void>): void;
  redirect(source: Source): void;
  /** The redirect that has not been followed yet. */
  redirected(): Source | undefined;
  /** A signal for following one document: aborts at a redirect, and when the call is over. */
  turn(): AbortSignal;
}

/** A conference under way: who is in it hears everybody else. */
export interface Room {
  readonly members: Set<Leg>;
  /** Aborts when somebody left with whom it ends. */
  readonly over: AbortController;
}
