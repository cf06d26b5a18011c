import type { Room } from './rooms.ts';

/** A one-time code that was sent to somebody. Of the code itself only a keyed hash is kept. */
export interface OneTimeCode {
  readonly id: string;
  readonly organizationId: string;
  readonly agentId: string;
  readonly contactKey: string;
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly triesLeft: number;
}

/** At most so many codes for one contact in a span that ends now. */
export interface CodeThrottle {
  readonly max: number;
  readonly since: Date;
}

/** One-time codes. Counting is exact, however many ask at once. */
export type CodeRoom = Room<{
  /**
   * Keeps a code; earlier ones of the same agent for the same contact stop working. When the throttle is reached nothing
   * is kept, and the answer is when the oldest of the counted codes was made. Older ones are forgotten on the way.
   */
  issue(
    organizationId: string,
    code: Omit<OneTimeCode, 'organizationId'>,
    throttle: CodeThrottle,
  ): Promise<{ readonly issued: true } | { readonly issued: false; readonly oldest: Date }>;
  /** Takes one try off the code that works now, and answers it as it was; undefined when none does. */
  spendTry(
    organizationId: string,
    contact: { readonly agentId: string; readonly contactKey: string },
    now: Date,
  ): Promise<OneTimeCode | undefined>;
  /** Ends a code because it was told. False when it had ended already: only one caller hears true. */
  use(organizationId: string, codeId: string, now: Date): Promise<boolean>;
}>;
