import type { Room } from './rooms.ts';

/**
 * How far an order has come. `waiting` nobody has it · `taken` handed to the process that has the call · `answered` ·
 * `withdrawn` nobody took it, and nobody will · `lost` whoever took it has the call no more: it may have been carried out.
 */
export const orderStates = ['waiting', 'taken', 'answered', 'withdrawn', 'lost'] as const;
/** One of `orderStates`. */
export type OrderState = (typeof orderStates)[number];

/** What one process asks of whichever has a call. What it says is encrypted, and gone once it was taken. */
export interface CallOrder {
  /** Names it in its call. */
  readonly key: string;
  readonly state: OrderState;
  readonly sealed?: Uint8Array;
  readonly sealedAnswer?: Uint8Array;
}

/** An order that is put in. */
export interface NewOrder {
  readonly key: string;
  readonly sealed: Uint8Array;
  readonly now: Date;
  /** Takes it at once, when the call is this one's. */
  readonly owner: string;
}

/** Orders to calls under way. Each is handed to one process at most, and to none that has the call no more. */
export type OrderRoom = Room<{
  /** The same key is the same order. Undefined when there is no such call, or it has ended. */
  ask(
    organizationId: string,
    callId: string,
    order: NewOrder,
  ): Promise<{ readonly order: CallOrder; readonly isNew: boolean } | undefined>;
  get(organizationId: string, callId: string, key: string): Promise<CallOrder | undefined>;
  /**
   * Those that wait, first asked first, for the owner of the call's lease; nothing for anybody else. What an earlier owner
   * took and never answered is `lost` from then on.
   */
  take(
    organizationId: string,
    callId: string,
    by: { readonly owner: string; readonly now: Date },
  ): Promise<readonly (CallOrder & { readonly sealed: Uint8Array })[]>;
  /** False when it is not the owner's to answer (any more). */
  answer(
    organizationId: string,
    callId: string,
    answer: { readonly key: string; readonly owner: string; readonly sealedAnswer: Uint8Array; readonly now: Date },
  ): Promise<boolean>;
  /** Takes back what nobody took. Answers how it stands then. */
  withdraw(organizationId: string, callId: string, key: string, now: Date): Promise<CallOrder | undefined>;
  /** Removes one whose answer was read and that nobody repeats. */
  forget(organizationId: string, callId: string, key: string): Promise<void>;
}>;
